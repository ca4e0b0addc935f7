"""Closing a plan, and asking after somebody afterwards: leaving is gradual, and what was hard may come back (6.45)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import CareCheckIn, CarePlan
from casework.care.rules import CameOf, ClosedAs
from casework.care.services.frame import note, refuse
from casework.care.services.plans import NO_PLAN, current_plan
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.services import hold, must


def close_plan(
    person: Person,
    closed_as: ClosedAs,
    *,
    closed_on: dt.date,
    check_in_months: Sequence[int] = (),
    by: Actor,
    at: dt.datetime,
) -> CarePlan:
    """Close the plan that stands on a London date, and plan check-ins so many calendar months after it.

    Raises Refused where there is none, and for a day to come or before the plan was agreed.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)
    row, today = current_plan(person, by=by), clock.local_day(at)
    if row is None:
        raise Refused(NO_PLAN)
    refuse({"closed_on": rules.day_fault(closed_on, today=today, since=row.agreed_on)})
    row.closed_as, row.closed_on, row.closed_at, row.closed_by_id = closed_as.value, closed_on, at, by.staff_id
    for day in rules.check_in_days(closed_on, check_in_months):
        if day > today:
            _plan(person, day, by=by, at=at)
    db.session.flush()
    note(person, {"plan": row.reference, "closed": closed_as.value}, act=Act.ALTERATION, by=by, at=at)
    return row


def plan_check_in(person: Person, due_on: dt.date, *, by: Actor, at: dt.datetime) -> CareCheckIn:
    """Plan to ask after somebody on a London date; planned twice for a day, it is one.

    Raises Refused, on the field, for a day that is not ahead or very far ahead.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    refuse({"due_on": rules.due_fault(due_on, today=clock.local_day(at))})
    hold(person)
    row = _plan(person, due_on, by=by, at=at)
    note(person, {"check-in": row.reference}, by=by, at=at)
    return row


def record_check_in(
    person: Person,
    reference: str,
    came_of: CameOf,
    *,
    done_on: dt.date,
    note_of_it: str = "",
    again_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> CareCheckIn:
    """Keep what came of asking after somebody on a London date, and when to ask again, if at all.

    They may not want it: then those still planned are dropped. Raises NotFound for another person's, Refused where it
    is recorded already, for a day to come, or an again that is not ahead.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)
    row, today = load_check_in(person, reference, by=by), clock.local_day(at)
    if row.came_of:
        raise Refused("Somebody recorded this check-in already")
    refuse({"done_on": rules.day_fault(done_on, today=today)})
    refuse({"again_on": rules.due_fault(again_on, today=today) if again_on else None})
    for one in [row, *(_others(person, row) if came_of is CameOf.NOT_WANTED else [])]:
        one.came_of, one.done_on, one.done_at, one.done_by_id = came_of.value, done_on, at, by.staff_id
    row.note = note_of_it.strip()
    if again_on is not None:
        _plan(person, again_on, by=by, at=at)
    db.session.flush()
    note(person, {"check-in": row.reference, "came of it": came_of.value}, act=Act.ALTERATION, by=by, at=at)
    return row


def check_ins(person: Person, *, by: Actor, limit: int = 30) -> list[CareCheckIn]:
    """Check-ins with somebody, those furthest ahead first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(CareCheckIn).where(CareCheckIn.person_id == person.id)
    return list(db.session.scalars(rows.order_by(CareCheckIn.due_on.desc(), CareCheckIn.id.desc()).limit(limit)))


def load_check_in(person: Person, reference: str, *, by: Actor) -> CareCheckIn:
    """One of them. Raises NotFound."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(CareCheckIn).where(CareCheckIn.person_id == person.id, CareCheckIn.reference == reference)
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def _plan(person: Person, due_on: dt.date, *, by: Actor, at: dt.datetime) -> CareCheckIn:
    same = select(CareCheckIn).where(CareCheckIn.person_id == person.id, CareCheckIn.due_on == due_on)
    if there := db.session.scalar(same.where(CareCheckIn.came_of == "")):
        return there
    row = CareCheckIn(
        agency_id=person.agency_id, person_id=person.id, due_on=due_on, planned_at=at, planned_by_id=by.staff_id
    )
    db.session.add(row)
    db.session.flush()
    return row


def _others(person: Person, row: CareCheckIn) -> list[CareCheckIn]:
    rows = select(CareCheckIn).where(CareCheckIn.person_id == person.id, CareCheckIn.id != row.id)
    return list(db.session.scalars(rows.where(CareCheckIn.came_of == "")))
