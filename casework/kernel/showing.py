"""What a programme shows on the pages that read across both: Today, court list, person, booking.

The programmes fill these in; the front draws them. Nothing here knows a programme.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from casework.kernel.deadline import Clock
from casework.kernel.worklists import Asked, Rank, Task

__all__ = [
    "ASKED_FOR",
    "REASON_AFTER",
    "Asked",
    "Bookable",
    "Card",
    "CourtGroup",
    "CourtRow",
    "Owned",
    "Rank",
    "Tag",
    "Task",
]

ASKED_FOR = dt.timedelta(days=365)
"""How long Today asks for what nobody recorded (ours): a spreadsheet of old years must not bury today's work."""

REASON_AFTER = 5
"""Business days after which Today asks for a reason that was not known yet, unless the site sets another (ours)."""


@dataclass(frozen=True)
class Tag:
    """A status in words and its colour (ux 3): grey, red, yellow, green, blue, teal or orange."""

    words: str
    colour: str


@dataclass(frozen=True)
class Owned:
    """An appointment as its programme sees it. `choices` are the outcomes it offers, in order."""

    appointment_id: int
    url: str
    label: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A referral or order on its person's page. `day` orders them, latest first."""

    url: str
    title: str
    tag: Tag
    detail: str
    live: bool
    day: dt.date


class CourtGroup(StrEnum):
    """The groups of a court list, in the order of the page: somebody still in time is nobody who did not complete."""

    CHECK_FIRST = "check_first"
    NOT_COMPLETED = "not_completed"
    IN_TIME = "in_time"
    COMPLETED = "completed"
    CLOSED = "closed"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As headed on the list."""
        return _COURT_WORDS[self]


_COURT_WORDS = {
    CourtGroup.CHECK_FIRST: "Check first",
    CourtGroup.NOT_COMPLETED: "Not completed",
    CourtGroup.IN_TIME: "Still in time",
    CourtGroup.COMPLETED: "Completed",
    CourtGroup.CLOSED: "Closed",
    CourtGroup.OTHER: "Listed for something else",
}


@dataclass(frozen=True)
class CourtRow:
    """A person of ours on a court list. With `check_first` set, nothing may be sent of them yet (domain rule 9).

    `told_as` is the fingerprint of what CPS and court would be told now, empty where the list tells nothing of this;
    `tells` are the kinds of contact that are told of it, `may_tell` those of which agreement allows it; `clock` is
    what is still needed and by when. `attend` says, for staff and for no notice, whether somebody whose case has ended
    must still come that day (rule 4); "" while nothing is known of it.
    """

    subject: str
    person_id: int
    name: str
    date_of_birth: dt.date | None
    police_reference: str
    time: dt.time | None
    tag: Tag
    sentence: str
    url: str
    check_first: str = ""
    done: bool = False
    worker: str = ""
    worker_phone: str = ""
    worker_id: int | None = None
    hearing_id: int | None = None
    group: CourtGroup = CourtGroup.IN_TIME
    told_as: bytes = b""
    tells: frozenset[str] = frozenset()
    may_tell: frozenset[str] = frozenset()
    clock: Clock | None = None
    attend: str = ""


@dataclass(frozen=True)
class Bookable:
    """Something an appointment can be booked for. `subject` is what `book` is told; `by` is the last useful day.

    `needs` says in a few words what is still needed and how long there is.
    """

    subject: str
    person_id: int
    title: str
    url: str
    by: dt.date | None
    minutes: int = 60
    at_service: bool = False
    asks_telling: bool = False
    needs: str = ""
