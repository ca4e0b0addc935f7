"""Dates and times in words, the same on every page, text and notice. English whatever the machine's own language.

A text can arrive up to 72 hours late, so nothing here ever says "today" or "tomorrow" (domain rule 25).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def short_day(day: dt.date) -> str:
    """ "Tue 13 Oct": for texts, lists and chips, where the year is plain."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def short_day_year(day: dt.date) -> str:
    """ "13 Oct 2026": for lists that reach back over years."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def long_day(day: dt.date) -> str:
    """ "13 October 2026": for notices and records."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def full_day(day: dt.date) -> str:
    """ "Tuesday 13 October 2026": for headings and printed cards."""
    return f"{DAYS[day.weekday()]} {long_day(day)}"


def _wall(at: dt.time | dt.datetime) -> dt.time:
    if isinstance(at, dt.datetime):
        return at.astimezone(LONDON).time() if at.tzinfo else at.time()
    return at


def clock_time(at: dt.time | dt.datetime) -> str:
    """ "10:00am". A time is London wall time as it stands; an aware moment is turned into it first."""
    wall = _wall(at)
    return f"{wall.hour % 12 or 12}:{wall.minute:02}{'am' if wall.hour < 12 else 'pm'}"


def short_moment(instant: dt.datetime) -> str:
    """ "Tue 13 Oct, 10:00am", in London, for an aware moment."""
    return f"{short_day(instant.astimezone(LONDON))}, {clock_time(instant)}"


def long_moment(instant: dt.datetime) -> str:
    """ "4:02pm on 12 October 2026", in London, for an aware moment."""
    return f"{clock_time(instant)} on {long_day(instant.astimezone(LONDON))}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return f" {last} ".join([*[", ".join(parts[:-1])][: len(parts) > 1], *parts[-1:]])


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 appointment", "2 appointments"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
