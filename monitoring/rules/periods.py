"""Quarters of a year, as addresses name them: 2026-q4."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Quarter:
    """Three calendar months; `number` is 1 to 4. Dates are London dates, first and last included."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.later(1).first - dt.timedelta(days=1)

    def month(self, nth: int) -> dt.date:
        """The first day of its first, second or third month."""
        return dt.date(self.year, self.number * 3 - 3 + nth, 1)

    @property
    def slug(self) -> str:
        """As in an address."""
        return f"{self.year}-q{self.number}"

    @property
    def words(self) -> str:
        """As shown."""
        return f"{self.first:%B} to {self.last:%B %Y}"

    @property
    def brief(self) -> str:
        """As the head of a column."""
        return f"{self.first:%b} to {self.last:%b %Y}"

    def later(self, quarters: int) -> Quarter:
        """The quarter so many later, or earlier below 0."""
        whole = self.year * 4 + self.number - 1 + quarters
        return Quarter(whole // 4, whole % 4 + 1)


def quarter_of(day: dt.date) -> Quarter:
    """The quarter a London date falls in."""
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(slug: str) -> Quarter | None:
    """The quarter of an address, None where it names none from 1950 to 2100."""
    found = re.fullmatch(r"(\d{4})-q([1-4])", slug)
    if found is None or not 1950 <= int(found[1]) <= 2100:
        return None
    return Quarter(int(found[1]), int(found[2]))
