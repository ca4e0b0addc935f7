"""What a person is told of a meeting: the time, the place and the length, as the supervisor fixed them (rule 14)."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from casework.kernel.words import clock_time, full_day


class ToldHow(StrEnum):
    """How a person was told of a meeting, most frequent first."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    TEXT = "text"
    LETTER = "letter"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]


_WORDS = {
    ToldHow.IN_PERSON: "In person",
    ToldHow.PHONE: "By phone",
    ToldHow.TEXT: "By text",
    ToldHow.LETTER: "By letter",
}


def determined(day: date, at: time, *, minutes: int, place: str) -> str:
    """The meeting as determined: "Thursday 2 July 2026 at 10:00am, Mill Street, for 60 minutes"."""
    where = f", {place}" if place else ""
    return f"{full_day(day)} at {clock_time(at)}{where}, for {minutes} minutes"
