"""When a text may go (domain rules 22, 23 and 25; promises P4 and C.14).

Days before a meeting are counted on the London calendar, never as so many times 24 hours, so both clock-change days
come out right. A moment here is always an aware UTC moment; a wall time is always London's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.rules.kinds import TextKind, rank

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = frozenset(range(7))
Days = tuple[tuple[int, TextKind], ...]
_LOOK_AHEAD = 15
_LONGEST_VALIDITY = 36_000  # seconds: the longest the provider takes
_AFTER_HOURS = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Window:
    """The hours in which she may be texted: London wall times, the end not included; days 0 = Monday to 6."""

    start: dt.time = dt.time(9)
    end: dt.time = dt.time(19, 30)
    days: frozenset[int] = EVERY_DAY

    def is_open(self, instant: dt.datetime) -> bool:
        """Whether a text may be handed over at this moment."""
        wall = instant.astimezone(LONDON)
        return wall.weekday() in self.days and self.start <= wall.time() < self.end

    def next_open(self, instant: dt.datetime) -> dt.datetime | None:
        """The first moment from this one on at which a text may go; None when she allows no hour of any day."""
        if self.is_open(instant):
            return instant
        today = instant.astimezone(LONDON).date()
        days = (today + dt.timedelta(days=n) for n in range(_LOOK_AHEAD))
        return next((at for day in days if (at := self.opening(day)) is not None and at > instant), None)

    def opening(self, day: dt.date) -> dt.datetime | None:
        """When the hours begin on a London day; None on a day she has ruled out, where they are empty, and where the
        clocks skip all of them."""
        begins = at_wall(day, self.start)
        return begins if self.is_open(begins) else None

    def closing(self, day: dt.date) -> dt.datetime:
        """When the hours end on a London day."""
        return at_wall(day, self.end)


ANY_HOUR = Window(dt.time(0), dt.time.max)
"""For a text that she asked somebody to send at once."""


@dataclass(frozen=True)
class Timing:
    """A scheme's or a person's choice of reminders; the defaults are those of the evidence (domain rule 23)."""

    seven_days: bool = True
    three_days: bool = False
    one_day: bool = True
    two_hours: bool = True
    at: dt.time = dt.time(10)
    fold: dt.timedelta = dt.timedelta(hours=4)
    lead: dt.timedelta = dt.timedelta(minutes=30)
    stale: dt.timedelta = dt.timedelta(days=2)
    court_seven_days: bool = True
    court_one_day: bool = True

    def days_before(self) -> Days:
        """The reminders that go some days before, farthest first."""
        chosen = (
            (7, TextKind.SEVEN_DAYS, self.seven_days),
            (3, TextKind.THREE_DAYS, self.three_days),
            (1, TextKind.ONE_DAY, self.one_day),
        )
        return tuple((days, kind) for days, kind, on in chosen if on)

    def court_days_before(self) -> Days:
        """The reminders of a court date, farthest first."""
        chosen = (
            (7, TextKind.COURT_SEVEN_DAYS, self.court_seven_days),
            (1, TextKind.COURT_ONE_DAY, self.court_one_day),
        )
        return tuple((days, kind) for days, kind, on in chosen if on)


USUAL = Timing()


@dataclass(frozen=True)
class Planned:
    """One text to come: not before the first moment, and no longer useful from the second on (both UTC)."""

    kind: TextKind
    not_before: dt.datetime
    not_after: dt.datetime


@dataclass(frozen=True)
class Plan:
    """What a booking plans. `folded` says which reminders the confirmation stands for; `by_phone` says that no text
    can reach her in time, so a person must ring (case B13)."""

    texts: tuple[Planned, ...]
    folded: tuple[TextKind, ...] = ()
    by_phone: bool = False


def at_wall(day: dt.date, time: dt.time) -> dt.datetime:
    """The UTC moment of a London wall time; one that the clocks skip is an hour later, one that comes twice is the
    first of the two."""
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)


def plan_appointment(
    starts_at: dt.datetime,
    booked_at: dt.datetime,
    window: Window,
    timing: Timing = USUAL,
    *,
    confirm: TextKind = TextKind.BOOKED,
) -> Plan:
    """The texts of one booking: the confirmation, then 7 (3) and 1 days and 2 hours before.

    A reminder whose time has passed, or comes within a few hours of the confirmation, is folded into it. Nothing is
    planned outside her hours nor for a moment when it no longer helps.
    """
    if (first := window.next_open(booked_at)) is None or first >= starts_at - timing.lead:
        return Plan((), by_phone=True)
    wanted = _one_a_day(_reminders(starts_at, window, timing))
    kept = tuple(one for one in wanted if one.not_before > first + timing.fold)
    until = min(starts_at - timing.lead, first + timing.stale, *(one.not_before for one in kept))
    folded = tuple(one.kind for one in wanted if one not in kept)
    return Plan((Planned(confirm, first, until), *kept), folded)


def plan_hearing(starts_at: dt.datetime, known_at: dt.datetime, window: Window, timing: Timing = USUAL) -> Plan:
    """The reminders of a court date: 7 days and 1 day before; at once where it was learnt of later than that, and none
    where she wants none."""
    if not (chosen := timing.court_days_before()):
        return Plan(())
    wanted = _one_a_day(_early(starts_at, chosen, window, timing))
    kept = tuple(one for one in wanted if one.not_before > known_at)
    if kept:
        return Plan(kept, tuple(one.kind for one in wanted if one not in kept))
    first, until = window.next_open(known_at), starts_at - dt.timedelta(hours=1)
    if first is None or first >= until:
        return Plan((), by_phone=True)
    return Plan((Planned(chosen[-1][1], first, until),))


def _reminders(starts_at: dt.datetime, window: Window, timing: Timing) -> list[Planned]:
    hours = _two_hours(starts_at, window, timing) if timing.two_hours else None
    return [*_early(starts_at, timing.days_before(), window, timing), *([hours] if hours else [])]


def _early(starts_at: dt.datetime, wanted: Days, window: Window, timing: Timing) -> list[Planned]:
    """The reminders that go days before. Each stays useful until the day before the next of them is due."""
    lasts = [days + 1 for days, _ in wanted[1:]] + [1]
    meeting = starts_at.astimezone(LONDON).date()
    found = [_days_before(meeting, *one, last, window, timing) for one, last in zip(wanted, lasts, strict=False)]
    return [one for one in found if one is not None]


def _days_before(
    meeting: dt.date, days: int, kind: TextKind, last: int, window: Window, timing: Timing
) -> Planned | None:
    """So many London days before, at the usual hour or when her hours begin; where she has ruled that day out, the
    nearest allowed day before it."""
    allowed = (meeting - dt.timedelta(days=days + back) for back in range(7))
    day = next((day for day in allowed if window.opening(day) is not None), None)
    if day is None:
        return None
    until = _last_closing(day, max(day, meeting - dt.timedelta(days=last)), window)
    return Planned(kind, _usual_hour(day, window, timing), until)


def _last_closing(first: dt.date, last: dt.date, window: Window) -> dt.datetime:
    days = (last - dt.timedelta(days=n) for n in range((last - first).days + 1))
    return window.closing(next(day for day in days if window.opening(day) is not None))


def _usual_hour(day: dt.date, window: Window, timing: Timing) -> dt.datetime:
    usual = at_wall(day, timing.at)
    return usual if window.is_open(usual) else at_wall(day, window.start)


def _two_hours(starts_at: dt.datetime, window: Window, timing: Timing) -> Planned | None:
    """Two hours before, or as soon after that as her hours begin; none where that leaves less than the lead."""
    day = starts_at.astimezone(LONDON).date()
    opening = window.opening(day)
    if opening is None:
        return None
    at = max(starts_at - dt.timedelta(hours=2), opening)
    until = min(starts_at - timing.lead, window.closing(day))
    return Planned(TextKind.TWO_HOURS, at, until) if at < until else None


def _one_a_day(planned: Sequence[Planned]) -> list[Planned]:
    """At most one reminder of a booking on one London day: the one nearer to the meeting stays."""
    by_day = {one.not_before.astimezone(LONDON).date(): one for one in sorted(planned, key=lambda p: -rank(p.kind))}
    return sorted(by_day.values(), key=lambda one: one.not_before)


def day_order(kind: TextKind, not_before: dt.datetime, id: int) -> tuple[int, dt.datetime, int]:
    """The order in which one person's reminders of one London day go first: the court, then the nearer meeting, then
    the earlier. Only the first goes; the others become tasks (at most one automatic reminder a day, ux 4.3)."""
    return rank(kind), not_before, id


def validity(at: dt.datetime, not_after: dt.datetime, window: Window) -> int:
    """For how many seconds the provider may keep trying: until the text stops being useful, and never beyond an
    hour after her hours end that day (promises P4). At least one second, at most ten hours."""
    close = window.closing(at.astimezone(LONDON).date()) + _AFTER_HOURS
    seconds = int((min(not_after, close) - at).total_seconds())
    return max(1, min(seconds, _LONGEST_VALIDITY))
