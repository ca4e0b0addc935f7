"""Services that somebody was referred to, and what became of it (review 6.3, 6.43)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import ServiceReferral, ServiceReferralStep
from casework.care.rules import Heading, ServiceOutcome
from casework.care.services.frame import note, refuse
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from casework.people.services import hold, must


def refer(
    person: Person, *, heading: Heading, service: str, referred_on: dt.date, by: Actor, at: dt.datetime
) -> ServiceReferral:
    """Keep that somebody was referred to a service under a heading, on a London date. Nobody is told by this.

    Raises Refused, on the field, for a day to come.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    refuse({"on_day": rules.day_fault(referred_on, today=clock.local_day(at))})
    row = ServiceReferral(
        agency_id=person.agency_id,
        person_id=person.id,
        heading=heading.value,
        service=service.strip(),
        referred_on=referred_on,
        outcome=ServiceOutcome.REFERRED.value,
        recorded_at=at,
        recorded_by_id=by.staff_id,
        told=[_step(ServiceOutcome.REFERRED, referred_on, by=by, at=at)],
    )
    db.session.add(row)
    db.session.flush()
    note(person, {"service": row.reference}, by=by, at=at)
    return row


def came_of_it(
    person: Person, reference: str, outcome: ServiceOutcome, *, on_day: dt.date, by: Actor, at: dt.datetime
) -> ServiceReferral:
    """Keep what became of it on a London date; what was kept before stays beside it. The same again adds nothing.

    Raises NotFound for another person's, Refused for a day to come or before they were referred.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    row = load_service(person, reference, by=by)
    hold(row)
    refuse({"on_day": rules.day_fault(on_day, today=clock.local_day(at), since=row.referred_on)})
    if row.outcome == outcome.value:
        return row
    row.told.append(_step(outcome, on_day, by=by, at=at))
    row.outcome = outcome.value
    db.session.flush()
    note(person, {"service": row.reference, "outcome": outcome.value}, act=Act.ALTERATION, by=by, at=at)
    return row


def service_referrals(person: Person, *, by: Actor, limit: int = 30) -> list[ServiceReferral]:
    """Where somebody was referred to, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(ServiceReferral).where(ServiceReferral.person_id == person.id)
    order = (ServiceReferral.referred_on.desc(), ServiceReferral.id.desc())
    return list(db.session.scalars(rows.options(selectinload(ServiceReferral.told)).order_by(*order).limit(limit)))


def load_service(person: Person, reference: str, *, by: Actor) -> ServiceReferral:
    """One of them. Raises NotFound."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(ServiceReferral).where(ServiceReferral.person_id == person.id)
    found = db.session.scalar(rows.where(ServiceReferral.reference == reference))
    if found is None:
        raise NotFound
    return found


def _step(outcome: ServiceOutcome, on_day: dt.date, *, by: Actor, at: dt.datetime) -> ServiceReferralStep:
    return ServiceReferralStep(outcome=outcome.value, on_day=on_day, recorded_at=at, recorded_by_id=by.staff_id)
