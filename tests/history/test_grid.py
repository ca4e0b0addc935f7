"""A file of any headings as lines of cells: encodings, workbooks, limits; its columns guessed (issue 8 point 9)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from diversion.history.rules import answers, grid, matching, progress, workbook
from diversion.history.rules.grid import Grid
from diversion.history.rules.problems import CannotRead
from diversion.history.rules.progress import ImportState
from diversion.history.rules.sheet import HEADINGS

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cells(found: Grid) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param("\ufeffName,Born\nZoë,3/2/80\n".encode(), [("Zoë", "3/2/80")], id="a mark of UTF-8 in front"),
        pytest.param("Name\tBorn\nZoë\t3/2/80\n\n".encode(), [("Zoë", "3/2/80")], id="pasted: tabs, an empty line"),
        pytest.param(b"Name;Born\nAda;=1+1\n", [("Ada", "=1+1")], id="semicolons; a formula is text"),
        pytest.param(b"Name,Born\nAda\n", [("Ada", "")], id="a short row is as one with empty cells"),
        pytest.param(b'Name,Born\n"Ada\nB",\n', [("Ada\nB", "")], id="a line break in quotation marks"),
    ],
)
def test_what_a_file_says(data: bytes, said: list[tuple[str, ...]]) -> None:
    assert cells(grid.from_csv(data)) == said


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param("Name,Born\nAda,\nZoë,\n".encode("cp1252"), "Line 3: .*not saved as UTF-8", id="Windows letters"),
        pytest.param("Name\nAda\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"", "nothing in it", id="nothing"),
        pytest.param(b"Name,Born\n", "nothing under the headings", id="headings only"),
        pytest.param(b"Name\n" + b"Ada\n" * 20_001, "more than 20,000 rows", id="a row too many"),
        pytest.param(b"N,A\n" + b"x" * (5 * 1024 * 1024), "5 MB|longer than", id="a byte too many"),
        pytest.param(b"N" + b",N" * 100 + b"\nx\n", "101 columns", id="a column too many"),
        pytest.param(b'Name\n"Ada\n', "quotation mark", id="a quotation mark never closed"),
    ],
)
def test_what_is_refused_as_a_whole(data: bytes, why: str) -> None:
    with pytest.raises(CannotRead, match=why):
        grid.from_csv(data)


def test_a_workbook_is_read_as_it_would_be_typed() -> None:
    found = workbook.from_workbook(
        book(
            ["DOB", "When", "At", "Mobile", "Yes", "Name"],
            [dt.date(1980, 2, 3), dt.datetime(2009, 5, 4, 23, 10), dt.time(9, 5), 7700900123, True, "Zoë"],
            [],
            [None, None, None, 1.5, None, "Ada"],
        )
    )
    assert cells(found) == [
        ("1980-02-03", "2009-05-04 23:10", "09:05", "7700900123", "yes", "Zoë"), ("", "", "", "1.5", "", "Ada"),
    ]  # fmt: skip
    assert [row.number for row in found.rows] == [2, 4]
    assert grid.unpacked(found.packed()) == found


def test_no_formula_of_a_workbook_is_believed() -> None:
    found = workbook.from_workbook(book(["Name", "DOB"], ["Ada", "=TODAY()"], ["Bea", "3/2/80"]))
    assert ["formula" in row.fault for row in found.rows] == [True, False]
    lines = grid.lines(found, ["Surname", "DOB"], {3: {"DOB": "4/2/80"}})
    assert (lines[0].fault != "", dict(lines[1].cells)) == (True, {"Surname": "Bea", "DOB": "4/2/80"})


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (workbook.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"PK\x03\x04 not a workbook", "damaged", id="damaged"),
        pytest.param(book(["A"], ["b"])[:-200], "damaged", id="cut short"),
        pytest.param(b"PK\x03\x04" + b"x" * (5 * 1024 * 1024), "5 MB", id="too big"),
        pytest.param(bomb(), "unpacks to far more", id="a bomb"),
        pytest.param(book(), "nothing in it", id="empty"),
    ],
)
def test_a_workbook_that_cannot_be_trusted(data: bytes, why: str) -> None:
    with pytest.raises(CannotRead, match=why):
        workbook.from_workbook(data)


def test_a_workbook_is_known_by_its_bytes_and_an_old_one_is_refused() -> None:
    assert workbook.is_workbook(book(["A"]))
    assert not workbook.is_workbook(b"Name,Born\n")
    with pytest.raises(CannotRead, match="password"):
        workbook.is_workbook(b"\xd0\xcf\x11\xe0old")


def test_columns_are_guessed_by_what_people_call_them_each_of_ours_once() -> None:
    said = ["LAST NAME", "First name", "date_of_birth", "Surname", "Shoe size", "Hearing date"]
    assert matching.guess(said, {}) == ["Surname", "Forename", "DOB", "", "", "Court date"]
    assert matching.guess(said, {"shoesize": "URN", "lastname": ""}) == [
        "",
        "Forename",
        "DOB",
        "Surname",
        "URN",
        "Court date",
    ]
    assert matching.guess(HEADINGS, {}) == list(HEADINGS)


def test_a_matching_says_what_is_missing_or_doubled() -> None:
    assert matching.faults(HEADINGS, scheme_given=False) == []
    without = [name for name in HEADINGS if name != "Scheme"]
    assert matching.faults(without, scheme_given=True) == []
    assert "Choose the scheme" in matching.faults(without, scheme_given=False)[0]
    assert "Two columns are matched to DOB" in matching.faults([*HEADINGS, "DOB"], scheme_given=False)[0]
    assert "matched to Court, Agreed" in matching.faults(
        [name for name in HEADINGS if name not in {"Agreed", "Court"}], scheme_given=False
    )[0]  # fmt: skip


def test_answers_are_kept_whole() -> None:
    said = answers.Answers(["DOB", ""], {3: {"DOB": "1/2/80"}}, [4], {7: "line:2"})
    assert answers.answers(said.text()) == said
    assert answers.unanswered([7, 9], said.same) == 1


@pytest.mark.parametrize(
    ("done", "of", "seconds", "said"),
    [
        (0, 500, 9, "0 of 500 rows"),
        (312, 500, 100, "312 of 500 rows, about 1 minute left"),
        (100, 10_000, 3, "100 of 10,000 rows, about 5 minutes left"),
        (400, 500, 10, "400 of 500 rows, less than a minute left"),
        (500, 500, 10, "500 of 500 rows"),
    ],
)
def test_how_far_it_is(done: int, of: int, seconds: int, said: str) -> None:
    assert progress.how_far(done, of, since=NOW - dt.timedelta(seconds=seconds), now=NOW) == said


@pytest.mark.parametrize(
    ("state", "hours", "may"),
    [
        (ImportState.DONE, 23.9, True),
        pytest.param(ImportState.DONE, 24, False, id="the 24th hour is over"),
        (ImportState.UNDONE, 1, False),
        (ImportState.STOPPED, 99, True),
        (ImportState.RUNNING, 1, False),
    ],
)
def test_when_it_can_be_undone(state: ImportState, hours: float, may: bool) -> None:
    until = NOW + progress.UNDO_WITHIN
    assert progress.can_be_undone(state, until, now=NOW + dt.timedelta(hours=hours)) is may
    assert state.words
