"""Breaking the glass: a record outside the caseload, for half an hour, with a reason, told at once (promises C.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Staff
from casework.accounts.rules import GLASS, Action, Compartment, Role
from casework.accounts.services import alerts
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
    """Open this one record for thirty minutes, to look at; `who_is_told` are told at once.

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
    alerts.tell([one.id for one in who_is_told(by=by, at=at)], Told.BROKE_GLASS, about=staff, at=at)
    return row


def who_is_told(*, by: Actor, at: dt.datetime) -> list[Staff]:
    """The managers and data protection leads of the actor's agency; where none can sign in at a moment (UTC), whoever
    else answers there, or for this Waymark. Empty only where there is nobody else."""
    roles = (Role.MANAGER, Role.DATA_PROTECTION)
    return alerts.who_hears(by.agency_id, by.staff_id, roles=roles, at=at)


def told_words(*, by: Actor, at: dt.datetime) -> str:
    """The same in one sentence for the page that asks why; colleagues of another agency by their agency's name."""
    heard = who_is_told(by=by, at=at)
    names = sorted({one.name if one.agency_id == by.agency_id else one.agency.name for one in heard})
    if not names:
        return "There is nobody else here who could be told: it stands in the audit trail, with your reason."
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return f"{listed} {'are' if names[1:] else 'is'} told at once. Your reason is kept, and managers can read it."


def broken(*, by: Actor) -> Sequence[BrokenGlass]:
    """The latest hundred times that somebody of the agency did so, latest first. Raises NotFound by role."""
    must(by, Action.LOOK, Compartment.AUDIT, by.agency_id)
    rows = select(BrokenGlass).where(BrokenGlass.agency_id == by.agency_id).order_by(BrokenGlass.start.desc())
    both = joinedload(BrokenGlass.person), joinedload(BrokenGlass.staff)
    return db.session.scalars(rows.order_by(BrokenGlass.id.desc()).limit(MOST).options(*both)).all()
