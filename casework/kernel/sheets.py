"""Sheets that leave Waymark to be opened in a spreadsheet: no cell may act as a formula (promises X1)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_NO_PLACE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_STARTS_A_FORMULA = re.compile(r"""[\s"']*[=+\-@|%]""")


def safe(value: object) -> str:
    """The cell as text that a spreadsheet shows and never works out.

    Whatever begins a formula, also in its wide form or behind spaces and quotes, gets an apostrophe in front; hidden
    characters go, and a line break becomes a space. A date is written 2026-10-13; None is an empty cell.
    """
    text = _NO_PLACE.sub("", "" if value is None else str(value))
    text = " ".join(text.split("\n")).replace("\t", " ")
    plain = unicodedata.normalize("NFKC", text)
    return f"'{text}" if _STARTS_A_FORMULA.match(plain) else text


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file with a heading row, in UTF-8 with the mark that spreadsheets read it by."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
