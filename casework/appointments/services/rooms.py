"""Rooms of a place: one appointment at a time in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Place, Room
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import must

LONGEST_NAME = 60


def rooms_of(place: Place) -> list[Room]:
    """The rooms of a place in use, by name."""
    rows = select(Room).where(Room.place_id == place.id, Room.ended_at.is_(None)).order_by(Room.name, Room.id)
    return list(db.session.scalars(rows))


def rooms(*, agency_id: int) -> Sequence[Room]:
    """Every room in use of the agency's places in use, by place and name: what a booking page offers."""
    rows = select(Room).join(Place).where(Place.agency_id == agency_id, Place.ended_at.is_(None))
    return list(db.session.scalars(rows.where(Room.ended_at.is_(None)).order_by(Place.name, Room.name, Room.id)))


def load_room(place: Place, reference: str) -> Room:
    """A room of this place that is still in use. Raises NotFound."""
    rows = select(Room).where(Room.place_id == place.id, Room.reference == reference.upper(), Room.ended_at.is_(None))
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def add_room(place: Place, *, name: str, by: Actor, at: dt.datetime) -> Room:
    """A new room. Raises Refused without a name, or with one that another room of the place has."""
    must(by, Action.WRITE, Compartment.SETTINGS, place.agency_id)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Enter the name of the room, {LONGEST_NAME} characters at most", "name")
    if any(room.name.casefold() == name.casefold() for room in rooms_of(place)):
        raise Refused("There is a room of that name here already. Use another name", "name")
    room = Room(place_id=place.id, name=name)
    db.session.add(room)
    db.session.flush()
    _trail(place, by=by, at=at)
    return room


def end_room(room: Room, *, by: Actor, at: dt.datetime) -> Room:
    """A room that is no longer offered; appointments booked there keep it."""
    must(by, Action.WRITE, Compartment.SETTINGS, room.place.agency_id)
    room.ended_at = room.ended_at or at
    db.session.flush()
    _trail(room.place, by=by, at=at)
    return room


def _trail(place: Place, *, by: Actor, at: dt.datetime) -> None:
    audit.record(Act.CONFIGURATION, f"place:{place.reference}", by=by, at=at, compartment=Compartment.SETTINGS)
