"""Sheets that leave Waymark to be opened in a spreadsheet: no cell may act as a formula (promises P27, X1).

Both kinds are made while they are sent, a part at a time, and nothing is put into a temporary file: what libraries for
XLSX write there would lie in clear on the disk.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

AT_ONCE = 200
LONGEST_CELL = 32_767
_NO_PLACE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STARTS_A_FORMULA = re.compile(r"""[\s"']*[=+\-@|%]""")
_EPOCH = dt.date(1899, 12, 30)


def _plain(value: object) -> str:
    text = _NO_PLACE.sub("", "" if value is None else str(value))
    return " ".join(text.split("\n")).replace("\t", " ")


def _acts(text: str) -> bool:
    """Whether a spreadsheet that reads this as text could take it for a formula."""
    return bool(_STARTS_A_FORMULA.match(unicodedata.normalize("NFKC", text)))


def safe(value: object) -> str:
    """The cell as text that a spreadsheet shows and never works out.

    Whatever begins a formula, also in its wide form or behind spaces and quotes, gets an apostrophe in front; hidden
    characters go, and a line break becomes a space. A date is written 2026-10-13; None is an empty cell.
    """
    text = _plain(value)
    return f"'{text}" if _acts(text) else text


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file with a heading row, in UTF-8 with the mark that spreadsheets read it by."""
    return b"".join(csv_parts(header, rows))


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same a part at a time, for a file that is sent while it is made."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([safe(name) for name in header])
    yield out.getvalue().encode("utf-8-sig")
    for part in _parts(rows):
        out.seek(0)
        out.truncate()
        writer.writerows([safe(cell) for cell in row] for row in part)
        yield out.getvalue().encode("utf-8", "replace")


def xlsx_parts(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """An XLSX file a part at a time: numbers and dates are typed, everything else is text and can be nothing else.

    A moment is to be given as it is read, in London; text over the 32,767 characters of a cell is cut.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _FIXED.items():
            archive.writestr(name, body)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(_HEAD.encode())
            part.write(_row(header).encode())
            for some in _parts(rows):
                part.write("".join(map(_row, some)).encode())
                yield sink.taken()
            part.write(b"</sheetData></worksheet>")
    yield sink.taken()


def _parts(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[Sequence[object]]]:
    found = iter(rows)
    while some := [row for _, row in zip(range(AT_ONCE), found, strict=False)]:
        yield some


def _row(cells: Sequence[object]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: object) -> str:
    if isinstance(value, bool) or value is None:
        value = "" if value is None else ("Yes" if value else "No")
    if isinstance(value, dt.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return f'<c s="2"><v>{(value.date() - _EPOCH).days + seconds / 86400:.6f}</v></c>'
    if isinstance(value, dt.date):
        return f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value):
        return f"<c><v>{value!r}</v></c>"
    text = _NOT_IN_XML.sub("", _plain(value))[:LONGEST_CELL]
    style = ' s="3"' if _acts(text) else ""  # stays text, too, when somebody edits the cell
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


class _Sink(io.RawIOBase):
    """Keeps what the archive writes until it is taken; it cannot go back, so neither does the archive."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self.kept += part
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        part = bytes(self.kept)
        self.kept.clear()
        return part


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
_FIXED = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="Export" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    "</styleSheet>",
}
