"""What stands in the way: recorded, ended, kept (domain rule 30)."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import save
from casework.people import services
from casework.people.forms.details import CircumstanceForm, EndForm, UndoForm
from casework.people.models import Circumstance, Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.views.frame import about, address, bp, writing


@bp.route("/people/<reference>/circumstances", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def circumstances(reference: str) -> Response:
    """In custody, in hospital, a warrant, no fixed address, a bail condition, died."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CJ)
    form = CircumstanceForm()
    form.offer()
    if form.validate_on_submit() and (done := save(form, lambda: _record(reference, form))):
        return done
    return about(person, "circumstances.html", "Circumstances", form=form, rows=_rows(person))


def _rows(person: Person) -> list[dict[str, Any]]:
    """Every circumstance the actor may see, with its words and whether it stands."""
    by = actor()
    standing = services.circumstances(person, clock.today(), by=by)
    return [
        {"row": row, "kind": CircumstanceKind(row.kind), "stands": row in standing}
        for row in services.all_circumstances(person, by=by)
    ]


def _record(reference: str, form: CircumstanceForm) -> str:
    assert form.since.data is not None  # noqa: S101 (the form was valid)
    services.record_circumstance(
        writing(reference, Compartment.CJ),
        CircumstanceKind(form.kind.data),
        since=form.since.data,
        until=form.until.data,
        place=form.place.data,
        note=form.note.data,
        by=actor(),
        at=clock.now(),
    )
    return f"{address(reference)}/circumstances?saved=1"


@bp.route("/people/<reference>/circumstances/<which>/end", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def end(reference: str, which: str) -> Response:
    """Its last day. A death is only ever undone, as recorded in error, by a manager."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CJ)
    row = services.load_circumstance(person, which, by=actor())
    kind = CircumstanceKind(row.kind)
    form = EndForm() if kind.can_end else UndoForm()
    if request.method == "GET" and isinstance(form, EndForm):
        form.until.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, row.reference, form))):
        return done
    return about(person, "end_circumstance.html", "End a circumstance", form=form, row=row, kind=kind)


def _end(reference: str, which: str, form: EndForm | UndoForm) -> str:
    row: Circumstance = services.load_circumstance(writing(reference, Compartment.CJ), which, by=actor())
    until = form.until.data if isinstance(form, EndForm) else None
    services.end_circumstance(row, until=until, by=actor(), at=clock.now())
    return f"{address(reference)}/circumstances?saved=1"
