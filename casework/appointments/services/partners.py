"""Colleagues of partner services: which appointments are theirs to record, and as whom (domain rule 9)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, Facts, Role, may
from casework.appointments.models import Appointment, PartnerPlace, Place
from casework.appointments.rules import Outcome, ToldBy
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import must

LOOKS_BACK, LOOKS_AHEAD = dt.timedelta(days=14), dt.timedelta(days=7)
CHOICES = (Outcome.ATTENDED, Outcome.REASON_NOT_KNOWN)
"""All that a partner says: who came, and who did not. Why is ours to ask (ux 3.1)."""
LONGEST_WORK = 60


def must_record(
    appointment: Appointment, outcome: Outcome, told_by: ToldBy | None, *, by: Actor, at: dt.datetime
) -> ToldBy | None:
    """Who told us, where somebody did: a colleague of a partner service tells us with their own name and role.

    Raises NotFound for a role that may not record (promises T8), and for a partner's colleague outside the places and
    days that are theirs; Refused for an outcome that is not theirs to say.
    """
    if may(by, Action.WRITE, Compartment.COMPLIANCE, Facts(appointment.agency_id)).allowed:
        return told_by
    must(by, Action.WRITE, Compartment.VISITS, appointment.agency_id)
    place = next((one for one in places_of(by) if one.place_id == appointment.place_id), None)
    if place is None or not _shown(appointment, at):
        raise NotFound
    if outcome not in CHOICES:
        raise Refused("Choose “Attended” or “Did not attend”. Tell the service anything else", "outcome")
    return ToldBy(by.name, place.works_as, clock.local_day(at))


def is_partner(by: Actor) -> bool:
    """Whether somebody acts as a colleague of a partner service, and as nothing more."""
    return not may(by, Action.WRITE, Compartment.COMPLIANCE, Facts(by.agency_id)).allowed


def visits(*, by: Actor, at: dt.datetime) -> list[Appointment]:
    """The appointments at the places of a partner's colleague, from 14 days back to 7 days ahead, by time.

    Each person shown is noted as looked at.
    """
    must(by, Action.LOOK, Compartment.VISITS, by.agency_id)
    found = db.session.scalars(
        select(Appointment)
        .where(Appointment.agency_id == by.agency_id)
        .where(Appointment.place_id.in_([one.place_id for one in places_of(by)]))
        .where(Appointment.starts_at >= _first(at), Appointment.starts_at < _last(at))
        .options(selectinload(Appointment.place), selectinload(Appointment.person))
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()
    return list(found)


def look_at(shown: list[Appointment], *, by: Actor) -> None:
    """Note that these people were shown."""
    others = sorted({f"person:{one.person.reference}" for one in shown})
    if others:
        audit.look("visits", Compartment.VISITS, by=by, others=others)


def visit(reference: str, *, by: Actor, at: dt.datetime) -> Appointment:
    """One of them. Raises NotFound for any other (promises P26)."""
    must(by, Action.LOOK, Compartment.VISITS, by.agency_id)
    found = db.session.scalar(select(Appointment).where(Appointment.reference == reference.upper()))
    mine = {one.place_id for one in places_of(by)}
    if found is None or found.agency_id != by.agency_id or found.place_id not in mine or not _shown(found, at):
        raise NotFound
    return found


def places_of(by: Actor) -> list[PartnerPlace]:
    """Where this colleague receives people now."""
    rows = select(PartnerPlace).where(PartnerPlace.staff_id == by.staff_id, PartnerPlace.ended_at.is_(None))
    return list(db.session.scalars(rows))


def partner_places(*, agency_id: int) -> list[PartnerPlace]:
    """Every place given to a colleague of a partner service of this agency."""
    rows = select(PartnerPlace).join(Place).where(Place.agency_id == agency_id, PartnerPlace.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(PartnerPlace.id)))


def receives_at(staff: Staff, places: list[Place], *, works_as: str, by: Actor, at: dt.datetime) -> None:
    """Let a colleague of a partner service see and record the appointments at these places, from now on.

    Raises Refused without a place or without what they work as, and for somebody who is not a partner's colleague.
    """
    must(by, Action.CONFIGURE, Compartment.SETTINGS, staff.agency_id)
    works_as = " ".join(works_as.split())
    if not places:
        raise Refused("Choose at least one place", "places")
    if not works_as or len(works_as) > LONGEST_WORK:
        raise Refused(f"Enter what they work as, {LONGEST_WORK} characters at most", "works_as")
    if {row.role for row in staff.roles} != {Role.PARTNER.value}:
        raise Refused("Only a colleague of a partner service, with no other role, is given places", "roles")
    for place in places:
        if place.agency_id != staff.agency_id:
            raise NotFound
        row = PartnerPlace(staff_id=staff.id, place_id=place.id, works_as=works_as, added_at=at)
        row.added_by_id = by.staff_id
        db.session.add(row)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS)


def receives_no_more(staff: Staff, *, by: Actor, at: dt.datetime) -> None:
    """From now on this colleague sees nothing; what they recorded stays."""
    must(by, Action.CONFIGURE, Compartment.SETTINGS, staff.agency_id)
    for row in db.session.scalars(select(PartnerPlace).where(PartnerPlace.staff_id == staff.id)):
        row.ended_at = row.ended_at or at
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment=Compartment.SETTINGS)


def _shown(appointment: Appointment, at: dt.datetime) -> bool:
    return _first(at) <= appointment.starts_at < _last(at)


def _first(at: dt.datetime) -> dt.datetime:
    return clock.start_of_day(clock.local_day(at) - LOOKS_BACK)


def _last(at: dt.datetime) -> dt.datetime:
    return clock.start_of_day(clock.local_day(at) + LOOKS_AHEAD + dt.timedelta(days=1))
