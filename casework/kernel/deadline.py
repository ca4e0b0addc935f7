"""The deadline clock: what is still needed, by when, and whether there is room for it. One rule for both programmes.

Knows no page, no table and no clock. All days are London dates. What it decides and why: docs/decisions/0035.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from casework.kernel.room import Rooms, Seat, fits, room_left
from casework.kernel.words import counted, short_day
from casework.kernel.workdays import business_days

SPARE = 2
"""With this many useful free times to spare or fewer, what is not booked yet is at risk (ours)."""
A_DAY = 8
"""How many appointments a business day is taken to hold where nobody has counted the free times."""
_DAY = dt.timedelta(days=1)
_FURTHEST = dt.timedelta(days=366)


class ClockState(StrEnum):
    """How the deadline stands. Each is worked out, never typed in."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    CANNOT_BE_MET = "cannot_be_met"
    MET = "met"
    OVER = "over"

    @property
    def wants_action(self) -> bool:
        """Somebody should do something about it now."""
        return self in {ClockState.AT_RISK, ClockState.CANNOT_BE_MET}


@dataclass(frozen=True)
class Need:
    """One appointment still to be kept.

    `booked` is the London day it is booked for, still to come. `elsewhere` says that a partner service may hold it, so
    that our diary does not bound it. `waiting` says that a person must first record what happened at it, or settle the
    reason of an absence: until then it may turn out to be kept.
    """

    booked: dt.date | None = None
    elsewhere: bool = False
    waiting: bool = False


@dataclass(frozen=True)
class DeadlineFacts:
    """What the clock runs on. `needs` are in the order in which they must be kept, where `in_order`.

    `by` is the date to work to, itself counted: a scheme's finish-by date, or the date an order names. `counts_until`
    is the last day on which one kept after `by` still counts (domain rule 8). `soon` is how many calendar days before
    `by` having nothing booked is at risk. `not_on` are days of no use, such as a court day. `to_write` is how many were
    attended and have not left behind what they must.
    """

    needs: tuple[Need, ...]
    attended: int
    by: dt.date | None
    counts_until: dt.date | None = None
    in_order: bool = True
    over: bool = False
    to_write: int = 0
    soon: int = 14
    not_on: Collection[dt.date] = ()
    closed: Collection[dt.date] = field(default_factory=frozenset)

    def has_time_left(self, today: dt.date, near: dt.timedelta) -> bool:
        """Whether something is still to be kept by a date that has not passed and is `near`: then free times matter."""
        if self.over or not self.needs or self.by is None:
            return False
        return dt.timedelta() <= self.by - today <= near

    def without(self, days: Collection[dt.date]) -> DeadlineFacts:
        """The same with these days of no use either."""
        return self if set(days) <= set(self.not_on) else replace(self, not_on={*self.not_on, *days})


@dataclass(frozen=True)
class Clock:
    """The answer.

    `needed` appointments are still to be kept, of which `booked` are booked in time and `to_book` are not; `to_record`
    of them wait for somebody to say what happened, and `to_write` were attended and have still to leave something
    behind. `days_left` are calendar days, `working_days_left` business days with today counted. `free_times_left` are
    the useful ones: London days with room for what is not booked, one a day; None where nobody counted. `slack` is how
    many of them can be lost, whichever they are, before there is no room.
    """

    state: ClockState
    needed: int
    attended: int
    booked: int = 0
    to_book: int = 0
    to_record: int = 0
    to_write: int = 0
    by: dt.date | None = None
    counts_until: dt.date | None = None
    days_left: int | None = None
    working_days_left: int | None = None
    free_times_left: int | None = None
    slack: int | None = None

    @property
    def tag(self) -> tuple[str, str] | None:
        """The words and colour that show a clock somebody should act on."""
        return _TAGS.get(self.state)

    @property
    def words(self) -> str:
        """What is still needed and how much room there is, for a row or a page; it names nobody and no date."""
        if self.state in {ClockState.MET, ClockState.OVER}:
            return ""
        return ": ".join(part for part in (_needs_words(self), _room_words(self)) if part)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The clock as its page shows it, by heading; empty once nothing is needed any more."""
        if self.state in {ClockState.MET, ClockState.OVER} or self.by is None or self.working_days_left is None:
            return []
        parts = _needs_words(self)
        needed = f"{self.needed}: {parts}" if ", " in parts else parts
        left = counted(self.working_days_left, "working day")
        if self.free_times_left is not None and self.needed > self.to_write:
            left = f"{left}, {counted(self.free_times_left, 'useful free time')} (one a day)"
        return [("Still needed", needed), ("Time left", left)]

    @property
    def short(self) -> str:
        """The date and the working days left, for a list: "Do by Fri 30 Oct, 3 working days left"."""
        if self.state in {ClockState.MET, ClockState.OVER} or self.by is None or self.working_days_left is None:
            return ""
        return f"Do by {short_day(self.by)}, {counted(self.working_days_left, 'working day')} left"


_TAGS = {ClockState.AT_RISK: ("At risk", "orange"), ClockState.CANNOT_BE_MET: ("Cannot now be met", "red")}


def deadline(facts: DeadlineFacts, *, today: dt.date, free: Mapping[dt.date, int] | None = None) -> Clock:
    """Where a referral or an order stands against its date, on a London date (domain rules 8, 12, 20 and 21).

    `free` says for each London day how many appointments with the person still fit in the diary, none overlapping; None
    where nobody looked: then every business day has room. Slack is counted with one appointment a day. "Cannot now be
    met" is said only where even several on one day do not fit by the date, taking what waits to be recorded as kept.
    """
    counts: dict[str, Any] = {
        "needed": len(facts.needs) + facts.to_write,
        "attended": facts.attended,
        "to_record": sum(need.waiting for need in facts.needs),
        "to_write": facts.to_write,
        "by": facts.by,
        "counts_until": facts.counts_until,
    }
    if facts.over:
        return Clock(state=ClockState.OVER, **counts)
    if facts.by is not None:
        left = working_days_left(today, facts.by, facts.closed)
        counts |= {"days_left": max(0, (facts.by - today).days), "working_days_left": left}
    if not counts["needed"]:
        return Clock(state=ClockState.MET, **counts)
    if facts.by is None:
        return Clock(state=ClockState.ON_TRACK, **counts)
    return Clock(**counts, **_against(facts, facts.by, today, free))


def working_days_left(today: dt.date, by: dt.date, closed: Collection[dt.date]) -> int:
    """Business days from today, counted, to a date; none once it has passed, however long ago."""
    return 0 if by < today else len(business_days(today, by, frozenset(closed)))


def _against(facts: DeadlineFacts, by: dt.date, today: dt.date, free: Mapping[dt.date, int] | None) -> dict[str, Any]:
    """What is booked and what is not, the room there is for it, and how that stands."""
    seats, rooms = _seats(facts, by, today), _rooms(facts, by, today, free)
    to_book = sum(seat.fixed is None for seat in seats)
    useful, slack = room_left(seats, rooms, in_order=facts.in_order) if to_book else (len(rooms.ours),) * 2
    booked = len(seats) - to_book
    possible = not seats or (today <= by and fits(seats, rooms, in_order=facts.in_order))
    late = not booked and max(0, (by - today).days) <= facts.soon
    return {
        "state": _state(possible=possible, passed=today > by, short=bool(to_book) and (slack <= SPARE or late)),
        "booked": booked,
        "to_book": to_book,
        "free_times_left": None if free is None else useful,
        "slack": slack,
    }


def _state(*, possible: bool, passed: bool, short: bool) -> ClockState:
    if not possible:
        return ClockState.CANNOT_BE_MET
    return ClockState.AT_RISK if passed or short else ClockState.ON_TRACK


def _seats(facts: DeadlineFacts, by: dt.date, today: dt.date) -> list[Seat]:
    """What surely is still to be kept, each on its day where it is booked in time and, where order matters, after what
    is booked before it."""
    found: list[Seat] = []
    reached = today
    for need in (one for one in facts.needs if not one.waiting):
        in_time = need.booked is not None and reached <= need.booked <= by
        found.append(Seat(need.booked if in_time else None, need.elsewhere))
        if in_time and need.booked is not None and facts.in_order:
            reached = need.booked + _DAY
    return found


def _rooms(facts: DeadlineFacts, by: dt.date, today: dt.date, free: Mapping[dt.date, int] | None) -> Rooms:
    last = min(by, today + _FURTHEST)
    business = business_days(today, last, frozenset(facts.closed)).difference(facts.not_on)
    if free is None:
        return Rooms(dict.fromkeys(business, A_DAY), business)
    return Rooms({d: n for d, n in free.items() if n > 0 and today <= d <= by and d not in facts.not_on}, business)


def _needs_words(clock: Clock) -> str:
    """What is still to do, the part that blocks the rest first."""
    parts = [
        f"{clock.to_record} to record first" if clock.to_record else "",
        f"{clock.to_book} to book" if clock.to_book else "",
        f"{clock.booked} booked" if clock.booked else "",
        f"{clock.to_write} to write" if clock.to_write else "",
    ]
    return ", ".join(part for part in parts if part)


def _room_words(clock: Clock) -> str:
    """How much room there is for what is not booked."""
    if not clock.to_book or clock.working_days_left is None:
        return ""
    if clock.free_times_left is None:
        return f"{counted(clock.working_days_left, 'working day')} left"
    free = f"{clock.free_times_left or 'no'} useful free time{'' if clock.free_times_left == 1 else 's'}"
    return f"{free} in {counted(clock.working_days_left, 'working day')}"
