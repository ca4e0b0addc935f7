"""The one way by which records leave as a sheet: a reason, a fresh proof of who asks, and a line in the trail (P27).

A view that exports declares `@fresh` and `@access(Action.EXPORT, ...)`, shows `ExportForm`, and answers its post with
`send`. Nothing is stored: the file is made while it is sent, so there is no link that could be used by somebody else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import Response, request, stream_with_context
from sqlalchemy import text

from casework.accounts.access import allowed
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import reference
from casework.kernel.database import db, reading
from casework.kernel.formkit import Choice, Form, Radios, Text, Tick, needed
from casework.kernel.pages import save
from casework.kernel.refused import Refused
from casework.kernel.sheets import csv_parts, xlsx_parts

MOST_ROWS = 50_000
"""The longest an export gets (ours): who needs more asks for fewer days at a time, and says why each time."""
KINDS = {
    "csv": ("text/csv; charset=utf-8", csv_parts),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_parts),
}
_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class ExportForm(Form):
    """Why, as which kind of file, and whether with names. Without columns of names, `of(personal=False)` asks less."""

    reason = Text(
        "Why is this needed?",
        [needed("Say why this is needed")],
        hint="Kept in the audit trail. For example, the yearly review of access. No names",
        max_length=150,
    )
    kind = Radios(
        "Kind of file",
        [needed("Choose a kind of file")],
        choices=[Choice("csv", "CSV"), Choice("xlsx", "Excel (XLSX)")],
        default="csv",
        inline=True,
    )
    named = Tick("With names", hint="Without this, people stand in it by reference only.")
    named_why = Text("Why are names needed?", hint="Only where you ticked the box above", max_length=100)

    @classmethod
    def of(cls, *, personal: bool) -> ExportForm:
        """The form of one kind of export: `personal` where it has columns of names that this actor may have."""
        form = cls()
        if not personal:
            del form.named, form.named_why
        return form

    @property
    def with_names(self) -> bool:
        """Whether names were asked for, and could be."""
        return "named" in self and bool(self.named.data)

    def check(self) -> None:
        """Names are a choice of their own, with its own reason."""
        if self.with_names and not self.named_why.data:
            self.fail("Say why names are needed, or take the tick away", "named_why")


@dataclass(frozen=True)
class Column:
    """One column: only who may look at its compartment gets it, and one of names only who asked for names."""

    heading: str
    compartment: Compartment
    personal: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is to leave. `what` is its name in the trail and the file's: lower case, no person's.

    `rows` gives cells in the order of `columns`, read while it is sent; `count` says how many there are, and `people`
    whom they are about, by reference. Both are asked in the transaction that writes the trail.
    """

    what: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Sequence[object]]]
    count: Callable[[], int]
    people: Callable[[], Iterable[str]] = tuple


def send(form: ExportForm, sheet: Sheet, *, by: Actor) -> Response | None:
    """Write the export to the trail, then send it; None where the form must be shown again, with what is wrong.

    The same form posted again sends nothing. Refused on the form: more than 50,000 rows. Every row begins with the
    export's own random number, which is also in the file's name and in the trail.
    """
    begun: list[str] = []

    def begin() -> str:
        begun.append(_begin(form, sheet, by=by, at=clock.now()))
        return request.path

    done = save(form, begin)
    return _answer(form, sheet, begun[0]) if done is not None and begun else done


def _begin(form: ExportForm, sheet: Sheet, *, by: Actor, at: dt.datetime) -> str:
    if not _SLUG.fullmatch(sheet.what):
        raise ValueError("An export is named in small letters, digits and hyphens")
    rows, number = sheet.count(), reference()
    if rows > MOST_ROWS:
        raise Refused(
            f"This would have {rows:,} rows. An export has {MOST_ROWS:,} at most: ask for fewer days at a time"
        )
    kept = [column.heading for column, _ in _kept(form, sheet)]
    detail = {"what": sheet.what, "format": form.kind.data, "rows": str(rows), "columns": ", ".join(kept)}
    if form.with_names:
        detail["names"] = form.named_why.data
    others = [f"person:{one}" for one in dict.fromkeys(sheet.people())]
    audit.record(Act.EXPORT, f"export:{number}", by=by, at=at, others=others, reason=form.reason.data, detail=detail)
    return number


def _kept(form: ExportForm, sheet: Sheet) -> list[tuple[Column, int]]:
    """The columns this actor gets, each with its place in a row."""
    return [
        (column, place)
        for place, column in enumerate(sheet.columns)
        if allowed(Action.LOOK, column.compartment) and (form.with_names or not column.personal)
    ]


def _answer(form: ExportForm, sheet: Sheet, number: str) -> Response:
    kept = _kept(form, sheet)
    mimetype, parts = KINDS[form.kind.data]
    header = ["Export", *(column.heading for column, _ in kept)]
    rows = ([number, *(row[place] for _, place in kept)] for row in islice(_as_at_one_moment(sheet), MOST_ROWS))
    response = Response(stream_with_context(parts(header, rows)), content_type=mimetype)
    name = f"waymark-{sheet.what}-{number}.{form.kind.data}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_at_one_moment(sheet: Sheet) -> Iterator[Sequence[object]]:
    """Every row as the records stand when the first byte leaves, whatever is recorded meanwhile (X5)."""
    with reading():
        if db.session.get_bind().dialect.name == "postgresql":
            db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield from sheet.rows()
