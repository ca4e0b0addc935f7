"""Records of other agencies that are shared with ours, and records of ours that somebody opened with a reason."""

from __future__ import annotations

from flask import Blueprint, Response

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.accounts.services import alerts
from casework.accounts.services.alerts import Told
from casework.kernel import audit, clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people.rules import names
from casework.people.services import glass, sharing
from web.services import shared_view

bp = Blueprint("shared", __name__)


@bp.get("/shared")
@access(Action.LOOK, Compartment.IDENTITY)
def shared() -> Response:
    """Everybody whom another agency shares with ours just now."""
    found = sharing.shared_with(actor(), at=clock.now())
    rows = [(one.reference, names.short_name(one.known_as or one.given_name, one.family_name)) for one in found]
    return page("web/shared.html", title="Shared with us", rows=rows)


@bp.get("/shared/<reference>")
@access(Action.LOOK, Compartment.IDENTITY)
def shared_person(reference: str) -> Response:
    """The parts of one record that another agency shares."""
    person, parts = sharing.load_shared(reference, by=actor(), at=clock.now())
    view = shared_view.view(person, parts, today=clock.today())
    return page("web/shared_person.html", title=f"Shared person {view.reference}", view=view)


@bp.get("/opened")
@access(Action.LOOK, Compartment.AUDIT)
def opened() -> Response:
    """Records that somebody opened with a reason, the latest first: a manager reads the name, the lead a reference."""
    by = actor()
    rows = glass.broken(by=by)
    if rows:
        audit.look("opened", Compartment.AUDIT, by=by, others=[f"person:{row.person.reference}" for row in rows])
    waits = bool(alerts.unseen(by.staff_id or 0, Told.BROKE_GLASS))
    named = allowed(Action.LOOK, Compartment.IDENTITY)
    return page("web/opened.html", title="Opened with a reason", rows=rows, named=named, waits=waits)


@bp.post("/opened/seen")
@access(Action.LOOK, Compartment.AUDIT)
def opened_seen() -> Response:
    """I have read these: they leave my Today."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, _seen)):
        return done
    raise Refused("Press the button again")


def _seen() -> str:
    alerts.seen(actor().staff_id or 0, at=clock.now(), kind=Told.BROKE_GLASS)
    return "/opened?saved=1"
