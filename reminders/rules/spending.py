"""How many texts may go, at most (promises P7): what stops toll fraud, whoever holds an account.

A day is a London day; a week is the last seven of them. The limits are settings of the machine: no page changes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

WEEK = 7
"""Days in which one person's texts are counted, today included."""


class Cap(StrEnum):
    """What a limit is counted for. The value is what the database keeps."""

    NUMBER = "number"
    PERSON = "person"
    AGENCY = "agency"
    SITE = "site"


@dataclass(frozen=True)
class Caps:
    """The most texts a day to one number, for one agency and for the whole site, and a week to one person."""

    number: int = 3
    person: int = 6
    agency: int = 200
    site: int = 500


@dataclass
class Spent:
    """What has gone, as counted from the texts themselves, and what goes now beside it."""

    numbers: dict[bytes, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    agencies: dict[int, int] = field(default_factory=dict)

    def reached(self, caps: Caps, *, number: bytes | None, person: int, agency: int) -> Cap | None:
        """The first limit that one more text would pass; None when it may go."""
        spent: Mapping[Cap, tuple[int, int]] = {
            Cap.NUMBER: (self.numbers.get(number or b"", 0), caps.number),
            Cap.PERSON: (self.people.get(person, 0), caps.person),
            Cap.AGENCY: (self.agencies.get(agency, 0), caps.agency),
            Cap.SITE: (sum(self.agencies.values()), caps.site),
        }
        return next((cap for cap, (gone, most) in spent.items() if gone >= most), None)

    def spend(self, *, number: bytes | None, person: int, agency: int) -> None:
        """Count one more."""
        self.numbers[number or b""] = self.numbers.get(number or b"", 0) + 1
        self.people[person] = self.people.get(person, 0) + 1
        self.agencies[agency] = self.agencies.get(agency, 0) + 1


def why(cap: Cap, caps: Caps) -> str:
    """What staff read about a text that waits because a limit is reached."""
    return {
        Cap.NUMBER: f"{caps.number} texts have gone to this number today, which is the most. Ring them",
        Cap.PERSON: f"{caps.person} texts have gone to them in 7 days, which is the most. Ring them",
        Cap.AGENCY: f"{caps.agency} texts of this service have gone today, which is the most. Ring them",
        Cap.SITE: f"{caps.site} texts have gone from this site today, which is the most. Ring them",
    }[cap]


NOT_COUNTED = "Today's texts could not be counted, so none goes. Ring them"


def next_count(today: dt.date) -> dt.date:
    """The London date on which a limit is looked at again."""
    return today + dt.timedelta(days=1)
