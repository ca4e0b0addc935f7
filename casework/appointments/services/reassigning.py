"""Giving an appointment to a colleague, and noting that what it needs is arranged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import update

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, AppointmentNeed
from casework.appointments.rules.needs import NeedKind
from casework.appointments.services.booking import trail
from casework.appointments.services.holding import Taken, holding
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import hold, must


def reassign(appointment: Appointment, to_staff_id: int, *, by: Actor, at: dt.datetime) -> Appointment:
    """Give an open appointment to a colleague of the same agency; what was promised stays, and so do its texts.

    Its version does not rise, because nothing she was told has changed (promises B15). Raises Refused for one that is
    settled or has begun, or a colleague who has left; Taken when the colleague is busy then; NotFound for anybody
    else's.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, appointment.agency_id)
    hold(appointment)
    staff = db.session.get(Staff, to_staff_id)
    if staff is None or staff.agency_id != appointment.agency_id:
        raise NotFound
    if not staff.is_active:
        raise Refused("This colleague has left. Choose another", "to_staff")
    if appointment.outcome is not None or appointment.starts_at <= at:
        raise Refused("This appointment has begun or is settled. It stays with whoever it was with", "to_staff")
    if appointment.with_staff_id == to_staff_id:
        return appointment
    with holding(appointment, again=True):
        db.session.execute(
            update(Appointment).where(Appointment.id == appointment.id).values(with_staff_id=to_staff_id),
            execution_options={"synchronize_session": False},
        )
        db.session.refresh(appointment)
    trail(Act.ALTERATION, appointment, "given to a colleague", by=by, at=at)
    return appointment


def reassign_all(
    appointments: Sequence[Appointment], to_staff_id: int, *, by: Actor, at: dt.datetime
) -> list[Appointment]:
    """Give each to a colleague; those for which the colleague is busy stay, and are returned.

    Raises Refused when none could be given, and as `reassign` does.
    """
    busy = []
    for appointment in appointments:
        try:
            reassign(appointment, to_staff_id, by=by, at=at)
        except Taken:
            busy.append(appointment)
    if len(busy) == len(appointments):
        raise Refused("This colleague is busy at all of these times. Choose another", "to_staff")
    return busy


def need_of(appointment: Appointment, kind: NeedKind) -> AppointmentNeed:
    """What is needed of this kind. Raises NotFound where nothing is."""
    found = next((row for row in appointment.needs if row.kind == kind), None)
    if found is None:
        raise NotFound
    return found


def arrange(
    appointment: Appointment, kind: NeedKind, *, arranged: bool = True, by: Actor, at: dt.datetime
) -> AppointmentNeed:
    """Note that an interpreter, escort, transport or childcare is arranged, or is not after all. Raises NotFound."""
    must(by, Action.WRITE, Compartment.COMPLIANCE, appointment.agency_id)
    need = need_of(appointment, kind)
    if (need.arranged_at is not None) != arranged:
        need.arranged_at, need.arranged_by_id = (at, by.staff_id) if arranged else (None, None)
        db.session.flush()
        trail(Act.ALTERATION, appointment, f"{kind} {'arranged' if arranged else 'not arranged'}", by=by, at=at)
    return need
