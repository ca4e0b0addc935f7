"""How much one account, one network address and everybody together may post and read (ASVS 2.4.1)."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field

WINDOW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Rate:
    """So many posts or pages in five minutes, counted for a purpose and for somebody or something."""

    purpose: str
    whose: str
    most: int


@dataclass(frozen=True)
class Rates:
    """The limits: ten times what the busiest hand does, so that only a machine meets them."""

    person: int = 1_500
    address: int = 600
    site: int = 20_000


def of_post(rates: Rates, *, staff_id: int | None, address: str) -> list[Rate]:
    """Whoever is signed in is counted by themselves, so that an office behind one address stops nobody; everybody else
    by their network address; and all by the site."""
    site = Rate("posts.site", "", rates.site)
    if staff_id is not None:
        return [Rate("posts.person", str(staff_id), rates.person), site]
    return [Rate("posts.address", address, rates.address), site]


def window_of(at: dt.datetime) -> int:
    """The number of the five minutes that a moment falls into (UTC)."""
    return int(at.timestamp() // WINDOW.total_seconds())


@dataclass(frozen=True)
class Reads:
    """The limits of pages: ten in a second, kept up for five minutes, is no hand. The site's are its processes' own."""

    person: int = 3_000
    address: int = 3_000
    site: int = 40_000


def of_read(reads: Reads, *, staff_id: int | None, address: str) -> list[Rate]:
    """Whose pages are counted: as with posts."""
    site = Rate("reads.site", "", reads.site)
    if staff_id is not None:
        return [Rate("reads.person", str(staff_id), reads.person), site]
    return [Rate("reads.address", address, reads.address), site]


@dataclass
class Meter:
    """Counts in the memory of one process, so that a look costs no write; what is counted is forgotten in five minutes.

    Holds `room` names at most: whoever comes after that is counted together, as one.
    """

    room: int = 10_000
    window: int = -1
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, rates: list[Rate], *, at: dt.datetime) -> bool:
        """Count one more for each at a moment (UTC); True when one of them is over its limit."""
        with self.lock:
            if (now := window_of(at)) != self.window:
                self.window = now
                self.counts.clear()
            past = [self._one_more(rate) > rate.most for rate in rates]  # each is counted, whatever the first one says
            return any(past)

    def _one_more(self, rate: Rate) -> int:
        key = (rate.purpose, rate.whose)
        if key not in self.counts and len(self.counts) >= self.room:
            key = (rate.purpose, "all the others")
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]
