"""No cell of a sheet acts as a formula, whatever somebody is called (promises X1)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.sheets import safe, sheet

ACTS = (
    "=1+1",
    "+44",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\x00=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    " =1",
    '"=1',
    "'=1",
    "\n=1",
    "|cmd",
    "%0a=1",
)


@pytest.mark.parametrize("cell", ACTS)
def test_what_begins_a_formula_is_text(cell: str) -> None:
    assert safe(cell).startswith("'")


@pytest.mark.parametrize("cell", ["O'Brien-Łukasz", "Not completed. Attended 1 of 2.", "01HT1234526", "", "2 of 2"])
def test_what_is_said_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


def test_dates_and_nothing() -> None:
    assert safe(dt.date(2026, 10, 13)) == "2026-10-13"
    assert safe(None) == ""


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_any_rows_come_back_as_so_many_cells(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(sheet(("a", "b"), rows).decode("utf-8-sig"))))
    assert [len(row) for row in read] == [2] * (len(rows) + 1)
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} for row in read for cell in row)
