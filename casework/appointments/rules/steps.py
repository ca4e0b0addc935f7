"""Time in five-minute steps, so that what overlaps shares a step and what does not shares none (promises B3).

A step is the number of whole five minutes of UTC since 1970: no wall clock, so the nights the clocks change are like
any other. A time that does not start or end on a step takes the whole of the step it touches.
"""

from __future__ import annotations

import datetime as dt

STEP_MINUTES = 5
STEP = dt.timedelta(minutes=STEP_MINUTES)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def step_of(moment: dt.datetime) -> int:
    """The step in which an aware moment falls."""
    return (moment - EPOCH) // STEP


def moment_of(step: int) -> dt.datetime:
    """The UTC moment at which a step begins."""
    return EPOCH + step * STEP


def steps_of(starts_at: dt.datetime, minutes: int) -> range:
    """Every step that an appointment touches; `starts_at` is aware."""
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return range(step_of(starts_at), -((EPOCH - ends_at) // STEP))
