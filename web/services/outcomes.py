"""What stands recorded of an appointment, whether anything about it has left, and how it is taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import diversion.services
import notices.services
import orders.services
import reminders.services.left
from casework.accounts.models import Staff
from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.appointments.rules import AbsenceReason, CorrectedBecause, MoveAskedBy, Outcome, Why
from casework.appointments.services import current_attendance
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from orders.services.telling import subject_of
from web.services import programmes

LEFT = "Something about this has left already, so it cannot be undone. Correct it instead, and say why"


def subjects_of(appointment: Appointment) -> list[str]:
    """What notices speak of that this appointment counts for: its referral or order, and any it was ticked for too."""
    if diversion.services.owns(appointment):
        return [diversion.services.subject(one) for one in diversion.services.counts_for(appointment)]
    if orders.services.owns(appointment):
        return [subject_of(orders.services.booking_of(appointment).meeting.order)]
    return []


def told_there(appointment: Appointment) -> bool:
    """Whether somebody at a partner service may have told us of it, so that who, in which role and when is asked."""
    if orders.services.owns(appointment):
        return orders.services.recorded_there(appointment)
    return diversion.services.recorded_there(appointment)


@dataclass(frozen=True)
class Line:
    """One line of the history: when it was recorded, what, by whom, and what else is kept of it."""

    at: dt.datetime
    what: str
    by: str
    more: tuple[str, ...] = ()


def history(appointment: Appointment, *, whole: bool) -> list[Line]:
    """Every booking, move, outcome and correction, latest first; `whole` adds reasons and who told us (rule 29)."""
    lines = [
        Line(row.recorded_at, _said(row), _name(row.recorded_by_id), _more(row) if whole else ())
        for row in appointment.attendances
    ]
    lines += [
        Line(row.recorded_at, MoveAskedBy(row.asked_by).tag.words, _name(row.recorded_by_id), (_from(row),))
        for row in appointment.moves
    ]
    lines.append(Line(appointment.recorded_at, "Booked", _name(appointment.recorded_by_id)))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _said(row: Attendance) -> str:
    counts = {True: ", counts", False: ", does not count", None: ""}[row.counts]
    return f"{Outcome(row.outcome).words}{counts}"


def _more(row: Attendance) -> tuple[str, ...]:
    told = f" on {words.short_day(clock.local_day(row.told_at))}" if row.told_at else ""
    found = (
        f"Reason: {AbsenceReason(row.reason).words.lower()}" if row.reason else "",
        f"Told by {row.told_by_name}, {row.told_by_role}{told}" if row.told_by_name else "",
        f"Corrected: {_why(row)}" if row.corrected_because else "",
        f"Note: {row.note}" if row.note else "",
    )
    return tuple(one for one in found if one)


def _why(row: Attendance) -> str:
    because = CorrectedBecause(row.corrected_because or "other").words
    return f"{because}. {row.corrected_words}" if row.corrected_words else because


def _from(row: AppointmentMove) -> str:
    return f"From {words.short_day(row.from_day)} {words.clock_time(row.from_time)}"


def _name(staff_id: int | None) -> str:
    staff = db.session.get(Staff, staff_id) if staff_id is not None else None
    return staff.name if staff is not None else "Waymark"


def has_left(appointment: Appointment, said: Attendance) -> bool:
    """Whether a notice or a text that rests on what was said was handed over, so that undoing would not reach it."""
    subjects, since = subjects_of(appointment), said.recorded_at
    told = notices.services.may_have_gone_since(subjects, agency_id=appointment.agency_id, since=since)
    return told or reminders.services.left.may_have_gone_since(appointment.person_id, since=since)


def undo_url(appointment: Appointment) -> str:
    """Where undo is pressed; empty once something has left, when a correction with its reason takes its place."""
    said = current_attendance(appointment)
    if said is None or Outcome(said.outcome).leaves_it_open or has_left(appointment, said):
        return ""
    return f"/appointments/{appointment.reference}/undo"


def undo(appointment: Appointment, *, seen: int | None, by: Actor, at: dt.datetime) -> Attendance:
    """Take back what was recorded last: what was said before it stands again, or nothing is recorded.

    A new row says so; nothing is deleted. Raises Refused where nothing is recorded or something has left, and
    Conflict where something else was recorded than the `seen` row.
    """
    said = current_attendance(appointment)
    if said is None or Outcome(said.outcome).leaves_it_open:
        raise Refused("Nothing is recorded, so there is nothing to undo")
    if seen and seen != said.id:
        raise Conflict("What happened at this appointment", theirs=Outcome(said.outcome).words, yours="Undo")
    if has_left(appointment, said):
        raise Refused(LEFT)
    before = next((row for row in appointment.attendances if row.id == said.replaces_id), None)
    why = Why(CorrectedBecause.TAKEN_BACK)
    if before is None or Outcome(before.outcome).leaves_it_open:
        return programmes.record_outcome(appointment, Outcome.IN_ERROR, replaces=said, why=why, by=by, at=at)
    return programmes.record_outcome(
        appointment,
        Outcome(before.outcome),
        reason=AbsenceReason(before.reason) if before.reason else None,
        counts=before.counts,
        note=before.note,
        replaces=said,
        why=why,
        by=by,
        at=at,
    )
