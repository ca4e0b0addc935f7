"""Booking an appointment and moving it. What was promised is the London wall time (promises C.14)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, AppointmentMove, Place
from casework.appointments.rules import MoveAskedBy, Outcome, booking_faults
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import circumstances, hold, must


def book(
    person: Person,
    *,
    day: dt.date,
    time: dt.time,
    minutes: int = 60,
    place: Place | None = None,
    place_other: str = "",
    with_staff_id: int | None = None,
    with_other: str = "",
    by: Actor,
    at: dt.datetime,
) -> Appointment:
    """Book an appointment at a London wall time.

    Raises Refused, on the field, for a time that has begun, that does not exist or exists twice on the night the
    clocks change, more than three years ahead, nowhere to meet, or when the person or the member of staff already has
    an appointment at that very moment (promises B1, B3). Raises NotFound for another agency's person, place or staff.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, person.agency_id)
    _check_whose(person, place, with_staff_id)
    starts_at = clock.moment(day, time, field="time")
    where = place_other.strip()
    _refuse(booking_faults(starts_at, minutes, at, has_place=bool(place or where)))
    _refuse_for(person, at)
    _refuse_taken(person, with_staff_id, starts_at, other_than=None)
    appointment = Appointment(
        agency_id=person.agency_id,
        person_id=person.id,
        day=day,
        time=time,
        starts_at=starts_at,
        minutes=minutes,
        place_id=place.id if place else None,
        place_other="" if place else where,
        with_staff_id=with_staff_id,
        with_other=with_other.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(appointment)
    db.session.flush()
    _note(Act.COLLECTION, appointment, "booked", by=by, at=at)
    return appointment


def move(
    appointment: Appointment,
    *,
    day: dt.date,
    time: dt.time,
    asked_by: MoveAskedBy,
    place: Place | None = None,
    place_other: str = "",
    minutes: int | None = None,
    by: Actor,
    at: dt.datetime,
    seen_version: int | None = None,
) -> Appointment:
    """Move an appointment that has not begun to another London wall time; its version rises, so that nothing planned
    for the old time can be sent (promises C.1). Where it is stays, unless a place is given.

    Raises Conflict when somebody moved it since `seen_version`; Refused for one that has begun or has an outcome, for
    the time it already has, and as `book` does.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, appointment.agency_id)
    hold(appointment)
    starts_at = clock.moment(day, time, field="time")
    _refuse_stale(appointment, starts_at, seen_version)
    _refuse_settled(appointment, at)
    _check_whose(appointment.person, place, None)
    where = place_other.strip()
    if starts_at == appointment.starts_at and not (place or where):
        raise Refused("This is the time it already has. Choose another", "time")
    stays = place is None and not where
    has_place = bool(place or where or (stays and (appointment.place_id or appointment.place_other)))
    wanted = minutes or appointment.minutes
    _refuse(booking_faults(starts_at, wanted, at, has_place=has_place))
    _refuse_taken(appointment.person, appointment.with_staff_id, starts_at, other_than=appointment.id)
    _keep_move(appointment, asked_by, by=by, at=at)
    appointment.day, appointment.time, appointment.starts_at, appointment.minutes = day, time, starts_at, wanted
    if not stays:
        appointment.place_id = place.id if place else None
        appointment.place_other = "" if place else where
    db.session.flush()
    db.session.expire(appointment, ["place", "moves"])
    _note(Act.ALTERATION, appointment, "moved", by=by, at=at)
    return appointment


def _check_whose(person: Person, place: Place | None, with_staff_id: int | None) -> None:
    if place is not None:
        must_own_place(person, place)
    if with_staff_id is not None:
        staff = db.session.get(Staff, with_staff_id)
        if staff is None or staff.agency_id != person.agency_id:
            raise NotFound


def must_own_place(person: Person, place: Place) -> None:
    """Raises NotFound for another agency's place, Refused for one that is no longer used."""
    if place.agency_id != person.agency_id:
        raise NotFound
    if place.ended_at is not None:
        raise Refused("This place is no longer used. Choose another", "place")


def _refuse(faults: dict[str, str]) -> None:
    for field, message in faults.items():
        raise Refused(message, field)


def _refuse_for(person: Person, at: dt.datetime) -> None:
    if any(row.kind == CircumstanceKind.DIED for row in circumstances(person, clock.local_day(at))):
        raise Refused("This person is recorded as having died. Nothing can be booked")


def _refuse_taken(person: Person, with_staff_id: int | None, starts_at: dt.datetime, *, other_than: int | None) -> None:
    """One person, or one member of staff, is in one place at a time; whoever books first has it (promises B3)."""
    hold(person)
    at_once = select(Appointment).where(
        Appointment.agency_id == person.agency_id, Appointment.starts_at == starts_at, Appointment.outcome.is_(None)
    )
    rows = [row for row in db.session.scalars(at_once) if row.id != other_than]
    if any(row.person_id == person.id for row in rows):
        raise Refused("They already have an appointment at that time. Choose another time", "time")
    if with_staff_id is not None:
        _refuse_busy(with_staff_id, starts_at, other_than)


def _refuse_busy(with_staff_id: int, starts_at: dt.datetime, other_than: int | None) -> None:
    db.session.scalar(select(Staff.id).where(Staff.id == with_staff_id).with_for_update())
    theirs = select(Appointment.id).where(
        Appointment.with_staff_id == with_staff_id, Appointment.starts_at == starts_at, Appointment.outcome.is_(None)
    )
    if any(key != other_than for key in db.session.scalars(theirs)):
        raise Refused("That time was taken a moment ago, or somebody else is seen then. Choose another time", "time")


def _refuse_stale(appointment: Appointment, starts_at: dt.datetime, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != appointment.version:
        theirs = words.short_moment(appointment.starts_at)
        raise Conflict("This appointment", theirs=theirs, yours=words.short_moment(starts_at))


def _refuse_settled(appointment: Appointment, at: dt.datetime) -> None:
    if appointment.outcome is not None:
        said = Outcome(appointment.outcome).words
        raise Refused(f"This appointment is recorded as “{said}”. Book a new one")
    if appointment.starts_at <= at:
        raise Refused("This appointment has begun. Record what happened, then book a new one")


def _keep_move(appointment: Appointment, asked_by: MoveAskedBy, *, by: Actor, at: dt.datetime) -> None:
    row = AppointmentMove(
        appointment_id=appointment.id,
        from_day=appointment.day,
        from_time=appointment.time,
        asked_by=asked_by.value,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)


def _note(act: Act, appointment: Appointment, what: str, *, by: Actor, at: dt.datetime) -> None:
    detail = {"appointment": appointment.reference, "what": what}
    record = f"person:{appointment.person.reference}"
    audit.record(act, record, by=by, at=at, compartment=Compartment.COMPLIANCE, detail=detail)
