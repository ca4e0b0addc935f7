"""What stands on Today: the groups in their fixed order, the rows in them, and how many more there are (ux 2.4).

The rooms fill these in; the front draws them. Nothing here knows a programme.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum, auto

MOST_ROWS = 15
"""The longest a group of Today gets (ours): what is below says how many more there are, and leads to all of them."""
WHOLE = 200
"""The longest a group gets on a page of its own."""
_alone: ContextVar[Rank | None] = ContextVar("alone", default=None)


def most_rows() -> int:
    """How many rows of a group are wanted: more where it stands on a page of its own."""
    return MOST_ROWS if _alone.get() is None else WHOLE


def alone() -> Rank | None:
    """The only group that is asked for; None where all are."""
    return _alone.get()


@contextmanager
def only(rank: Rank | None) -> Iterator[None]:
    """Within this, only the group of this rank is asked for, and the whole of it; None for all groups as ever."""
    before = _alone.set(rank)
    try:
        yield
    finally:
        _alone.reset(before)


class Rank(IntEnum):
    """The groups of Today, most urgent first (ux 2.4)."""

    NOT_TOLD = auto()
    """Court is tomorrow and the person does not know that they need not go: reach them tonight (ux 4.3)."""
    DECIDE = auto()
    """Only a manager can: a text that waits for release, a notice nobody has seen, somebody without a worker."""
    TO_LAY = auto()
    """The supervisor has formed an opinion; until the information is laid, no order stands above it (rule 16)."""
    COMPLIED = auto()
    """An order was complied with and its court does not know: the supervisor is to tell it at once (domain rule 15)."""
    READ_FIRST = auto()
    RESTORED = auto()
    """An older database was put back: texts wait until somebody has checked that they still stand."""
    COURT_SOON = auto()
    ASKED = auto()
    """The court's liaison asked about somebody listed: what they tell the court waits for the answer."""
    TO_RECORD = auto()
    NOT_DELIVERED = auto()
    TODAY = auto()
    ASKED_TO_CHANGE = auto()
    ON_CLOSED_DAY = auto()
    """Booked for a day that was closed afterwards: nothing moves by itself."""
    SEE_IN_PERSON = auto()
    """No fixed address, or two reminders unanswered: texts are never the only plan (domain rule 23)."""
    COURT_NOT_TOLD = auto()
    ORDER_DUE = auto()
    """An order with meetings outstanding and 28 days or fewer to the date on the paper."""
    RUNNING_OUT = auto()
    TO_LEAVE = auto()
    CARE = auto()
    """A care plan to look at again, or somebody to ask after once support has ended (review 6.45)."""
    NEW = auto()
    REASON_NEEDED = auto()
    NOTICE_TROUBLE = auto()
    """A notice that was refused, came back, or of which nobody knows whether it went."""
    NOTICE_DUE = auto()
    """A court that is to be told by noon two business days before it sits, or its last look."""
    NOT_SEEN = auto()
    """A notice that nobody has acknowledged one business day after it went."""
    OUTCOME_NEEDED = auto()


@dataclass(frozen=True)
class Task:
    """One row of Today: one sentence and one main button. `due` orders rows within their group.

    Where it is about no person, `person_id` is 0 and `about` stands in place of the name. `slack` is how many useful
    times are left over once everything needed is booked: the group that runs out of time is in that order. `later`
    puts a row behind the others of its group: a court that whoever looks does not follow.
    """

    rank: Rank
    person_id: int
    why: str
    url: str
    button: str
    due: dt.date | None = None
    appointment_id: int | None = None
    about: str = ""
    slack: int | None = None
    later: bool = False

    @property
    def order(self) -> tuple[int, dt.date]:
        """Where the row stands in its group: the least slack first, then the soonest."""
        first = self.slack if self.rank is Rank.RUNNING_OUT and self.slack is not None else int(self.later)
        return (first, self.due or dt.date.max)


@dataclass(frozen=True)
class Asked:
    """What a room asks of people today: the rows it shows, and how many more of each group it does not."""

    tasks: list[Task] = field(default_factory=list)
    more: Mapping[Rank, int] = field(default_factory=dict)


def together(parts: Iterable[Asked]) -> Asked:
    """What several rooms ask, as one."""
    found = list(parts)
    more: dict[Rank, int] = {}
    for part in found:
        for rank, count in part.more.items():
            more[rank] = more.get(rank, 0) + count
    return Asked([task for part in found for task in part.tasks], more)
