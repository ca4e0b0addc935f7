"""Which times are free to offer, from plain facts: hours, leave, what is taken, closed days, by when (ux 2.4, 3).

Wall times are London's. Whether two appointments overlap is a matter of moments, never of wall times, so both nights
the clocks change are right: a wall time that does not exist or happens twice is never offered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from casework.appointments.rules.steps import EPOCH, STEP, STEP_MINUTES, moment_of, step_of, steps_of
from casework.kernel.workdays import bank_holidays

LONDON = ZoneInfo("Europe/London")
USUAL_HOURS = {weekday: (dt.time(9, 30), dt.time(16, 30)) for weekday in range(5)}
"""When a member of staff who has entered no hours sees people: Monday to Friday."""
NOTICE = dt.timedelta(hours=1)
"""Nobody is offered a time sooner than this: she has to get there."""
ROOM_TO_BREATHE = 12
"""Steps kept free on both sides of her other appointments: an hour, so that no offer needs a reason."""
HORIZON = dt.timedelta(days=28)
FURTHEST = dt.timedelta(days=366)
NOON = dt.time(12, 30)
_DAY = dt.timedelta(days=1)
_STEPS_A_DAY = 288

Span = tuple[dt.datetime, int]
"""An appointment that takes time: its start (aware) and its minutes."""


@dataclass(frozen=True)
class FreeFacts:
    """What is known: `hours` by weekday (0 is Monday) with London wall times, `leave` as first and last London day,
    `taken` by the worker or the room, `hers` by the person; `until` is the last day that is of use, `only` the one day
    that is asked about."""

    now: dt.datetime
    minutes: int
    until: dt.date | None = None
    hours: Mapping[int, tuple[dt.time, dt.time]] = field(default_factory=lambda: USUAL_HOURS)
    leave: Collection[tuple[dt.date, dt.date]] = ()
    taken: Collection[Span] = ()
    hers: Collection[Span] = ()
    closed: Collection[dt.date] = ()
    not_on: Collection[dt.date] = ()
    only: dt.date | None = None


@dataclass(frozen=True, order=True)
class Slot:
    """A time to offer: a London date and wall time on the hour or half hour."""

    day: dt.date
    time: dt.time


def all_free(facts: FreeFacts) -> Iterator[Slot]:
    """Every time that could be offered, soonest first: on the hour or half hour, wholly inside the hours of a day that
    is neither closed nor leave, an hour or more from now, overlapping nothing taken, and not within an hour of
    another of hers. Never after `until`; four weeks ahead where there is none."""
    return (Slot(day, wall) for day, wall, _step in free_steps(facts))


def free_steps(facts: FreeFacts) -> Iterator[tuple[dt.date, dt.time, int]]:
    """The same as London date, wall time and the step on which it begins: for who only counts."""
    busy, takes = _busy(facts), -(-facts.minutes // STEP_MINUTES)
    earliest = -((EPOCH - facts.now - NOTICE) // STEP)
    for day in _days(facts):
        first, last = facts.hours[day.weekday()]
        inside = _inside(day, first, last) - busy
        for wall, step in _starts(day, first, last):
            if step >= earliest and inside.issuperset(range(step, step + takes)):
                yield day, wall, step


def offered(facts: FreeFacts, limit: int) -> list[Slot]:
    """At most `limit` times a person would offer, soonest first: of each day the first of the morning and the first of
    the afternoon, so that there is something to choose from; more of the same days where there are too few."""
    if limit <= 0:
        return []
    chosen: dict[tuple[dt.date, bool], Slot] = {}
    others: list[Slot] = []
    for slot in all_free(facts):
        half = (slot.day, slot.time >= NOON)
        if half not in chosen:
            chosen[half] = slot
            if len(chosen) == limit:
                return sorted(chosen.values())
        else:
            others.append(slot)
    return sorted([*chosen.values(), *others[: limit - len(chosen)]])


def last_day(now: dt.datetime, until: dt.date | None) -> dt.date:
    """The last London day on which anything is offered."""
    today = now.astimezone(LONDON).date()
    return today + HORIZON if until is None else min(until, today + FURTHEST)


def _days(facts: FreeFacts) -> Iterator[dt.date]:
    day, last = facts.now.astimezone(LONDON).date(), last_day(facts.now, facts.until)
    if facts.only is not None:
        day, last = max(day, facts.only), min(last, facts.only)
    while day <= last:
        if day.weekday() in facts.hours and day not in facts.not_on and not _is_off(day, facts):
            yield day
        day += _DAY


def _is_off(day: dt.date, facts: FreeFacts) -> bool:
    closed = day in facts.closed or day in bank_holidays(day.year)
    return closed or any(first <= day <= last for first, last in facts.leave)


def _busy(facts: FreeFacts) -> set[int]:
    found: set[int] = set()
    for start, minutes in facts.taken:
        found.update(steps_of(start, minutes))
    for start, minutes in facts.hers:
        steps = steps_of(start, minutes)
        found.update(range(steps.start - ROOM_TO_BREATHE, steps.stop + ROOM_TO_BREATHE))
    return found


@lru_cache(maxsize=4096)
def _starts(day: dt.date, first: dt.time, last: dt.time) -> tuple[tuple[dt.time, int], ...]:
    """The wall times on the hour and half hour of a day's hours, each with the step on which it begins."""
    walls = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]
    found = ((wall, _moment(day, wall)) for wall in walls if first <= wall < last)
    return tuple((wall, step_of(start)) for wall, start in found if start is not None)


def _moment(day: dt.date, wall: dt.time) -> dt.datetime | None:
    """The UTC moment of a wall time; None for one that does not exist or happens twice."""
    first = dt.datetime.combine(day, wall, LONDON)
    return first.astimezone(dt.UTC) if first.utcoffset() == first.replace(fold=1).utcoffset() else None


@lru_cache(maxsize=4096)
def _inside(day: dt.date, first: dt.time, last: dt.time) -> frozenset[int]:
    """The steps of a London day that lie wholly between two wall times."""
    begin = step_of(dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC))
    end = step_of(dt.datetime.combine(day + _DAY, dt.time(), LONDON).astimezone(dt.UTC))
    if end - begin == _STEPS_A_DAY:
        return frozenset(range(begin - (-_minutes(first) // 5), begin + _minutes(last) // 5))
    walls = ((step, moment_of(step).astimezone(LONDON)) for step in range(begin, end))
    spans = ((step, _minutes(wall.time())) for step, wall in walls)
    return frozenset(step for step, wall in spans if _minutes(first) <= wall and wall + 5 <= _minutes(last))


def _minutes(wall: dt.time) -> int:
    return wall.hour * 60 + wall.minute
