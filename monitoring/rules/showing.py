"""A quarter as it is shown, beside the one before it and the same one a year ago; and the version to be shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from monitoring.rules.catalogue import Figure, Group, Kind, Part
from monitoring.rules.cells import Counted
from monitoring.rules.figures import SMALLEST
from monitoring.rules.hiding import Mark, hidden
from monitoring.rules.laws import laws
from monitoring.rules.rates import wilson

NOTHING, LEFT_OUT = "–", "not shown"


@dataclass(frozen=True)
class Period:
    """One quarter: what was counted, what a manager entered for it, and what its shared version leaves out."""

    counted: Counted
    numbers: Mapping[str, int]
    entered: Mapping[str, int]
    marks: Mapping[str, Mark]
    shared: bool = False


@dataclass(frozen=True)
class Shown:
    """One value: its text, a line under it, and its number where a chart may draw it."""

    text: str
    small: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Line:
    """A figure with its values, the quarter's first; `cell` names the list of the records that it counts."""

    name: str
    how: str
    values: tuple[Shown, ...]
    cell: str


@dataclass(frozen=True)
class Table:
    """A table of counts, and whether there is anything to draw."""

    title: str
    how: str
    rows: tuple[Line, ...]
    drawn: bool


@dataclass(frozen=True)
class Section:
    """A part of the page as shown; without lines and tables where nothing of it was ever recorded."""

    slug: str
    title: str
    caution: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]


def period(counted: Counted, entered: Mapping[str, int], parts: Sequence[Part], *, shared: bool) -> Period:
    """A quarter ready to be shown. Which counts its shared version leaves out rests on this quarter alone."""
    numbers = {name: 0 for part in parts for name in named(part)} | counted.numbers
    marks = hidden(numbers, laws(numbers)) if shared else {}
    return Period(counted, numbers, entered, marks, shared)


def named(part: Part) -> Iterator[str]:
    """The cells that a part of the page shows or divides by."""
    for one in part.figures:
        yield from (name for name in (one.of, one.among) if name and not name.startswith(("days.", "cost_")))
    for group in part.groups:
        yield from (f"{group.prefix}{code}" for code in group.words)


def sections(parts: Sequence[Part], periods: Sequence[Period]) -> list[Section]:
    """The page: each part with its lines and tables, the quarter of the page first among `periods`."""
    return [_section(part, periods) for part in parts]


def _section(part: Part, periods: Sequence[Period]) -> Section:
    lines = tuple(Line(one.name, one.how, tuple(_value(one, by) for by in periods), _cell(one)) for one in part.figures)
    tables = tuple(table for group in part.groups if (table := _table(group, periods)) is not None)
    said = any(by.numbers.get(name) for by in periods for name in named(part))
    if not said:
        return Section(part.slug, part.title, "", (), ())
    return Section(part.slug, part.title, part.caution, lines, tables)


def _cell(one: Figure) -> str:
    return one.among if one.kind is Kind.COST else one.of


def _value(one: Figure, by: Period) -> Shown:
    return {
        Kind.COUNT: _count,
        Kind.RATE: _rate,
        Kind.EACH: _each,
        Kind.DAYS: _days,
        Kind.COST: _cost,
    }[one.kind](one, by)


def _count(one: Figure, by: Period) -> Shown:
    target = by.entered.get(f"target_{one.target}") if one.target else None
    small = f"target {target * one.months}, {target} a month" if target else ""
    return _number(one.of, by, small)


def _number(cell: str, by: Period, small: str = "") -> Shown:
    mark = by.marks.get(cell)
    if mark is not None:
        return Shown(mark.value if mark is Mark.SMALL else LEFT_OUT, small)
    number = by.numbers.get(cell, 0)
    return Shown(f"{number:,}", small, number)


def _open(by: Period, *cells: str) -> bool:
    """Whether nothing that a figure rests on is left out."""
    return not any(cell in by.marks for cell in cells)


def _rate(one: Figure, by: Period) -> Shown:
    if not _open(by, one.of, one.among):
        return Shown(LEFT_OUT)
    found = wilson(by.numbers.get(one.of, 0), by.numbers.get(one.among, 0))
    return Shown(f"{found.rate:.1%}", f"{found.least:.1%} to {found.most:.1%}") if found else Shown(NOTHING)


def _each(one: Figure, by: Period) -> Shown:
    if not _open(by, one.of, one.among):
        return Shown(LEFT_OUT)
    below = by.numbers.get(one.among, 0)
    return Shown(f"{by.numbers.get(one.of, 0) / below:.2f}") if below else Shown(NOTHING)


def _days(one: Figure, by: Period) -> Shown:
    """The middle; the least and the most are somebody's own, so a shared version keeps them."""
    found = by.counted.spans.get(one.of, [])
    if not found:
        return Shown(NOTHING)
    if by.shared:
        return Shown(f"{median(found):g}" if len(found) >= SMALLEST else LEFT_OUT)
    return Shown(f"{median(found):g}", f"{min(found)} at least, {max(found)} at most")


def _cost(one: Figure, by: Period) -> Shown:
    amount, below = by.entered.get(one.of), by.numbers.get(one.among, 0)
    if amount is None:
        return Shown(NOTHING, "no cost entered")
    if not _open(by, one.among):
        return Shown(LEFT_OUT)
    return Shown(f"£{amount / below:,.2f}", f"of £{amount:,}") if below else Shown(NOTHING, f"of £{amount:,}")


def _table(group: Group, periods: Sequence[Period]) -> Table | None:
    """None where nothing of it was counted in any of the quarters. A shared version names every row, counted or not."""
    codes = list(dict.fromkeys([*group.words, *_others(group, periods)]))
    cells = {code: f"{group.prefix}{code}" for code in codes}
    if not any(by.numbers.get(cell) for by in periods for cell in cells.values()):
        return None
    every = group.always or any(by.shared for by in periods)
    shown = [code for code in codes if every or any(by.numbers.get(cells[code]) for by in periods)]
    rows = tuple(_row(group, code, cells[code], periods) for code in shown)
    return Table(group.title, group.how, rows, drawn=any(value.number for row in rows for value in row.values))


def _others(group: Group, periods: Sequence[Period]) -> Iterator[str]:
    for by in periods:
        yield from (name.removeprefix(group.prefix) for name in sorted(by.numbers) if name.startswith(group.prefix))


def _row(group: Group, code: str, cell: str, periods: Sequence[Period]) -> Line:
    values = []
    for by in periods:
        target = by.entered.get(f"target_{group.target}") if group.target else None
        values.append(_number(cell, by, f"target {target}" if target else ""))
    return Line(group.words.get(code, code.replace("_", " ").capitalize()), "", tuple(values), cell)
