"""Places where appointments happen. What a text says of one gives nothing away (promises B11)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Place
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import must

LONGEST_TEXT_NAME = 24
LONGEST_NAME = 100


def places(*, agency_id: int) -> list[Place]:
    """The agency's places in use, by name."""
    rows = select(Place).where(Place.agency_id == agency_id, Place.ended_at.is_(None)).order_by(Place.name)
    return list(db.session.scalars(rows))


def load_place(reference: str, *, by: Actor) -> Place:
    """A place of the actor's agency that is still in use. Raises NotFound."""
    rows = select(Place).where(
        Place.agency_id == by.agency_id, Place.reference == reference.upper(), Place.ended_at.is_(None)
    )
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def add_place(*, name: str, text_name: str, address: str = "", by: Actor, at: dt.datetime) -> Place:
    """A new place. Raises Refused without a name, or without what a text may call it, 24 characters at most."""
    must(by, Action.WRITE, Compartment.SETTINGS, by.agency_id)
    name, text_name = _checked(name, text_name)
    place = Place(agency_id=by.agency_id, name=name, text_name=text_name, address=address.strip())
    db.session.add(place)
    db.session.flush()
    _note(place, by=by, at=at)
    return place


def change_place(place: Place, *, name: str, text_name: str, address: str, by: Actor, at: dt.datetime) -> Place:
    """Correct a place. Texts are worked out when they go, so they follow (ux 4.2)."""
    must(by, Action.WRITE, Compartment.SETTINGS, place.agency_id)
    place.name, place.text_name = _checked(name, text_name)
    place.address = address.strip()
    db.session.flush()
    _note(place, by=by, at=at)
    return place


def end_place(place: Place, *, by: Actor, at: dt.datetime) -> Place:
    """A place that is no longer offered; appointments made there keep it."""
    must(by, Action.WRITE, Compartment.SETTINGS, place.agency_id)
    place.ended_at = place.ended_at or at
    db.session.flush()
    _note(place, by=by, at=at)
    return place


def _checked(name: str, text_name: str) -> tuple[str, str]:
    name, text_name = " ".join(name.split()), " ".join(text_name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Enter the name of the place, {LONGEST_NAME} characters at most", "name")
    if not text_name or len(text_name) > LONGEST_TEXT_NAME:
        raise Refused(f"Enter what a text may call it, {LONGEST_TEXT_NAME} characters at most", "text_name")
    return name, text_name


def _note(place: Place, *, by: Actor, at: dt.datetime) -> None:
    audit.record(Act.CONFIGURATION, f"place:{place.reference}", by=by, at=at, compartment=Compartment.SETTINGS)
