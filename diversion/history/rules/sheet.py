"""From the bytes of a file to lines of named cells (promises E C1 to C4)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diversion.history.rules.problems import CannotRead, quoted

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_LINE = 10_000
MOST_COLUMNS = 100

HEADINGS = (
    "Custody ref",
    "Surname",
    "Forename",
    "Known as",
    "DOB",
    "Arrest date",
    "Arrest time",
    "Offence",
    "URN",
    "Court",
    "Court date",
    "Court time",
    "Scheme",
    "Agreed",
    "1st appt",
    "1st outcome",
    "2nd appt",
    "2nd outcome",
    "Case ending",
    "Ending date",
    "Mobile",
    "Safe to text",
)
SAVE_AS = "In Excel choose Save As, “CSV UTF-8 (Comma delimited)”"
_SEPARATORS = ",;\t"
_OTHER_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the file: the line it starts on, its cells by heading, or why they cannot be told apart."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""


def read_sheet(data: bytes, *, scheme_given: bool = False) -> Iterator[SheetLine]:
    """Every row of a spreadsheet, empty rows left out.

    `scheme_given` says that the scheme was named beside the file, so its column may be missing.
    Raises CannotRead, before the first row where it can, for a file that is not UTF-8, is too big,
    has missing, doubled or unknown headings, or a quotation mark that is never closed.
    """
    rows = raw_rows(decode(data))
    _, first = next(rows, (1, []))
    headings = match_headings(first, optional=frozenset({"Scheme"}) if scheme_given else frozenset())
    yield from _named(rows, headings)


def raw_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text, the headings first, each with the line it starts on. Raises CannotRead."""
    return _rows(text, _separator(text))


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises CannotRead naming the first wrong line."""
    if len(data) > MOST_BYTES:
        raise CannotRead("The file is larger than 5 MB", "Split it into smaller files and import one after the other")
    if data.startswith(_OTHER_ENCODINGS):
        raise CannotRead("The file is saved as UTF-16, not UTF-8", SAVE_AS, 1)
    _refuse_long_lines(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = _line_of(data, fault.start)
        raise CannotRead("This line has letters that are not saved as UTF-8", SAVE_AS, line) from fault
    if "\0" in text:
        line = _line_of(data, data.index(b"\0"))
        raise CannotRead("This line has empty bytes, as in a file saved as UTF-16", SAVE_AS, line)
    return text


def _line_of(data: bytes, position: int) -> int:
    return len(re.findall(rb"\r\n|\n|\r", data[:position])) + 1


def _refuse_long_lines(data: bytes) -> None:
    found = re.search(rb"(?:\A|[\r\n])[^\r\n]{%d}" % (LONGEST_LINE + 1), data)  # anchored: one pass, whatever the file
    if found:
        line = _line_of(data, found.end())
        raise CannotRead(
            f"This line is longer than {LONGEST_LINE:,} bytes",
            "Check that the file is a referral spreadsheet saved as CSV, one row to a line",
            line,
        )


def _separator(text: str) -> str:
    """The separator under which the first line has most of our headings, and of those the one it has most of."""
    head = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    known = {plain(name) for name in HEADINGS}
    return max(
        _SEPARATORS, key=lambda mark: (len(known & {plain(cell) for cell in head.split(mark)}), head.count(mark))
    )


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, row
            start = reader.line_num + 1
    except csv.Error as fault:
        raise CannotRead(
            "A quotation mark in this row is not closed, or something follows a closing one",
            "Put quotation marks only around a whole cell, and write one inside a cell twice",
            start,
        ) from fault


def plain(heading: str) -> str:
    """A heading without its case, spacing and punctuation."""
    return re.sub(r"[\W_]+", "", heading).casefold()


def match_headings(row: list[str], *, optional: frozenset[str] = frozenset()) -> list[str]:
    """Our name for each column, in the order of the file; "" for an empty column at the end of the line.

    Raises CannotRead that names every missing, doubled or unknown heading.
    """
    if len(row) > MOST_COLUMNS:
        raise CannotRead(f"The headings have {len(row):,} columns", "Keep only the columns this import knows", 1)
    names = {plain(name): name for name in HEADINGS}
    typed = [cell.strip() for cell in row]
    found = [names.get(plain(cell), "") for cell in typed]
    _refuse_headings("does not know", [cell for cell, name in zip(typed, found, strict=True) if cell and not name])
    _refuse_headings("finds twice", sorted({name for name in found if name and found.count(name) > 1}))
    _refuse_headings("misses", [name for name in HEADINGS if name not in found and name not in optional])
    return found


def _refuse_headings(how: str, headings: list[str]) -> None:
    advice: dict[str, str] = {
        "does not know": "Take those columns out, or give them one of the names in the guide to importing",
        "finds twice": "Keep one column of each name",
        "misses": "Add those columns, left empty where nothing is known, with the headings in the first line",
    }
    if headings:
        listed = ", ".join(quoted(name) for name in headings[:30])
        raise CannotRead(f"This import {how} these headings: {listed}", advice[how], 1)


def _named(rows: Iterator[tuple[int, list[str]]], headings: list[str]) -> Iterator[SheetLine]:
    for count, (number, row) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise too_many_rows(number)
        yield _line(number, row, headings)


def too_many_rows(number: int) -> CannotRead:
    """What is said of a file that goes on after the last row it may have."""
    advice = "Split it into smaller files and import one after the other"
    return CannotRead(f"The file has more than {MOST_ROWS:,} rows", advice, number)


def _line(number: int, row: list[str], headings: list[str]) -> SheetLine:
    while len(row) > len(headings) and not row[-1].strip():
        row.pop()
    if len(row) != len(headings):
        return SheetLine(number, {}, f"This row has {len(row)} cells and the headings have {len(headings)}")
    if any(cell.strip() for cell, name in zip(row, headings, strict=True) if not name):
        return SheetLine(number, {}, "This row has a cell in a column without a heading")
    return SheetLine(number, {name: cell for name, cell in zip(headings, row, strict=True) if name})
