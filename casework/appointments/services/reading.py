"""Reading appointments, and what is currently said of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import AppointmentFacts, Outcome
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from casework.people.services import must, must_of


def load_appointment(reference: str, *, by: Actor, action: Action = Action.LOOK) -> Appointment:
    """The appointment with this reference. A look is noted on its person. Raises NotFound (promises P26)."""
    found = db.session.scalar(select(Appointment).where(Appointment.reference == reference.upper()))
    if found is None:
        raise NotFound
    must_of(found.person, action, Compartment.COMPLIANCE, by=by)
    if action is Action.LOOK:
        audit.look(f"person:{found.person.reference}", Compartment.COMPLIANCE, by=by)
    return found


def current_attendance(appointment: Appointment) -> Attendance | None:
    """What was last said of an appointment, even if only that it was recorded in error; None when nobody has."""
    rows = select(Attendance).where(Attendance.appointment_id == appointment.id, Attendance.superseded_at.is_(None))
    return db.session.scalar(rows)


def facts_of(appointment: Appointment, *, said_yes: bool = False) -> AppointmentFacts:
    """What is known of an appointment, as the rules take it."""
    outcome = Outcome(appointment.outcome) if appointment.outcome else None
    return AppointmentFacts(appointment.starts_at, outcome, said_yes)


def of_person(person: Person) -> list[Appointment]:
    """All of a person's appointments, latest first."""
    rows = select(Appointment).where(Appointment.person_id == person.id)
    return list(db.session.scalars(rows.order_by(Appointment.starts_at.desc(), Appointment.id.desc())))


def next_appointment(person: Person, *, after: dt.datetime) -> Appointment | None:
    """The next one still open after a moment (UTC)."""
    rows = select(Appointment).where(
        Appointment.person_id == person.id, Appointment.outcome.is_(None), Appointment.starts_at > after
    )
    return db.session.scalar(rows.order_by(Appointment.starts_at).limit(1))


def between(start: dt.datetime, end: dt.datetime, *, with_staff_id: int | None = None, by: Actor) -> list[Appointment]:
    """The agency's appointments from `start` up to but not including `end` (UTC), in the order of time."""
    must(by, Action.LOOK, Compartment.COMPLIANCE, by.agency_id)
    rows = select(Appointment).where(
        Appointment.agency_id == by.agency_id, Appointment.starts_at >= start, Appointment.starts_at < end
    )
    if with_staff_id is not None:
        rows = rows.where(Appointment.with_staff_id == with_staff_id)
    return list(db.session.scalars(rows.order_by(Appointment.starts_at, Appointment.id)))


def place_words(appointment: Appointment) -> str:
    """Where it is, for staff: the place of the settings, or what was typed."""
    return appointment.place.name if appointment.place else appointment.place_other
