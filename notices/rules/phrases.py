"""Lists of dates, and the place of an appointment, as a notice says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from casework.kernel.words import MONTHS, joined, long_day, long_moment

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def day_and_month(day: date) -> str:
    """ "8 October": where the year is plain."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def days_words(days: Sequence[date]) -> str:
    """Dates in order, the year said once where all share it: "1 October and 8 October 2026"."""
    ordered = sorted(days)
    if len({day.year for day in ordered}) > 1:
        return joined([long_day(day) for day in ordered])
    return joined([*(day_and_month(day) for day in ordered[:-1]), long_day(ordered[-1])])


def ordinal(number: int) -> str:
    """The word for the place of an appointment, from "First" to "Tenth"; raises ValueError beyond."""
    if not 1 <= number <= len(ORDINALS):
        raise ValueError("a scheme asks for ten appointments at most")
    return ORDINALS[number - 1]


def moment_words(moment: datetime) -> str:
    """ "4:02pm on 12 October 2026", in London; raises ValueError for a moment without its zone (domain rule 22)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return long_moment(moment)
