"""For colleagues of partner services: who comes to them, and did they come. And who those colleagues are."""

from __future__ import annotations

from flask import Blueprint, Response

from casework.accounts import services as accounts
from casework.accounts.access import access, actor
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment, Role
from casework.appointments import services as appointments
from casework.appointments.rules import CorrectedBecause, Outcome, Why
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.formkit import Choice, Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Conflict, NotFound, Refused
from web.forms.accounts import PartnerForm
from web.forms.outcomes import OutcomeForm
from web.services import programmes, visits
from web.views import accounts as colleagues

bp = Blueprint("visits", __name__)
PRESS = "Choose “Attended” or “Did not attend”"


@bp.get("/visits")
@access(Action.LOOK, Compartment.VISITS)
def listing() -> Response:
    """What they are called, the time, and two buttons: nothing else leaves us."""
    return page("web/visits.html", title="Visits", days=visits.days(by=actor(), now=clock.now()))


@bp.post("/visits/<reference>/outcome")
@access(Action.WRITE, Compartment.VISITS)
def outcome(reference: str) -> Response:
    """Attended, or did not attend: kept with their name, what they work as, and today."""
    form = OutcomeForm()
    if form.validate() and (done := save(form, lambda: _record(reference, form))):
        return done
    raise Refused(form.summary[0].text if form.summary else PRESS)


def _record(reference: str, form: OutcomeForm) -> str:
    by, now = actor(), clock.now()
    found = visits.load(reference, by=by, now=now)
    if form.outcome.data not in set(Outcome):
        raise Refused(PRESS)
    current = appointments.current_attendance(found)
    mine = current if current and current.id == form.seen.data and current.recorded_by_id == by.staff_id else None
    try:
        programmes.record_outcome(
            found,
            Outcome(form.outcome.data),
            replaces=mine,
            why=Why(CorrectedBecause.WRONG_BUTTON) if mine else None,
            seen_version=form.seen_version.data,
            by=by,
            at=now,
        )
    except Conflict as both:
        theirs = visits.plainly(current.outcome) if current and found.outcome else "Moved to another time"
        raise Conflict("This visit", theirs=theirs, yours=visits.plainly(form.outcome.data)) from both
    return "/visits?saved=1"


@bp.route("/admin/partners", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def partners() -> Response:
    """Colleagues of partner services, and where they receive people."""
    form, by = PartnerForm(), actor()
    form.places.choices = [Choice(one.reference, one.name) for one in appointments.places(agency_id=by.agency_id)]
    if form.validate_on_submit() and (done := save(form, lambda: _add(form))):
        return done
    rows: dict[int, tuple[Staff, list[str]]] = {}
    for row in appointments.partner_places(agency_id=by.agency_id):
        staff = db.session.get_one(Staff, row.staff_id)
        rows.setdefault(staff.id, (staff, [row.works_as]))[1].append(row.place.name)
    listed = [
        (staff.name, ", ".join(said), (f"/admin/partners/{staff.reference}/end", "Let them see nothing more"))
        for staff, said in rows.values()
    ]
    fields = ["name", "works_as", "places", "email"]
    return page("web/admin_list.html", title="Partner services", form=form, rows=listed, fields=fields)


def _add(form: PartnerForm) -> str:
    by, at = actor(), clock.now()
    staff = accounts.add_staff(
        db.session.get_one(Agency, by.agency_id),
        name=form.name.data,
        email=form.email.data,
        roles=[Role.PARTNER],
        at=at,
    )
    chosen = [one for one in appointments.places(agency_id=by.agency_id) if one.reference in form.places.data]
    appointments.receives_at(staff, chosen, works_as=form.works_as.data, by=by, at=at)
    return colleagues.invite(staff)


@bp.post("/admin/partners/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end(reference: str) -> Response:
    """They see nothing more from now on; what they recorded stays."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference))):
        return done
    raise Refused("Press the button again")


def _end(reference: str) -> str:
    by = actor()
    staff = db.session.scalar(db.select(Staff).where(Staff.reference == reference, Staff.agency_id == by.agency_id))
    if staff is None:
        raise NotFound
    appointments.receives_no_more(staff, by=by, at=clock.now())
    return "/admin/partners?saved=1"
