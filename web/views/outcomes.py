"""Recording, correcting and taking back what happened at an appointment of either programme."""

from __future__ import annotations

from flask import Blueprint, Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment
from casework.appointments.rules import AbsenceReason, Outcome, ToldBy
from casework.appointments.services import current_attendance, load_appointment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from web.forms.outcomes import FullOutcomeForm, OutcomeForm
from web.services import bookings, programmes
from web.views.sign_in import safe_next

bp = Blueprint("outcomes", __name__)
UNREADABLE = "Choose what happened"


@bp.get("/appointments/<reference>")
@access(Action.LOOK, Compartment.COMPLIANCE)
def appointment(reference: str) -> Response:
    """One appointment: what is recorded, its history, and everything that can be said of what happened."""
    return _show(reference, FullOutcomeForm())


@bp.post("/appointments/<reference>")
@access(Action.WRITE, Compartment.COMPLIANCE)
def say_more(reference: str) -> Response:
    """Record or correct what happened, with who told us, a note, and whether it counts."""
    form = FullOutcomeForm()
    form.offer(_choices(load_appointment(reference, by=actor(), action=Action.WRITE)))
    if form.validate() and (done := save(form, lambda: _record_fully(reference, form))):
        return done
    return _show(reference, form)


def _choices(found: Appointment) -> tuple[str, ...]:
    """What its programme offers; once something is recorded, also that it was recorded in error."""
    owned = programmes.owned([found.id], agency_id=found.agency_id).get(found.id)
    if owned is None:
        return ()
    return (*owned.choices, Outcome.IN_ERROR.value) if found.outcome else owned.choices


def _show(reference: str, form: FullOutcomeForm) -> Response:
    found = load_appointment(reference, by=actor())
    form.offer(_choices(found))
    return page(
        "web/appointment.html",
        title=f"Appointment {found.reference}",
        form=form,
        appointment=found,
        owned=programmes.owned([found.id], agency_id=found.agency_id).get(found.id),
        history=bookings.history(found),
        now=clock.now(),
    )


def _record_fully(reference: str, form: FullOutcomeForm) -> str:
    by = actor()
    found = load_appointment(reference, by=by, action=Action.WRITE)
    current = current_attendance(found)
    programmes.record_outcome(
        found,
        Outcome(form.outcome.data),
        reason=AbsenceReason(form.reason.data) if form.reason.data else None,
        counts={"yes": True, "no": False}.get(form.counts.data),
        note=form.note.data,
        told_by=_told_by(form),
        replaces=current,
        by=by,
        at=clock.now(),
    )
    return f"/appointments/{reference}?saved=1"


def _told_by(form: FullOutcomeForm) -> ToldBy | None:
    if not (form.told_by_name.data or form.told_by_role.data):
        return None
    return ToldBy(form.told_by_name.data, form.told_by_role.data, form.told_on.data or clock.today())


@bp.post("/appointments/<reference>/outcome")
@access(Action.WRITE, Compartment.COMPLIANCE)
def outcome(reference: str) -> Response:
    """What the buttons of a row say: saved at once, with undo (wireframe 2)."""
    form = OutcomeForm()
    if form.validate() and (done := save(form, lambda: _record(reference, form))):
        return done
    raise Refused(form.summary[0].text if form.summary else UNREADABLE)


def _record(reference: str, form: OutcomeForm) -> str:
    said, _, why = form.outcome.data.partition(":")
    if said not in list(Outcome) or (why and why not in list(AbsenceReason)):
        raise Refused(UNREADABLE)
    programmes.record_outcome(
        load_appointment(reference, by=actor(), action=Action.WRITE),
        Outcome(said),
        reason=AbsenceReason(why) if why else None,
        by=actor(),
        at=clock.now(),
    )
    back = safe_next(form.back.data)
    return f"{back if back != '/' else '/today'}?recorded={reference}"


@bp.post("/appointments/<reference>/undo")
@access(Action.WRITE, Compartment.COMPLIANCE)
def undo(reference: str) -> Response:
    """Take back what was just recorded: a correction that says it was recorded in error."""
    form = OutcomeForm()
    if form.validate() and (done := save(form, lambda: _undo(reference))):
        return done
    raise Refused(form.summary[0].text if form.summary else UNREADABLE)


def _undo(reference: str) -> str:
    found = load_appointment(reference, by=actor(), action=Action.WRITE)
    current = current_attendance(found)
    if current is None:
        raise Refused("Nothing is recorded, so there is nothing to undo")
    programmes.record_outcome(found, Outcome.IN_ERROR, replaces=current, by=actor(), at=clock.now())
    return "/today?saved=1"
