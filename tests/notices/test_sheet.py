"""The table some contacts ask for: the columns of the notice and no others, and nothing a spreadsheet would reckon."""

from __future__ import annotations

import csv
import io

import pytest

from notices.rules.sheet import COLUMNS, table
from tests.notices.papers import COMPLETED, paper, told


def rows(made: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made)))


def test_one_row_for_each_person_under_the_names_of_the_columns() -> None:
    head, first, second = rows(table(paper()))
    assert tuple(head) == COLUMNS
    assert first == [
        "12",
        "Scheme results, Thames Magistrates' Court, 13 October 2026",
        "Jo BROWN",
        "1995-02-03",
        "01HT1234526",
        "Referral K7Q3XWZ2",
        "Thames Magistrates' Court",
        "13 October 2026, 10:00am",
        COMPLETED,
    ]
    assert second[2] == "Mia TAN"


@pytest.mark.parametrize("bait", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", '"=1', "'=1", "|x", "%0A=1", "\r\n=1"])
def test_nothing_typed_becomes_a_sum(bait: str) -> None:
    for row in rows(table(paper(told(bait))))[1:]:
        assert row[2].startswith("'")
        assert "\n" not in row[2]


def test_what_is_not_known_is_left_blank() -> None:
    row = rows(table(paper(told(date_of_birth=None, hearing_day=None, hearing_time=None))))[1]
    assert (row[3], row[7]) == ("", "")
