"""What a programme shows on the pages that read across both: Today, court list, person, booking.

The programmes fill these in; the front draws them. Nothing here knows a programme.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, auto

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


class Rank(IntEnum):
    """The groups of Today, most urgent first (ux 2.4)."""

    NOT_TOLD = auto()
    """Court is tomorrow and the person does not know that they need not go: reach them tonight (ux 4.3)."""
    TO_LAY = auto()
    """The supervisor has formed an opinion; until the information is laid, no order stands above it (rule 16)."""
    COMPLIED = auto()
    """An order was complied with and its court does not know: the supervisor is to tell it at once (domain rule 15)."""
    READ_FIRST = auto()
    RESTORED = auto()
    """An older database was put back: texts wait until somebody has checked that they still stand."""
    COURT_SOON = auto()
    TO_RECORD = auto()
    NOT_DELIVERED = auto()
    TODAY = auto()
    ASKED_TO_CHANGE = auto()
    COURT_NOT_TOLD = auto()
    RUNNING_OUT = auto()
    TO_LEAVE = auto()
    NEW = auto()
    REASON_NEEDED = auto()
    OUTCOME_NEEDED = auto()


@dataclass(frozen=True)
class Task:
    """One row of Today: one sentence and one main button. `due` orders rows within their group."""

    rank: Rank
    person_id: int
    why: str
    url: str
    button: str
    due: dt.date | None = None
    appointment_id: int | None = None


@dataclass(frozen=True)
class CourtRow:
    """A person of ours on a court list. With `check_first` set, nothing may be sent of them yet (domain rule 9)."""

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
