"""What was read together for a batch of texts, so that the last look at each asks the database nothing more.

Inside `with using(...)` the questions of this room are answered from it; outside, and for whatever it does not hold,
they ask the database as they would for one text. It is read in the transaction that uses it, under its locks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services.texting import Reachable


@dataclass(frozen=True)
class Known:
    """`held` are the rows read: people, bookings, court dates, staff, agencies.

    `locked` says which of them were read under a lock; `off` which numbers texts are off for, and `switched_off` by
    which rows, each with whom it was switched on again for; `crowded` who has other reminders about the same day.
    `owned` says, for each programme in its order, which of the batch's appointments (`asked`) are its own.
    """

    held: Mapping[tuple[type, int | None], Any] = field(default_factory=dict)
    locked: frozenset[tuple[type, int]] = frozenset()
    reachable: Mapping[int, Reachable] = field(default_factory=dict)
    off: frozenset[bytes] | None = None
    switched_off: Mapping[bytes, Sequence[tuple[Any, Collection[int]]]] | None = None
    crowded: frozenset[int] | None = None
    asked: frozenset[int] = frozenset()
    owned: Sequence[frozenset[int]] = ()
    words: Any = None
    reaches: dict[tuple[int, bool], Any] = field(default_factory=dict)

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


def row(model: Any, key: int | None) -> Any:
    """A row by its number: as the batch in hand holds it, else as the session finds it; None where there is none."""
    held = _now.get().held.get((model, key))
    return held if held is not None or key is None else db.session.get(model, key)


def person_of(text: Any) -> Any:
    """Whom a text is to: as the batch in hand holds her, else as the session finds her."""
    return row(Person, text.person_id)
