"""Rows of one file that speak of the same referral, and rows that speak of the same person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from casework.people.rules import names
from diversion.history.rules.problems import Problem
from diversion.history.rules.row import PaperRow

Key = tuple[str, str, dt.date]

CONTENT = {
    "custody_reference": "Custody ref",
    "family_name": "Surname",
    "given_name": "Forename",
    "date_of_birth": "DOB",
    "arrest_time": "Arrest time",
    "offence_codes": "Offence",
    "urn": "URN",
    "court": "Court",
    "court_day": "Court date",
    "court_time": "Court time",
    "ending": "Case ending",
    "ended_on": "Ending date",
    "mobile": "Mobile",
    "safe_to_text": "Safe to text",
    "known_as": "Known as",
}
_VISITS = (("1st appt", "1st outcome"), ("2nd appt", "2nd outcome"))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row left out because an earlier line says exactly the same."""

    line: int
    first: int

    def __str__(self) -> str:
        return f"Line {self.line} says the same as line {self.first}; it is counted once"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a file, each referral once; what was repeated; and what contradicts an earlier line."""

    rows: list[PaperRow]
    repeats: list[Repeat]
    problems: list[Problem]


def sort_out(rows: Iterable[PaperRow]) -> Sorted:
    """Keep the first row of each referral, name exact repeats, refuse contradictions (promises E C8, C9)."""
    first: dict[Key, PaperRow] = {}
    found = Sorted([], [], [])
    for row in rows:
        before = first.setdefault(row.key, row)
        if before is row:
            found.rows.append(row)
        elif changed := differences(before, row):
            found.problems.append(_contradiction(row, before, changed))
        else:
            found.repeats.append(Repeat(row.line, before.line))
    return found


def _contradiction(row: PaperRow, before: PaperRow, changed: Sequence[str]) -> Problem:
    return Problem(
        row.line,
        ", ".join(changed),
        f"the same scheme, custody reference and arrest date as line {before.line}, with something else here",
        "Keep the line that is right and take the other out",
    )


def differences(one: PaperRow, other: PaperRow) -> list[str]:
    """The headings under which two rows of one referral do not say the same, in our order."""
    found = [
        CONTENT[f.name] for f in fields(PaperRow) if f.name in CONTENT and _value(one, f.name) != _value(other, f.name)
    ]
    for headings, visit, second in zip(_VISITS, one.visits, other.visits, strict=True):
        found += [headings[0]] if (visit.day, visit.time) != (second.day, second.time) else []
        found += [headings[1]] if (visit.came, visit.reason) != (second.came, second.reason) else []
    return found


def _value(row: PaperRow, name: str) -> object:
    value = getattr(row, name)
    if name in {"family_name", "given_name", "known_as"}:
        return names.key(value)
    if name == "custody_reference":
        return row.key[1]
    return tuple(sorted(value)) if name == "offence_codes" else value


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """One person of the file: her rows, the earliest arrest first."""

    rows: tuple[PaperRow, ...]

    @property
    def key(self) -> Key:
        """Family name, given name and date of birth, tidied."""
        return self.rows[0].person_key

    @property
    def spelling(self) -> tuple[str, str]:
        """Family and given name as typed most lately, from a row with capitals and small letters where there is one."""
        spelt = [row for row in self.rows if not row.in_one_case] or self.rows
        return spelt[-1].family_name, spelt[-1].given_name

    @property
    def known_as(self) -> str:
        """What she was lately known as; "" where no row says."""
        return next((row.known_as for row in reversed(self.rows) if row.known_as), "")

    @property
    def mobile(self) -> str:
        """The number of her latest arrest that has one; "" for none."""
        return next((row.mobile for row in reversed(self.rows) if row.mobile), "")

    @property
    def safe_to_text(self) -> bool | None:
        """The answer of the latest arrest that has one; None where nobody asked."""
        return next((row.safe_to_text for row in reversed(self.rows) if row.safe_to_text is not None), None)


def people(rows: Iterable[PaperRow]) -> list[PaperPerson]:
    """Join rows of one person: family name, given name and date of birth all exactly equal after tidying."""
    by_key: dict[Key, list[PaperRow]] = {}
    for row in rows:
        by_key.setdefault(row.person_key, []).append(row)
    return [PaperPerson(tuple(sorted(of, key=lambda row: (row.arrested_on, row.line)))) for of in by_key.values()]
