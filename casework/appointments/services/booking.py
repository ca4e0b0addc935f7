"""Booking an appointment and moving it. What was promised is the London wall time (promises C.14)."""

from __future__ import annotations

import datetime as dt

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, AppointmentMove, AppointmentNeed, Place, Room
from casework.appointments.rules import MoveAskedBy, Outcome, booking_faults
from casework.appointments.rules.needs import Needs
from casework.appointments.services.holding import holding
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
    room_id: int | None = None,
    with_staff_id: int | None = None,
    with_other: str = "",
    needs: Needs | None = None,
    despite: str = "",
    by: Actor,
    at: dt.datetime,
) -> Appointment:
    """Book an appointment at a London wall time; `despite` is why, in spite of what `warnings` said.

    Raises Refused, on the field, for a time that has begun, that does not exist or exists twice on the night the
    clocks change, more than three years ahead, or nowhere to meet; Taken when the worker, the room or the person has
    another open appointment at any of that time (promises B1, B3). Raises NotFound for another agency's person, place,
    room or staff.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, person.agency_id)
    check_whose(person, place, with_staff_id)
    check_room(place, room_id)
    starts_at = clock.moment(day, time, field="time")
    where = place_other.strip()
    _refuse(booking_faults(starts_at, minutes, at, has_place=bool(place or where)))
    hold(person)
    _refuse_for(person, at)
    appointment = Appointment(
        agency_id=person.agency_id,
        person_id=person.id,
        day=day,
        time=time,
        starts_at=starts_at,
        minutes=minutes,
        place_id=place.id if place else None,
        place_other="" if place else where,
        room_id=room_id,
        with_staff_id=with_staff_id,
        with_other=with_other.strip(),
        despite=despite.strip() or None,
        recorded_at=at,
        recorded_by_id=by.staff_id,
        needs=[AppointmentNeed(kind=kind.value, detail=said) for kind, said in (needs or Needs()).wanted.items()],
    )
    with holding(appointment):
        db.session.add(appointment)
    trail(Act.COLLECTION, appointment, "booked", by=by, at=at)
    return appointment


def move(
    appointment: Appointment,
    *,
    day: dt.date,
    time: dt.time,
    asked_by: MoveAskedBy,
    place: Place | None = None,
    place_other: str = "",
    room_id: int | None = None,
    minutes: int | None = None,
    despite: str = "",
    by: Actor,
    at: dt.datetime,
    seen_version: int | None = None,
) -> Appointment:
    """Move an appointment that has not begun to another London wall time; its version rises, so that nothing planned
    for the old time can be sent (promises C.1). Where it is stays, with its room, unless a place or room is given.

    Raises Conflict when somebody moved it since `seen_version`; Refused for one that has begun or has an outcome, for
    the time it already has, and as `book` does; Taken as `book` does, and then it keeps the time it had.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, appointment.agency_id)
    hold(appointment)
    starts_at = clock.moment(day, time, field="time")
    _refuse_stale(appointment, starts_at, seen_version)
    _refuse_settled(appointment, at)
    check_whose(appointment.person, place, None)
    where = place_other.strip()
    if starts_at == appointment.starts_at and not (place or where or room_id):
        raise Refused("This is the time it already has. Choose another", "time")
    stays = place is None and not where
    check_room(appointment.place if stays else place, room_id)
    has_place = bool(place or where or (stays and (appointment.place_id or appointment.place_other)))
    wanted = minutes or appointment.minutes
    _refuse(booking_faults(starts_at, wanted, at, has_place=has_place))
    with holding(appointment, again=True):
        _keep_move(appointment, asked_by, despite.strip(), by=by, at=at)
        appointment.day, appointment.time, appointment.starts_at, appointment.minutes = day, time, starts_at, wanted
        if not stays:
            appointment.place_id = place.id if place else None
            appointment.place_other = "" if place else where
        if room_id is not None or not stays:
            appointment.room_id = room_id
    db.session.expire(appointment, ["place", "moves", "room"])
    trail(Act.ALTERATION, appointment, "moved", by=by, at=at)
    return appointment


def check_whose(person: Person, place: Place | None, with_staff_id: int | None) -> None:
    """Raises NotFound for another agency's place or staff, Refused for a place that is no longer used."""
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


def check_room(place: Place | None, room_id: int | None) -> None:
    """Raises NotFound for a room of another place, Refused for one that is no longer used."""
    if room_id is None:
        return
    room = db.session.get(Room, room_id)
    if room is None or place is None or room.place_id != place.id:
        raise NotFound
    if room.ended_at is not None:
        raise Refused("This room is no longer used. Choose another", "room")


def _refuse(faults: dict[str, str]) -> None:
    for field, message in faults.items():
        raise Refused(message, field)


def _refuse_for(person: Person, at: dt.datetime) -> None:
    if any(row.kind == CircumstanceKind.DIED for row in circumstances(person, clock.local_day(at))):
        raise Refused("This person is recorded as having died. Nothing can be booked")


def _refuse_stale(appointment: Appointment, starts_at: dt.datetime, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != appointment.version:
        theirs = words.short_moment(appointment.starts_at)
        again = {"seen_version": str(appointment.version)}
        raise Conflict("This appointment", theirs=theirs, yours=words.short_moment(starts_at), again=again)


def _refuse_settled(appointment: Appointment, at: dt.datetime) -> None:
    if appointment.outcome is not None:
        said = Outcome(appointment.outcome).words
        raise Refused(f"This appointment is recorded as “{said}”. Book a new one")
    if appointment.starts_at <= at:
        raise Refused("This appointment has begun. Record what happened, then book a new one")


def _keep_move(appointment: Appointment, asked_by: MoveAskedBy, despite: str, *, by: Actor, at: dt.datetime) -> None:
    row = AppointmentMove(
        appointment_id=appointment.id,
        from_day=appointment.day,
        from_time=appointment.time,
        asked_by=asked_by.value,
        despite=despite or None,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)


def trail(act: Act, appointment: Appointment, what: str, *, by: Actor, at: dt.datetime) -> None:
    """Note an act on an appointment in its person's trail."""
    detail = {"appointment": appointment.reference, "what": what}
    record = f"person:{appointment.person.reference}"
    audit.record(act, record, by=by, at=at, compartment=Compartment.COMPLIANCE, detail=detail)
