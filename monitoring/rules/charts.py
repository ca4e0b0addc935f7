"""Charts as SVG, made here: bars with their numbers, three quarters to a row, in shades that print without colour.

Only presentation attributes: the page allows no inline style. Each chart stands above the table of the same numbers,
so it is one picture with a name and a description, and nothing in it has to be reached by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from markupsafe import Markup, escape

from monitoring.rules.showing import Line, Table

WIDE, BAR, LINE, GAP = 340, 11, 17, 8
LONGEST_BAR, LETTERS = 250, 44
SHADES = (("#17423f", "#17423f"), ("#6f9d99", "#17423f"), ("#ffffff", "#17423f"))
FONT = "system-ui, sans-serif"


def bars(table: Table, quarters: Sequence[str], *, name: str) -> Markup:
    """A bar for every value of a table, `quarters` saying which is which; `name` keeps its ids apart on the page.

    A count that is left out has no bar and says so. As wide as what it stands in, up to 340 pixels.
    """
    most = max((value.number or 0 for row in table.rows for value in row.values), default=0) or 1
    drawn, down = list(_legend(quarters)), LINE + GAP
    for row in table.rows:
        if any(value.number != 0 for value in row.values):
            drawn += _row(row, down, most)
            down += len(wrap(row.name, LETTERS)) * LINE + len(row.values) * (BAR + 3) + GAP
    label = f"{name}-name {name}-about"
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{}" width="100%" height="{}"'
        ' viewBox="0 0 {} {}" preserveAspectRatio="xMinYMin meet" font-family="{}" font-size="14" fill="#0b0c0c">'
        '<title id="{}-name">{}</title><desc id="{}-about">{}</desc>'
    ).format(label, down, WIDE, down, FONT, name, table.title, name, _about(table, quarters))
    return head + Markup("").join(drawn) + Markup("</svg>")


def _about(table: Table, quarters: Sequence[str]) -> str:
    """What a chart shows, for who cannot see it: its greatest bar, and where the numbers are."""
    row = max(table.rows, key=lambda one: one.values[0].number or 0)
    most = f"The most in {quarters[0]}: {row.name}, {row.values[0].text}. " if row.values[0].number else ""
    return f"{most}The table that follows has every number."


def _legend(quarters: Sequence[str]) -> Iterator[Markup]:
    across = 0.5
    for said, shade in zip(quarters, SHADES, strict=False):
        yield _box(across, 2, 11, 11, shade)
        yield _words(across + 14, 12, said, 11)
        across += WIDE / len(quarters)


def _row(row: Line, down: int, most: int) -> Iterator[Markup]:
    for words in wrap(row.name, LETTERS):
        yield _words(0, down + 13, words, 14)
        down += LINE
    for value, shade in zip(row.values, SHADES, strict=False):
        long = round((value.number or 0) / most * LONGEST_BAR, 1)
        if value.number:
            yield _box(0.5, down, max(long, 1), BAR - 1, shade)
        yield _words(long + 5, down + 10, value.text, 12)
        down += BAR + 3


def _box(across: float, down: float, wide: float, high: float, shade: tuple[str, str]) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>').format(
        across, down, wide, high, *shade
    )


def _words(across: float, down: float, words: str, size: int) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}">{}</text>').format(across, down, size, escape(words))
