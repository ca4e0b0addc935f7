"""Recording what happened at an appointment: by a person, once, and corrected by a new row (domain rule 9)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from casework.accounts.rules import Compartment
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import AbsenceReason, CorrectedBecause, Outcome, ToldBy, Why, outcome_faults, too_early
from casework.appointments.rules.corrections import implied, why_faults
from casework.appointments.services.holding import follow
from casework.appointments.services.partners import must_record
from casework.appointments.services.reading import current_attendance
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.people.services import hold

ALREADY = "What happened at this appointment"
AHEAD = frozenset({Outcome.CANCELLED_BY_US, Outcome.IN_ERROR})
"""What can be said of a day still to come: that we cancelled it, and that saying so was a mistake."""


def record_outcome(
    appointment: Appointment,
    outcome: Outcome,
    *,
    reason: AbsenceReason | None = None,
    counts: bool | None = None,
    note: str = "",
    told_by: ToldBy | None = None,
    replaces: Attendance | None = None,
    why: Why | None = None,
    happened_on: dt.date | None = None,
    seen_version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Attendance:
    """Record what happened. `happened_on` is a London date, the day of the appointment when not given; both it and the
    moment of recording are kept (promises T6). `at` is UTC.

    The same answer recorded twice is one row (T5). Another answer than the one recorded is a correction and names the
    row it `replaces`, and `why`: two people at once, or a stale page, raise Conflict with both answers (T2, T3). Raises
    Refused before it can have happened (T1, T13) and for what is missing; NotFound for a role that may not record (T8).
    """
    hold(appointment)
    told_by = must_record(appointment, outcome, told_by, by=by, at=at)
    current = current_attendance(appointment)
    if current is not None and replaces is None and _same(current, outcome, reason, counts):
        return current
    _refuse_stale(appointment, outcome, current, replaces, seen_version)
    _refuse_too_early(appointment, outcome, at)
    day = happened_on or appointment.day
    today = clock.local_day(at)
    faults = outcome_faults(
        outcome,
        reason=reason,
        counts=counts,
        told_by=told_by,
        happened_on=min(day, today) if outcome in AHEAD else day,
        today=today,
        corrects=current is not None,
    )
    for field, message in faults.items():
        raise Refused(message, field)
    why = _why(current, outcome, why)
    if current is not None:
        current.superseded_at = at
        db.session.flush()
    row = Attendance(
        appointment_id=appointment.id,
        outcome=outcome.value,
        reason=reason.value if reason else "",
        counts=counts if outcome is Outcome.COULD_NOT_TAKE_PART else None,
        note=note.strip(),
        **_telling(told_by),
        happened_on=day,
        recorded_at=at,
        recorded_by_id=by.staff_id,
        replaces_id=current.id if current else None,
        corrected_because=why.because.value if why else None,
        corrected_words=(why.words.strip() or None) if why else None,
    )
    return _keep(appointment, row, outcome, corrects=current is not None, by=by, at=at)


def _keep(
    appointment: Appointment, row: Attendance, outcome: Outcome, *, corrects: bool, by: Actor, at: dt.datetime
) -> Attendance:
    db.session.add(row)
    db.session.flush()
    _repeat_outcome(appointment, None if outcome.leaves_it_open else outcome)
    follow(appointment, is_open=outcome.leaves_it_open, came=outcome.means_attended, at=at)
    detail = {"appointment": appointment.reference, "outcome": outcome.value}
    act = Act.ALTERATION if corrects else Act.COLLECTION
    record = f"person:{appointment.person.reference}"
    audit.record(act, record, by=by, at=at, compartment=Compartment.COMPLIANCE, detail=detail)
    return row


def _repeat_outcome(appointment: Appointment, outcome: Outcome | None) -> None:
    """Repeat the outcome on the appointment without raising its version: only a move makes it another promise."""
    value = outcome.value if outcome else None
    db.session.execute(
        update(Appointment).where(Appointment.id == appointment.id).values(outcome=value),
        execution_options={"synchronize_session": False},
    )
    db.session.refresh(appointment)


def _why(current: Attendance | None, outcome: Outcome, given: Why | None) -> Why | None:
    """Why this row replaces the current one. Raises Refused, on the field, where somebody has to say."""
    if current is None or Outcome(current.outcome).leaves_it_open:
        return None
    why = given or implied(Outcome(current.outcome), outcome)
    for field, message in why_faults(why).items():
        raise Refused(message, field)
    return why


def _same(current: Attendance, outcome: Outcome, reason: AbsenceReason | None, counts: bool | None) -> bool:
    said = (current.outcome, current.reason, current.counts)
    return said == (outcome.value, reason.value if reason else "", counts)


def _refuse_stale(
    appointment: Appointment,
    outcome: Outcome,
    current: Attendance | None,
    replaces: Attendance | None,
    seen_version: int | None,
) -> None:
    if seen_version is not None and seen_version != appointment.version:
        moved = f"Moved to {words.short_moment(appointment.starts_at)}"
        raise Conflict(ALREADY, theirs=moved, yours=outcome.words, again={"seen_version": str(appointment.version)})
    open_again = current is None or Outcome(current.outcome).leaves_it_open
    if open_again and replaces is None:
        return
    if current is None or replaces is None or current.id != replaces.id:
        theirs = Outcome(current.outcome).words if current else "Nothing recorded"
        raise Conflict(ALREADY, theirs=theirs, yours=outcome.words, again=_correcting(current))


def _correcting(current: Attendance | None) -> dict[str, str]:
    """What the same form must say to put the other answer in place of the one that was recorded meanwhile."""
    return {"seen": str(current.id if current else 0), "why": CorrectedBecause.TWO_ANSWERS.value if current else ""}


def _refuse_too_early(appointment: Appointment, outcome: Outcome, at: dt.datetime) -> None:
    if not too_early(outcome, appointment.starts_at, at):
        return
    starts = words.short_moment(appointment.starts_at)
    if outcome.means_attended:
        raise Refused(f"This appointment has not started yet. It is {starts}", "outcome")
    raise Refused(f"This appointment is still to come: {starts}. Move it, or cancel it, instead", "outcome")


def _telling(told_by: ToldBy | None) -> dict[str, object]:
    if told_by is None:
        return {}
    return {
        "told_by_name": told_by.name.strip(),
        "told_by_role": told_by.role.strip(),
        "told_at": clock.start_of_day(told_by.on),
    }
