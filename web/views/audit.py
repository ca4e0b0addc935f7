"""The audit trail: for the data protection lead whole, without a record; for managers, that of one person."""

from __future__ import annotations

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel.pages import page
from casework.people import services as people
from web.forms.audit import TrailForm
from web.services import trail

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@access(Action.LOOK, Compartment.TRAIL)
def index() -> Response:
    """Every event of the agency, newest first, by person, colleague, act and day."""
    by = actor()
    form = TrailForm.asked(trail.colleagues(by.agency_id))
    asked = form.validate()
    found = trail.read(form.wanted(_before()), by=by) if asked else trail.Read([], None)
    return page("web/audit.html", title="Audit", form=form, read=found, asked=asked, here="/audit")


@bp.get("/people/<reference>/looked-at")
@access(Action.LOOK, Compartment.AUDIT)
def looked_at(reference: str) -> Response:
    """Who has looked at this record, and what else was done with it."""
    by = actor()
    found = people.load_person(reference, by=by)
    read = trail.looked_at(found.reference, by=by, before=_before())
    return page("web/looked_at.html", title="Who has looked at this record", person=found, read=read)


def _before() -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
