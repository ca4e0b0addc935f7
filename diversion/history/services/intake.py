"""A spreadsheet read against what an agency has: which rows are new, known already, or not to be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from casework.courts import reference as courts
from casework.kernel.actors import Actor
from diversion.history.rules.problems import Problem
from diversion.history.rules.repeats import PaperPerson, Repeat, people, sort_out
from diversion.history.rules.row import Lookups, PaperRow, read_row, scheme_key
from diversion.history.rules.sheet import SheetLine, read_sheet
from diversion.history.services.known import known_people, known_rows
from diversion.rules.schemes import PRESETS, SchemePlan
from diversion.services.schemes import all_schemes, plan_of

Tick = Callable[[int], None]


@dataclass(frozen=True)
class Intake:
    """What came of reading a file. `rows` are new and good; `people` are theirs; `repeats` are counted once."""

    total: int
    rows: list[PaperRow]
    repeats: list[Repeat]
    problems: list[Problem]
    known: int = 0
    persons: dict[tuple[str, str, dt.date], int] = field(default_factory=dict)

    @property
    def people(self) -> list[PaperPerson]:
        """The people of the new rows, each with their rows."""
        return people(self.rows)

    @property
    def left_out(self) -> int:
        """How many rows cannot be used; one row may have several problems."""
        return len({problem.line for problem in self.problems})


def look_ups(*, by: Actor | None, today: dt.date, scheme: str = "") -> Lookups:
    """What rows are read against: the agency's schemes, the presets it has not started yet, and every court.

    `by` is None where there is no agency yet.
    """
    plans: list[SchemePlan] = list(PRESETS)
    if by is not None:
        plans += [plan_of(found) for found in all_schemes(by=by)]
    return Lookups(
        today=today,
        court=cache(_court_code),
        schemes={scheme_key(plan.name): plan for plan in plans},
        only_scheme=scheme,
        courts_like=cache(_courts_like),
    )


def _court_code(text: str) -> str | None:
    court = courts.find_court(text)
    return court.ou_code if court else None


def _courts_like(text: str) -> tuple[str, ...]:
    return tuple(f"{court.name} ({court.ou_code})" for court in courts.look_up(text).candidates[:3])


def lines_of(data: bytes, *, scheme_given: bool = False) -> list[SheetLine]:
    """The rows of a file as cells. Raises CannotRead."""
    return list(read_sheet(data, scheme_given=scheme_given))


def read_lines(lines: Sequence[SheetLine], lookups: Lookups, *, tick: Tick = lambda count: None) -> Intake:
    """The typed rows of a file, and everything wrong with the others. `tick` is called with 1 for each row."""
    rows: list[PaperRow] = []
    problems: list[Problem] = []
    for line in lines:
        found = read_row(line, lookups)
        if isinstance(found, list):
            problems += found
        else:
            rows.append(found)
        tick(1)
    once = sort_out(rows)
    return Intake(len(lines), once.rows, once.repeats, _in_order(problems + once.problems))


def compare(intake: Intake, *, by: Actor) -> Intake:
    """The same intake with the referrals that the agency has already taken out, and with whom rows join.

    A row that says something else than Waymark has is a change for somebody to confirm: a problem, and nothing is
    changed (promises E C9). A person is joined only to one record whose name and birth agree exactly (rule 31).
    """
    recorded = known_rows(intake.rows, by=by)
    fresh = [row for row in intake.rows if row.line not in recorded.lines]
    persons, doubtful = known_people({row.person_key for row in fresh}, by=by)
    twice = [_two_records(row) for row in fresh if row.person_key in doubtful]
    return replace(
        intake,
        rows=[row for row in fresh if row.person_key not in doubtful],
        problems=_in_order([*intake.problems, *recorded.changes, *twice]),
        known=len(recorded.lines) - len(recorded.changes),
        persons=persons,
    )


def _two_records(row: PaperRow) -> Problem:
    return Problem(
        row.line,
        "Surname, Forename, DOB",
        "two people in Waymark have exactly this name and date of birth",
        "Ask a manager to join the two records if they are one person, then import again",
    )


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line)
