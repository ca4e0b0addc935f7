"""A spreadsheet as a file: encodings, separators, headings, quotation marks and limits (promises E C1 to C4)."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.history.rules.problems import CannotRead
from diversion.history.rules.sheet import HEADINGS, MOST_BYTES, MOST_ROWS, SheetLine, read_sheet

CELLS = [f"cell {number}" for number in range(len(HEADINGS))]


def sheet(*rows: list[str], headings: list[str] | None = None, separator: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerows([headings or list(HEADINGS), *rows])
    return out.getvalue()


def read(text: str | bytes, **more: bool) -> list[SheetLine]:
    return list(read_sheet(text.encode() if isinstance(text, str) else text, **more))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(sheet(CELLS).encode(), id="plain UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + sheet(CELLS).encode(), id="UTF-8 with a byte order mark, as Excel writes it"),
        pytest.param(
            sheet(CELLS, separator=";").encode(), id="semicolons, as Excel writes them on a continental machine"
        ),
        pytest.param(sheet(CELLS, separator="\t").encode(), id="tabs"),
        pytest.param(sheet(CELLS, end="\n").encode(), id="line feeds only"),
        pytest.param(sheet(CELLS, end="\r").encode(), id="carriage returns only"),
        pytest.param(sheet(CELLS).encode().rstrip(), id="no last newline"),
        pytest.param(sheet(CELLS, headings=[h.upper() for h in HEADINGS]).encode(), id="headings in capitals"),
        pytest.param(
            sheet(CELLS, headings=[f" {h.lower().replace(' ', '_')} " for h in HEADINGS]).encode(),
            id="headings with other spacing",
        ),
        pytest.param(sheet([*CELLS, "", ""]).encode(), id="a row with empty cells left over at its end"),
        pytest.param(sheet([*CELLS, ""], headings=[*HEADINGS, ""]).encode(), id="an empty column at the end"),
        pytest.param(sheet(["", *[""] * 21], CELLS, [" "] * 22).encode(), id="empty rows are no rows"),
    ],
)
def test_the_same_row_is_read_however_the_file_was_saved(data: bytes) -> None:
    assert [list(line.cells.values()) for line in read(data)] == [CELLS]


def test_columns_may_stand_in_any_order() -> None:
    text = sheet(CELLS[::-1], headings=list(HEADINGS)[::-1])
    assert read(text)[0].cells == dict(zip(HEADINGS, CELLS, strict=True))


def test_quoted_newlines_doubled_quotes_and_separators_stay_inside_their_cell() -> None:
    hard = ["a\nb", 'say "no"', "a,b;c\td", *CELLS[3:]]
    assert list(read(sheet(hard))[0].cells.values()) == hard


def test_a_row_is_known_by_the_line_it_starts_on() -> None:
    lines = read(sheet(["a\nb\nc", *CELLS[1:]], CELLS, [""] * 22, CELLS))
    assert [line.number for line in lines] == [2, 5, 7]


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        pytest.param(sheet(CELLS).encode("utf-16"), 1, "UTF-16", id="UTF-16 with its mark"),
        pytest.param(sheet(CELLS).encode("utf-16-le"), 1, "UTF-16", id="UTF-16 without its mark"),
        pytest.param(
            sheet(CELLS, ["Zoë", *CELLS[1:]]).encode("cp1252"), 3, "not saved as UTF-8", id="Windows letters on line 3"
        ),
        pytest.param(
            sheet(["Zoë", *CELLS[1:]]).encode() + "Siân".encode("latin-1"),
            3,
            "not saved as UTF-8",
            id="two encodings in one file",
        ),
        pytest.param(sheet(CELLS, ["a\0b", *CELLS[1:]]).encode(), 3, "empty bytes", id="a NUL on line 3"),
        pytest.param(
            sheet(CELLS).encode() + b'"never closed,' + b"x," * 100, 3, "not closed", id="a quote never closed"
        ),
        pytest.param(sheet(CELLS).encode() + b'"ab"c,d', 3, "not closed", id="letters after a closing quote"),
        pytest.param(sheet(CELLS).encode() + b"x" * 4_000_000, 3, "longer than", id="one line of 4 MB"),
        pytest.param(("," * 5000).encode(), 1, "columns", id="5,000 columns"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as refused:
        read(data)
    assert refused.value.line == line
    assert f"Line {line}: " in str(refused.value)


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        pytest.param([h for h in HEADINGS if h not in {"DOB", "URN"}], ["“DOB”", "“URN”", "misses"], id="two missing"),
        pytest.param([*HEADINGS, "dob"], ["“DOB”", "twice"], id="one doubled in another case"),
        pytest.param([*HEADINGS, "Ethnicity"], ["“Ethnicity”", "does not know"], id="one unknown"),
        pytest.param(["1", "2"], ["“1”", "“2”", "does not know"], id="a file that has no headings"),
    ],
)
def test_missing_doubled_and_unknown_headings_are_named(headings: list[str], names: list[str]) -> None:
    with pytest.raises(CannotRead) as refused:
        read(sheet(headings=headings))
    assert all(name in str(refused.value) for name in names)


def test_the_scheme_column_may_be_missing_where_the_scheme_is_named_beside_the_file() -> None:
    headings = [h for h in HEADINGS if h != "Scheme"]
    assert len(read(sheet(CELLS[:-1], headings=headings), scheme_given=True)) == 1


def test_an_empty_file_misses_every_heading() -> None:
    with pytest.raises(CannotRead, match="misses"):
        read(b"")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param(CELLS[:-1], "21 cells", id="a cell too few"),
        pytest.param([*CELLS, "more"], "23 cells", id="a cell too many"),
    ],
)
def test_a_row_with_another_number_of_cells_is_faulty_and_the_next_is_read(row: list[str], says: str) -> None:
    faulty, good = read(sheet(row, CELLS))
    assert says in faulty.fault
    assert not good.fault


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x" * (MOST_BYTES + 1), id="a byte over 5 MB"),
        pytest.param(sheet(*[CELLS] * (MOST_ROWS + 1)).encode(), id="20,001 rows"),
        pytest.param(sheet().encode() + b"x" * 4_000_000, id="one line of 4 MB"),
        pytest.param(sheet().encode() + b'"' + b"x\n" * 2_000_000, id="4 MB inside one quotation mark"),
    ],
)
def test_a_file_too_large_is_refused_within_two_seconds_and_200_megabytes(data: bytes) -> None:
    started = time.process_time()
    refuse_all(data)
    assert time.process_time() - started < 2
    tracemalloc.start()
    refuse_all(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 200 * 1024 * 1024


def refuse_all(data: bytes) -> None:
    with pytest.raises(CannotRead):
        for _line in read_sheet(data):
            pass


def test_twenty_thousand_rows_are_within_the_limit() -> None:
    assert sum(1 for _line in read_sheet(sheet(*[CELLS] * MOST_ROWS).encode())) == MOST_ROWS


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(rows=st.lists(st.lists(cell, min_size=22, max_size=22), max_size=5), separator=st.sampled_from(",;\t"))
@settings(max_examples=100, deadline=None)
def test_every_cell_comes_back_as_it_was_written(rows: list[list[str]], separator: str) -> None:
    text = sheet(*rows, separator=separator)
    expected = [row for row in rows if any(value.strip() for value in row)]
    assert [list(line.cells.values()) for line in read(text)] == expected
