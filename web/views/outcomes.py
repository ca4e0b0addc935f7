"""Recording, correcting and taking back what happened at an appointment of either programme."""

from __future__ import annotations

from flask import Blueprint, Response

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import AbsenceReason, CorrectedBecause, Outcome, ToldBy, Why, tag_of, too_early
from casework.appointments.services import current_attendance, facts_of, load_appointment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from web.forms.outcomes import FullOutcomeForm, OutcomeForm
from web.services import outcomes, programmes
from web.views.sign_in import safe_next

bp = Blueprint("outcomes", __name__)
UNREADABLE = "Choose what happened"


@bp.get("/appointments/<reference>")
@access(Action.LOOK, Compartment.COMPLIANCE)
def appointment(reference: str) -> Response:
    """One appointment: what is recorded, its history, and everything that can be said of what happened."""
    form = FullOutcomeForm()
    found = load_appointment(reference, by=actor())
    current = current_attendance(found)
    form.seen.process_data(current.id if current else 0)
    form.seen_version.process_data(found.version)
    return _show(reference, form)


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
    found, now = load_appointment(reference, by=actor()), clock.now()
    form.offer(_choices(found))
    return page(
        "web/appointment.html",
        title=f"Appointment {found.reference}",
        form=form,
        appointment=found,
        owned=programmes.owned([found.id], agency_id=found.agency_id).get(found.id),
        current=current_attendance(found),
        history=outcomes.history(found, whole=allowed(Action.WRITE, Compartment.COMPLIANCE)),
        told_there=outcomes.told_there(found),
        undo_url=outcomes.undo_url(found),
        subjects=outcomes.subjects_of(found),
        state=tag_of(facts_of(found), now),
        can_attend=not too_early(Outcome.ATTENDED, found.starts_at, now),
        can_miss=not too_early(Outcome.REASON_NOT_KNOWN, found.starts_at, now),
    )


def _record_fully(reference: str, form: FullOutcomeForm) -> str:
    by = actor()
    found = load_appointment(reference, by=by, action=Action.WRITE)
    programmes.record_outcome(
        found,
        Outcome(form.outcome.data),
        reason=AbsenceReason(form.reason.data) if form.reason.data else None,
        counts={"yes": True, "no": False}.get(form.counts.data),
        note=form.note.data,
        told_by=_told_by(form),
        replaces=_seen(found, form.seen.data),
        why=_why(form.why.data, form.why_words.data),
        seen_version=form.seen_version.data,
        by=by,
        at=clock.now(),
    )
    return f"/appointments/{reference}?saved=1"


def _seen(found: Appointment, seen: int | None) -> Attendance | None:
    """The row that was seen to stand when the answer was given; None where nothing did."""
    return next((row for row in found.attendances if row.id == seen), None)


def _why(because: str, words: str = "") -> Why | None:
    return Why(CorrectedBecause(because), words) if because in set(CorrectedBecause) else None


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
    said, reason, counts = _pressed(form.outcome.data)
    found = load_appointment(reference, by=actor(), action=Action.WRITE)
    programmes.record_outcome(
        found,
        said,
        reason=reason,
        counts=counts,
        replaces=_seen(found, form.seen.data),
        why=_why(form.why.data),
        seen_version=form.seen_version.data,
        by=actor(),
        at=clock.now(),
    )
    back = safe_next(form.back.data)
    return f"{back if back != '/' else '/today'}?recorded={reference}"


def _pressed(value: str) -> tuple[Outcome, AbsenceReason | None, bool | None]:
    """What one button says: `outcome`, `acceptable_reason:health`, or `could_not_take_part:yes`."""
    said, _, more = value.partition(":")
    if said not in set(Outcome):
        raise Refused(UNREADABLE)
    if said == Outcome.COULD_NOT_TAKE_PART:
        return Outcome(said), None, {"yes": True, "no": False}.get(more)
    if more and more not in set(AbsenceReason):
        raise Refused(UNREADABLE)
    return Outcome(said), AbsenceReason(more) if more else None, None


@bp.post("/appointments/<reference>/undo")
@access(Action.WRITE, Compartment.COMPLIANCE)
def undo(reference: str) -> Response:
    """Take back what was just recorded, for as long as nothing about it has left."""
    form = OutcomeForm()
    if form.validate() and (done := save(form, lambda: _undo(reference, form))):
        return done
    raise Refused(form.summary[0].text if form.summary else UNREADABLE)


def _undo(reference: str, form: OutcomeForm) -> str:
    found = load_appointment(reference, by=actor(), action=Action.WRITE)
    outcomes.undo(found, seen=form.seen.data, by=actor(), at=clock.now())
    back = safe_next(form.back.data)
    return f"{back if back != '/' else '/today'}?saved=1"
