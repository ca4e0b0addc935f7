"""The hours somebody keeps, and leave: what cannot be, by form field, each with how to put it right."""

from __future__ import annotations

import datetime as dt

from casework.kernel.words import DAYS

LONGEST_LEAVE = dt.timedelta(days=366)
Spell = tuple[dt.time | None, dt.time | None]


def hours_faults(week: dict[int, Spell]) -> dict[str, str]:
    """What is wrong with a week of hours; the keys are weekdays (0 is Monday), a day without either time is free.

    The fields are named `starts_0` to `ends_6`.
    """
    found: dict[str, str] = {}
    for weekday, (starts, ends) in week.items():
        day = DAYS[weekday]
        if starts is None and ends is not None:
            found[f"starts_{weekday}"] = f"Enter when {day} starts, or clear when it ends"
        elif starts is not None and ends is None:
            found[f"ends_{weekday}"] = f"Enter when {day} ends, or clear when it starts"
        elif starts is not None and ends is not None and ends <= starts:
            found[f"ends_{weekday}"] = f"{day} must end after it starts"
    return found


def leave_faults(first: dt.date, last: dt.date, today: dt.date) -> dict[str, str]:
    """What is wrong with leave from `first` to `last`, both London days that count."""
    if last < first:
        return {"last_day": "The last day cannot be before the first"}
    if last < today:
        return {"last_day": "This leave is over already. Check the dates"}
    if last - first > LONGEST_LEAVE:
        return {"last_day": "Leave cannot be longer than a year. Check the year"}
    return {}
