"""Whole spreadsheets: the two of the review's figures, and one kept by somebody else altogether."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from diversion.history.rules.problems import Problem
from diversion.history.rules.repeats import people, sort_out
from diversion.history.rules.row import Lookups, PaperRow, read_row, scheme_key
from diversion.history.rules.sheet import read_sheet
from diversion.rules.facts import Came
from diversion.rules.schemes import SchemePlan, Step
from tests.history.paper import LOOKUPS

DATA = Path(__file__).parent.parent / "data"
NORTHERN = SchemePlan(name="Open Door (North)", steps=(Step(1, "Meeting"), Step(2, "Plan")), offence_codes=("SO59004",))
OTHERS: Lookups = replace(LOOKUPS, schemes={**LOOKUPS.schemes, scheme_key(NORTHERN.name): NORTHERN})


def read(path: Path, lookups: Lookups = LOOKUPS) -> tuple[list[PaperRow], list[Problem]]:
    found = [read_row(line, lookups) for line in read_sheet(path.read_bytes())]
    good = [row for row in found if isinstance(row, PaperRow)]
    return good, [problem for row in found if isinstance(row, list) for problem in row]


@pytest.mark.parametrize(
    ("file", "persons", "referrals", "completed"),
    [("safe-exit-history.csv", 84, 420, 319), ("trust-history.csv", 61, 200, 178)],
)
def test_the_two_files_of_the_review_come_out_as_its_figures(
    file: str, persons: int, referrals: int, completed: int
) -> None:
    rows, problems = read(DATA / file)
    found = sort_out(rows)
    both = [row for row in found.rows if all(visit.came is Came.KEPT for visit in row.visits)]
    assert not problems
    assert not found.repeats
    assert (len(people(found.rows)), len(found.rows), len(both)) == (persons, referrals, completed)


def test_a_spreadsheet_of_other_habits_reads_as_well() -> None:
    """Semicolons, a byte order mark, other courts, another scheme, other columns first, other date habits."""
    rows, problems = read(DATA / "open-door-history.csv", OTHERS)
    found = sort_out(rows)
    assert [str(problem) for problem in problems] == []
    assert len(found.repeats) == 1
    assert len(found.rows) == 8
    assert len(people(found.rows)) == 5
    assert {row.court for row in found.rows} == {"B37HI00", "B20BL00", "B01EF00"}
    born = {person.spelling: person.key[2] for person in people(found.rows)}
    assert born == {
        ("Sørensen-O’Hara", "Máire"): dt.date(1990, 2, 1),
        ("Grey", "Ann-Marie"): dt.date(1999, 12, 9),
        ("Grey", "Ann Marie"): dt.date(1999, 12, 9),
        ("Đặng", "Thị Hồng"): dt.date(2001, 6, 5),
        ("ab Owain", "Non"): dt.date(2008, 2, 29),
    }
    assert [row.visits[0].reason for row in found.rows if row.visits[0].reason] == ["in custody"]


def test_every_bad_line_of_a_bad_spreadsheet_is_told_with_its_line() -> None:
    rows, problems = read(DATA / "mistakes-history.csv")
    assert [row.line for row in rows] == [2, 15]
    assert [(problem.line, problem.field) for problem in problems] == [
        (3, "DOB"),
        (4, "Mobile"),
        (5, "Court date"),
        (6, "DOB"),
        (6, "Arrest time"),
        (7, "2nd appt"),
        (8, "Scheme"),
        (10, "whole row"),
        (11, "Agreed"),
        (12, "Surname"),
        (13, "Court"),
        (14, "1st outcome"),
    ]
