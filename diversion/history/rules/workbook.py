"""The first sheet of an Excel workbook as text cells: dates as dates, numbers whole, and no formula believed."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from diversion.history.rules.grid import Grid, Numbered, made
from diversion.history.rules.problems import CannotRead
from diversion.history.rules.sheet import MOST_BYTES, MOST_ROWS, too_many_rows

ZIPPED = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 80 * 1024 * 1024
FORMULA = "A cell of this row is a formula, or the error of one. In Excel copy the sheet, paste it as values, save it"
SAVE_AGAIN = "Open it in Excel, save it as an Excel workbook (.xlsx) and try again"


def is_workbook(data: bytes) -> bool:
    """Whether it is a workbook by its first bytes, whatever it is called. Raises CannotRead for one of the old kind."""
    if data.startswith(OLD_OR_LOCKED):
        raise CannotRead(
            "This is an Excel file of the old kind, or one with a password", "Save it as .xlsx without a password"
        )
    return data.startswith(ZIPPED)


def from_workbook(data: bytes) -> Grid:
    """The grid of the first sheet. Raises CannotRead for one too big, damaged, or unpacking to far more than it is.

    Nothing is written to disk and nothing that the workbook names is fetched. A row with a formula is not used: what
    the cell shows may be from another day.
    """
    _refuse_bombs(data)
    import openpyxl  # here, because it takes a third of a second and few ever need it

    faults: dict[int, str] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that only Excel shows, such as its drop-downs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return made(_rows(book.worksheets[0], faults), faults)
            finally:
                book.close()
    except CannotRead:
        raise
    except Exception as fault:  # a damaged or hostile workbook fails in its reader in any way it likes
        raise CannotRead("This workbook cannot be read", SAVE_AGAIN) from fault


def _refuse_bombs(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise CannotRead("The file is larger than 5 MB", "Split it into smaller files and import one after the other")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            many = len(parts.infolist()) > 1000
    except zipfile.BadZipFile as fault:
        raise CannotRead("This workbook is damaged", SAVE_AGAIN) from fault
    if size > MOST_UNPACKED or many:
        raise CannotRead("This workbook unpacks to far more than a spreadsheet needs", "Copy its rows into a new one")


def _rows(sheet: Any, faults: dict[int, str]) -> Iterator[Numbered]:
    sheet.reset_dimensions()  # what it says of its own size may be wrong
    for count, row in enumerate(sheet.iter_rows(), start=1):
        if count > 5 * MOST_ROWS:
            raise too_many_rows(count)
        cells = [_text(cell.value) for cell in row]
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.data_type in "fe" for cell in row):
            faults[count] = FORMULA
        yield count, cells


def _text(value: object) -> str:
    """A cell as it would be typed: a date alone without midnight, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        day = value.date().isoformat()
        return day if value.time() == dt.time() else f"{day} {value:%H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
