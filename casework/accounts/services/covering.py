"""Teams, and dated cover for a colleague: whose caseload is whose besides their own (promises, "Settled")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.models import Staff, StandIn
from casework.accounts.rules import Action, Compartment, Facts, holds, may
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused

LONGEST = 92
LONGEST_NAME = 40


def cover(staff: Staff, for_staff: Staff, *, first: dt.date, last: dt.date, by: Actor, at: dt.datetime) -> StandIn:
    """`staff` has the caseload of `for_staff` as well, from one London day to another, both whole.

    Somebody gives away their own; a manager, anybody's. Raises NotFound for others and another agency's colleague,
    Refused for oneself, for days that are over, the wrong way round or more than 92.
    """
    if not (may_give(by) or for_staff.id == by.staff_id) or {staff.agency_id, for_staff.agency_id} != {by.agency_id}:
        raise NotFound
    if staff.id == for_staff.id:
        raise Refused("Choose two different colleagues", "staff")
    if last < first or last < clock.local_day(at):
        raise Refused("The last day cannot be before the first, or before today", "last")
    if (last - first).days >= LONGEST:
        raise Refused(f"Cover can last {LONGEST} days at most", "last")
    row = StandIn(
        agency_id=by.agency_id,
        staff_id=staff.id,
        for_staff_id=for_staff.id,
        start=clock.start_of_day(first),
        end=clock.start_of_day(last + dt.timedelta(days=1)),
        given_at=at,
        given_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    _note(staff, {"cover": row.reference, "for": for_staff.reference}, by=by, at=at)
    return row


def may_give(by: Actor) -> bool:
    """Whether they give cover for anybody, not only for themselves."""
    return holds(by, Action.WRITE, Compartment.COLLEAGUES)


def end_cover(row: StandIn, *, by: Actor, at: dt.datetime) -> None:
    """It is over from this moment on; one that has not begun never begins."""
    if row.end > at:
        row.start, row.end = min(row.start, at), at
        db.session.flush()
        _note(row.staff, {"cover": row.reference, "what": "ended"}, by=by, at=at)


def load_cover(reference: str, *, by: Actor) -> StandIn:
    """One that the actor may end: their own, either way, or any for a manager. Raises NotFound."""
    mine = StandIn.agency_id == by.agency_id
    row = db.session.scalar(select(StandIn).where(StandIn.reference == reference.upper(), mine))
    if row is None or not (may_give(by) or by.staff_id in (row.staff_id, row.for_staff_id)):
        raise NotFound
    return row


def covers(*, by: Actor, at: dt.datetime) -> Sequence[StandIn]:
    """Every cover of the agency that is not over at a moment (UTC), the soonest to end first, a hundred at most."""
    rows = select(StandIn).where(StandIn.agency_id == by.agency_id, StandIn.end > at).order_by(StandIn.end, StandIn.id)
    both = joinedload(StandIn.staff), joinedload(StandIn.for_staff)
    return db.session.scalars(rows.limit(100).options(*both)).all()


def set_team(colleagues: Iterable[Staff], team: str, *, by: Actor, at: dt.datetime) -> None:
    """Put colleagues in a team, or with "" in none: those of one team have one caseload. Raises NotFound, Refused."""
    name = " ".join(team.split())
    if len(name) > LONGEST_NAME:
        raise Refused(f"A team's name can have {LONGEST_NAME} characters at most", "team")
    for staff in colleagues:
        if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(staff.agency_id)).allowed:
            raise NotFound
        if staff.team != name:
            staff.team = name
            _note(staff, {"what": "team"}, by=by, at=at)
    db.session.flush()


def _note(staff: Staff, detail: dict[str, str], *, by: Actor, at: dt.datetime) -> None:
    audit.record(Act.CONFIGURATION, f"staff:{staff.reference}", by=by, at=at, compartment="caseload", detail=detail)
