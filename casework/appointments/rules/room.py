"""How many appointments still fit each day: what the deadline clock asks of a diary (decision 35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from casework.appointments.rules.free import LONDON, ROOM_TO_BREATHE, FreeFacts, Span, free_steps
from casework.appointments.rules.steps import STEP_MINUTES, moment_of, steps_of

_DAY = dt.timedelta(days=1)


def room(facts: FreeFacts) -> dict[dt.date, int]:
    """For each London day how many appointments of this length fit one after another among the times that could be
    offered, none overlapping; days without room are left out."""
    by_day = groupby(free_steps(facts), lambda found: found[0])
    return {day: _in_a_row((step for _day, _wall, step in found), facts.minutes) for day, found in by_day}


def room_for_her(theirs: Mapping[dt.date, int], facts: FreeFacts) -> dict[dt.date, int]:
    """The room of a diary, `theirs`, for somebody who has appointments of her own: only the days these touch are
    worked out again. `facts` are the diary's, with `hers` and `until` of this person; of `taken`, what lies within a
    day of what she has is enough."""
    found = {day: count for day, count in theirs.items() if facts.until is None or day <= facts.until}
    for day in touched(facts.hers):
        found.pop(day, None)
        found |= room(replace(facts, only=day, taken=_near(day, facts)))
    return {day: count for day, count in found.items() if day not in facts.not_on}


def _in_a_row(steps: Iterable[int], minutes: int) -> int:
    """The earliest first, then the earliest that begins when it is over: no other choice fits more in."""
    count, taken_to, takes = 0, -1, -(-minutes // STEP_MINUTES)
    for step in steps:
        if step >= taken_to:
            count, taken_to = count + 1, step + takes
    return count


def _near(day: dt.date, facts: FreeFacts) -> list[Span]:
    """What takes the diary's time on this day or the days beside it."""
    return [(start, minutes) for start, minutes in facts.taken if abs((start.date() - day).days) <= 1 + minutes // 1440]


def touched(hers: Iterable[Span]) -> set[dt.date]:
    """The London days whose room these appointments of hers may change, with the hour kept free around each."""
    return {day for start, minutes in hers for day in _days_near(start, minutes)}


def _days_near(start: dt.datetime, minutes: int) -> Iterator[dt.date]:
    steps = steps_of(start, minutes)
    first = moment_of(steps.start - ROOM_TO_BREATHE).astimezone(LONDON).date()
    last = moment_of(steps.stop + ROOM_TO_BREATHE).astimezone(LONDON).date()
    yield from (first + _DAY * n for n in range((last - first).days + 1))
