"""What a contact is, and whether it was somebody's first (review 8.3)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

LOOKS_BACK = dt.timedelta(days=92)
"""How far back a contact may still be written down: a quarter (ours)."""
MOST_PEOPLE = 99


class ContactKind(StrEnum):
    """How somebody was met or spoken with, in the order of the buttons."""

    OUTREACH = "outreach"
    DROP_IN = "drop_in"
    PHONE = "phone"
    VISIT = "visit"
    ACCOMPANIED = "accompanied"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "outreach": "Outreach",
            "drop_in": "Drop-in",
            "phone": "Phone",
            "visit": "Visit",
            "accompanied": "Went with them",
        }[self.value]


class Turn(StrEnum):
    """Whether a contact was the first ever with somebody."""

    NEW = "new"
    REPEAT = "repeat"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"new": "New", "repeat": "Seen before"}[self.value]


def turn_of(contact: tuple[dt.date, int], first: tuple[dt.date, int]) -> Turn:
    """Worked out, never asked: a contact is new when it is the first there ever was, by London day and then by its
    number. One whose earlier contact is written down late becomes a repeat by itself."""
    return Turn.NEW if contact <= first else Turn.REPEAT


def contact_faults(*, on_day: dt.date, people: int, named: bool, today: dt.date) -> dict[str, str]:
    """What cannot be true of a contact, by form field. Days are London dates; a named contact is with one person."""
    found: dict[str, str] = {}
    if on_day > today:
        found["on_day"] = "The day cannot be after today"
    elif on_day < today - LOOKS_BACK:
        found["on_day"] = "This is more than three months ago. Check the date"
    if not 1 <= people <= (1 if named else MOST_PEOPLE):
        found["people"] = f"Enter how many people, from 1 to {MOST_PEOPLE}"
    return found
