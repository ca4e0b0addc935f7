"""How much one account, one network address and everybody together may post (ASVS 2.4.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

WINDOW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Rate:
    """So many posts in five minutes, counted for a purpose and for somebody or something."""

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
