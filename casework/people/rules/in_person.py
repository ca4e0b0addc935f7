"""Seeing somebody in person, because a text is never the only plan (domain rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from casework.kernel.workdays import add_business_days

AHEAD = dt.timedelta(days=7)
"""How long before an appointment or court date somebody is asked to see them (ours)."""
SEEN_FOR = dt.timedelta(days=7)
"""How long having seen somebody stands (ours): the next thing within a week was spoken of then."""
LATEST = dt.timedelta(days=14)
"""How far back a meeting may be recorded (ours)."""


class Went(StrEnum):
    """What came of going to see somebody."""

    SEEN = "seen"
    TRIED = "tried"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"seen": "Seen", "tried": "Tried, not found"}[self.value]


def faults(went: Went, *, day: dt.date, where: str, today: dt.date) -> dict[str, str]:
    """What is missing or cannot be true, by form field. Days are London dates."""
    found: dict[str, str] = {}
    if day > today:
        found["day"] = "The day cannot be after today"
    elif day < today - LATEST:
        found["day"] = "Enter a day of the last two weeks"
    if not where.strip():
        found["place"] = "Enter where you saw them" if went is Went.SEEN else "Enter where you looked"
    return found


def settled(went: Went, day: dt.date, *, today: dt.date, closed: Collection[dt.date] = ()) -> bool:
    """Whether what was recorded on a London date still answers today's row: a week once seen; having tried, that
    day alone, so that somebody tries again on the next business day."""
    if went is Went.SEEN:
        return today <= day + SEEN_FOR
    return today < add_business_days(day, 1, closed)


def why(*, no_address: bool, unanswered: int) -> str:
    """Why texts are not enough for somebody, in a few words; "" where they may be."""
    said = ["No fixed address"] if no_address else []
    said += [f"{unanswered} reminders unanswered"] if unanswered >= MOST_UNANSWERED else []
    return ". ".join(said)


MOST_UNANSWERED = 2
"""From so many reminders in a row without a word from them, somebody goes to see them (domain rule 23)."""
