"""A spreadsheet of any headings as lines of text cells, kept as it came until its columns are matched (ux 6.5)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diversion.history.rules import sheet
from diversion.history.rules.problems import CannotRead
from diversion.history.rules.sheet import MOST_COLUMNS, MOST_ROWS, SheetLine

ONLY_HEADINGS = "There is nothing under the headings"
Numbered = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the line it starts on, its cells in the order of the headings, or why they cannot be told apart."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The headings of a file and its rows, empty ones left out."""

    headings: tuple[str, ...]
    rows: tuple[GridRow, ...]

    def packed(self) -> bytes:
        """Small enough to wait in the database; sealed there by its column."""
        rows = [(row.number, row.cells, row.fault) for row in self.rows]
        return zlib.compress(json.dumps([self.headings, rows], ensure_ascii=False).encode("utf-8", "replace"), 6)

    def sample(self, column: int, most: int = 3) -> list[str]:
        """The first few different things a column says."""
        said = (row.cells[column].strip() for row in self.rows[:200] if not row.fault)
        return list(dict.fromkeys(text for text in said if text))[:most]


def unpacked(packed: bytes) -> Grid:
    """What `packed` gave."""
    headings, rows = json.loads(zlib.decompress(packed))
    return Grid(tuple(headings), tuple(GridRow(number, tuple(cells), fault) for number, cells, fault in rows))


def from_csv(data: bytes) -> Grid:
    """The grid of a CSV file, or of what was copied out of a spreadsheet. Raises CannotRead naming the line."""
    return made(sheet.raw_rows(sheet.decode(data)))


def made(rows: Iterator[Numbered], faults: dict[int, str] | None = None) -> Grid:
    """A grid of numbered rows, the first of which are the headings. Raises CannotRead.

    `faults` says of a row by its number why nothing of it can be used.
    """
    _, first = next(rows, (1, []))
    width = max((place + 1 for place, cell in enumerate(first) if cell.strip()), default=0)
    if width == 0:
        raise CannotRead("There is nothing in it", "Choose the file again, with its headings in the first line")
    if width > MOST_COLUMNS:
        raise CannotRead(f"The headings have {width:,} columns", f"Keep at most {MOST_COLUMNS} of them", 1)
    found = tuple(_row(number, cells, width, (faults or {}).get(number, "")) for number, cells in _bounded(rows))
    if not found:
        raise CannotRead(ONLY_HEADINGS, "Check that the right sheet was copied or saved")
    names = (cell.strip() or f"Column {place}" for place, cell in enumerate(first[:width], start=1))
    return Grid(tuple(" ".join(name.split())[:100] for name in names), found)


def _bounded(rows: Iterator[Numbered]) -> Iterator[Numbered]:
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise sheet.too_many_rows(number)
        yield number, cells


def _row(number: int, cells: Sequence[str], width: int, fault: str) -> GridRow:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > width:
        fault = fault or f"This row has {len(cells)} cells and the headings have {width}"
    return GridRow(number, (*cells, *[""] * (width - len(cells)))[:width], fault)


def lines(grid: Grid, matching: Sequence[str], fixes: dict[int, dict[str, str]]) -> list[SheetLine]:
    """The rows as named cells: `matching` gives our heading for each column, "" for one that is left out.

    `fixes` are cells that were put right on the page, by the number of the line.
    """
    wanted = [(place, name) for place, name in enumerate(matching) if name]
    return [
        SheetLine(row.number, {name: row.cells[place] for place, name in wanted} | fixes.get(row.number, {}), row.fault)
        for row in grid.rows
    ]
