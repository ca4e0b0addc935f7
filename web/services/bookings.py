"""Reading what a booking page shows, and what to look at twice before it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.accounts.services import staff_of
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place, Room
from casework.appointments.services import NeedKind
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.showing import Bookable
from casework.people.models import Person
from casework.people.rules import names
from casework.people.services import safe_contact
from reminders.rules import banned
from reminders.services import own_names
from web.services import chips, programmes

_OF_THE_TIME = frozenset({"near_theirs", "near_workers", "outside_hours", "unusual_hour"})


@dataclass(frozen=True)
class Look:
    """Something to look at twice, and the box that causes it."""

    message: str
    field: str


def places(by: Actor) -> Sequence[Place]:
    """Where this agency meets people."""
    return appointments.places(agency_id=by.agency_id)


def rooms(by: Actor) -> list[Room]:
    """The rooms of this agency's places that can still be booked."""
    rows = select(Room).join(Place).where(Place.agency_id == by.agency_id, Room.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(Place.name, Room.name)))


def colleagues(by: Actor) -> list[Staff]:
    """Who can keep an appointment."""
    return staff_of(by.agency_id, Role.WORKER, Role.SUPERVISOR, Role.MANAGER)


def waiting(*, by: Actor, now: dt.datetime) -> list[tuple[Bookable, Person, str]]:
    """Everybody of the actor's who could be booked now, with the name for a list. A fixed number of queries."""
    found = programmes.to_book(agency_id=by.agency_id, staff_id=by.staff_id, at=now)
    ids = {one.person_id for one in found}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [(one, people[one.person_id], _short(people[one.person_id])) for one in found]


def _short(person: Person) -> str:
    return names.short_name(person.known_as or person.given_name, person.family_name)


def usual_place(person: Person, by: Actor) -> Place | None:
    """Where this person was seen or booked last, if that place is still used; else the agency's first."""
    last = select(Appointment.place_id).where(Appointment.person_id == person.id, Appointment.place_id.is_not(None))
    key = db.session.scalar(last.order_by(Appointment.starts_at.desc()).limit(1))
    known = list(places(by))
    return next((one for one in known if one.id == key), known[0] if known else None)


def warnings(
    person: Person,
    *,
    day: dt.date,
    time: dt.time,
    minutes: int,
    with_staff_id: int | None,
    place: Place | None,
    place_other: str,
    until: dt.date | None,
    moving: Appointment | None = None,
    now: dt.datetime,
) -> list[Look]:
    """What to look at twice before saving, each with the box that causes it (promises B11, B12).

    `day` and `time` are London wall time, `until` the last useful day, `now` is UTC. Raises Refused for a time that is
    not one.
    """
    found = appointments.warnings(
        person,
        day=day,
        time=time,
        minutes=minutes,
        with_staff_id=with_staff_id,
        place=place,
        place_other=place_other,
        until=until,
        hearings=chips.court_days(person, now),
        closed=closed_days(),
        moving=moving,
        now=now,
    )
    looks = [Look(one.message, "time" if one.kind in _OF_THE_TIME else "day") for one in found]
    return looks + _place_look(person, place, place_other)


def _place_look(person: Person, place: Place | None, place_other: str) -> list[Look]:
    """A place whose name, as a text would say it, gives the service away (promises B11)."""
    contact = safe_contact(person)
    said = place.text_name if place else place_other
    own = own_names(person.agency_id)
    hits = banned.found(said, contact.level if contact else banned.DISCREET, also=own)
    if not hits:
        return []
    name = "place" if place else "place_other"
    return [Look(f"“{hits[0]}” in a text would give the person away. Name the place another way", name)]


def needs_of(appointment: Appointment) -> str:
    """ "Interpreter (Polish) and transport": what was booked with an appointment."""
    said = [NeedKind(one.kind).words.lower() + (f" ({one.detail})" if one.detail else "") for one in appointment.needs]
    found = words.joined(said)
    return found[:1].upper() + found[1:]
