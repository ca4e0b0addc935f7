"""Contacts: logged in one act, named or only counted (review 8.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import ContactHeading, SupportContact
from casework.care.rules import ContactKind, Heading, Turn
from casework.care.services.frame import note, refuse
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from casework.people.services import must

PAGE = 25


def log_contact(
    person: Person | None,
    kind: ContactKind,
    *,
    raised: Collection[Heading] = (),
    supported: Collection[Heading] = (),
    on_day: dt.date | None = None,
    people: int = 1,
    words: str = "",
    by: Actor,
    at: dt.datetime,
) -> SupportContact:
    """Keep one contact on a London date (today when not given): what came up, and what help was given, by heading.

    Without a person it is counted and not named, for so many `people`. Whether it is new is never asked: it is worked
    out. Raises Refused, on the field, for a day to come or long past, and for a number that cannot be.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id if person else by.agency_id)
    day, today = on_day or clock.local_day(at), clock.local_day(at)
    refuse(rules.contact_faults(on_day=day, people=people, named=person is not None, today=today))
    row = SupportContact(
        agency_id=by.agency_id,
        person_id=person.id if person else None,
        kind=kind.value,
        on_day=day,
        people=people,
        note=words.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
        headings=[
            ContactHeading(heading=one.value, raised=one in raised, supported=one in supported)
            for one in Heading
            if one in raised or one in supported
        ],
    )
    db.session.add(row)
    db.session.flush()
    note(person, {"contact": row.reference}, by=by, at=at)
    return row


def take_back(person: Person | None, reference: str, *, by: Actor, at: dt.datetime) -> SupportContact:
    """Say that a contact was logged by mistake: it counts no more. Twice does nothing more. Raises NotFound."""
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id if person else by.agency_id)
    whose = SupportContact.person_id == person.id if person else SupportContact.person_id.is_(None)
    wanted = select(SupportContact).where(SupportContact.agency_id == by.agency_id, whose)
    row = db.session.scalar(wanted.where(SupportContact.reference == reference))
    if row is None:
        raise NotFound
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by_id = at, by.staff_id
        db.session.flush()
        note(person, {"contact": row.reference, "taken back": "yes"}, act=Act.ALTERATION, by=by, at=at)
    return row


def contacts(
    person: Person | None, *, by: Actor, before: str = "", limit: int = PAGE
) -> tuple[Sequence[SupportContact], str]:
    """Contacts with somebody, or those only counted, latest first, and where the next page begins ("" at the end).

    Raises NotFound for a role that may not see support.
    """
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id if person else by.agency_id)
    wanted = _live(person, by).options(selectinload(SupportContact.headings))
    if before and (last := db.session.scalar(select(SupportContact).where(SupportContact.reference == before))):
        wanted = wanted.where(tuple_(SupportContact.on_day, SupportContact.id) < (last.on_day, last.id))
    rows = db.session.scalars(wanted.order_by(*_LATEST).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].reference if len(rows) > limit else ""


def turns(rows: Collection[SupportContact], person: Person, *, by: Actor) -> dict[int, Turn]:
    """For each of a person's contacts whether it was the first, worked out from all there are. One query."""
    first = db.session.scalars(_live(person, by).order_by(SupportContact.on_day, SupportContact.id).limit(1)).first()
    return {one.id: rules.turn_of((one.on_day, one.id), (first.on_day, first.id)) for one in rows if first is not None}


def usual_kind(by: Actor) -> ContactKind | None:
    """The kind this colleague logged last: offered first."""
    wanted = select(SupportContact.kind).where(SupportContact.recorded_by_id == by.staff_id)
    found = db.session.scalar(wanted.order_by(SupportContact.id.desc()).limit(1))
    return ContactKind(found) if found else None


def counted_today(by: Actor, today: dt.date) -> int:
    """How many people were counted today without a name, on a London date."""
    wanted = select(func.coalesce(func.sum(SupportContact.people), 0)).where(
        SupportContact.agency_id == by.agency_id,
        SupportContact.on_day == today,
        SupportContact.person_id.is_(None),
        SupportContact.taken_back_at.is_(None),
    )
    return int(db.session.scalar(wanted) or 0)


_LATEST = (SupportContact.on_day.desc(), SupportContact.id.desc())


def _live(person: Person | None, by: Actor) -> Select[Any]:
    whose = SupportContact.person_id == person.id if person else SupportContact.person_id.is_(None)
    return select(SupportContact).where(
        SupportContact.agency_id == by.agency_id, whose, SupportContact.taken_back_at.is_(None)
    )
