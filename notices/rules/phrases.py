"""Dates, counts and ordinals as a notice says them. Pure: a moment is an argument, never read from a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def day_words(day: date) -> str:
    """A court day in full, "8 October 2026": a local date, so no zone is involved."""
    return f"{day.day} {day:%B} {day.year}"


def days_words(days: Sequence[date]) -> str:
    """Dates in order, the year said once where all share it: "1 October and 8 October 2026"."""
    ordered = sorted(days)
    shared = len({day.year for day in ordered}) == 1
    words = [f"{day.day} {day:%B}" if shared else day_words(day) for day in ordered]
    if shared:
        words[-1] = day_words(ordered[-1])
    return listed(words)


def listed(words: Sequence[str]) -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def clock_words(moment: datetime) -> str:
    """The London wall time of an aware moment, "4:02pm"; raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment_words(moment: datetime) -> str:
    """The London time and day of an aware moment, "4:02pm on 12 October 2026"."""
    return f"{clock_words(moment)} on {day_words(moment.astimezone(LONDON).date())}"


def number_of(count: int, one: str, several: str = "") -> str:
    """A count with its noun: "1 appointment", "2 appointments"."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def ordinal(number: int) -> str:
    """The word for the place of an appointment, from "First" to "Tenth"; raises ValueError beyond."""
    if not 1 <= number <= len(ORDINALS):
        raise ValueError("a scheme asks for ten appointments at most")
    return ORDINALS[number - 1]
