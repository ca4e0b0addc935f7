"""What was read together for a batch of texts, so that the last look at each asks the database nothing more.

Inside `with using(...)` the questions of this room are answered from it; outside, and for whatever it does not hold,
they ask the database as they would for one text. It is read in the transaction that uses it, under its locks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from casework.people.services.texting import Reachable


@dataclass(frozen=True)
class Known:
    """`rows` are held, so that the session keeps what it has read: people, bookings, court dates, staff, agencies.

    `locked` says which of them were read under a lock; `off` which numbers texts are off for; `crowded` who has other
    reminders about the same day.
    `owned` says, for each programme in its order, which of the batch's appointments (`asked`) are its own.
    """

    rows: Sequence[Any] = ()
    locked: frozenset[tuple[type, int]] = frozenset()
    reachable: Mapping[int, Reachable] = field(default_factory=dict)
    off: frozenset[bytes] | None = None
    crowded: frozenset[int] | None = None
    asked: frozenset[int] = frozenset()
    owned: Sequence[frozenset[int]] = ()
    words: Any = None

    @property
    def numbers(self) -> frozenset[bytes]:
        """The fingerprints of all numbers the batch may go to."""
        found = (one.contact.mobile_index for one in self.reachable.values() if one.contact)
        return frozenset(index for index in found if index is not None)


_NOTHING = Known()
_now: ContextVar[Known] = ContextVar("known", default=_NOTHING)


def known() -> Known:
    """What the batch in hand has read; nothing outside one."""
    return _now.get()


@contextmanager
def using(read: Known) -> Iterator[None]:
    """Answer from what was read until the end of the block."""
    before = _now.set(read)
    try:
        yield
    finally:
        _now.reset(before)
