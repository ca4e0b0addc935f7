"""Breaking the glass: a record outside the caseload, for half an hour, with a reason, told at once (promises C.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Staff
from casework.accounts.rules import GLASS, Action, Compartment, Role
from casework.accounts.services import alerts, staff_of
from casework.accounts.services.alerts import Told
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import BrokenGlass, Person
from casework.people.services import scope
from casework.people.services.guard import judge, must

LASTS = dt.timedelta(minutes=30)
SHORTEST = 10
MOST = 100


def behind_glass(person: Person, *, by: Actor) -> bool:
    """Whether the record is closed to the actor, and may be opened by saying why."""
    return judge(person, Action.LOOK, Compartment.CJ, by=by).break_glass


def open_until(person: Person, *, by: Actor, at: dt.datetime) -> dt.datetime | None:
    """Until when (UTC) the actor looks at this record by broken glass; None where they do not."""
    if judge(person, Action.LOOK, Compartment.CJ, by=by).why != GLASS:
        return None
    mine = select(BrokenGlass.end).where(BrokenGlass.person_id == person.id, BrokenGlass.staff_id == by.staff_id)
    return db.session.scalar(mine.where(BrokenGlass.end > at).order_by(BrokenGlass.end.desc()).limit(1))


def break_glass(person: Person, *, why: str, by: Actor, at: dt.datetime) -> BrokenGlass:
    """Open this one record for thirty minutes, to look at; managers and the data protection lead are told at once.

    Raises NotFound where the policy offers no such thing, Refused for a reason of fewer than ten characters.
    """
    if person.agency_id != by.agency_id or not behind_glass(person, by=by):
        raise NotFound
    if len(why.strip()) < SHORTEST:
        raise Refused("Say why you must see this record now", "why")
    staff = db.session.get_one(Staff, by.staff_id)
    row = BrokenGlass(agency_id=person.agency_id, person_id=person.id, staff_id=staff.id, why=why.strip(), start=at)
    row.end = at + LASTS
    db.session.add(row)
    db.session.flush()
    scope.forget()
    record, detail = f"person:{person.reference}", {"glass": row.reference}
    audit.record(Act.BREAK_GLASS, record, by=by, at=at, compartment=GLASS, detail=detail, reason=GLASS)
    told = staff_of(by.agency_id, Role.MANAGER, Role.DATA_PROTECTION)
    alerts.tell([one.id for one in told if one.id != staff.id], Told.BROKE_GLASS, about=staff, at=at)
    return row


def broken(*, by: Actor) -> Sequence[BrokenGlass]:
    """The latest hundred times that somebody of the agency did so, latest first. Raises NotFound by role."""
    must(by, Action.LOOK, Compartment.AUDIT, by.agency_id)
    rows = select(BrokenGlass).where(BrokenGlass.agency_id == by.agency_id).order_by(BrokenGlass.start.desc())
    both = joinedload(BrokenGlass.person), joinedload(BrokenGlass.staff)
    return db.session.scalars(rows.order_by(BrokenGlass.id.desc()).limit(MOST).options(*both)).all()
