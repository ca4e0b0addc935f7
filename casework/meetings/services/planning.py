"""Planning a cases meeting: when and where, who leads it, who is asked; moved, cancelled, and who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.rules import Action, AgencyKind
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.meetings import rules
from casework.meetings.models import CasesBody, CasesItem, CasesMeeting, CasesSeries, CasesTold
from casework.meetings.rules import OffWhy
from casework.meetings.services.ending import close, take_off_all
from casework.meetings.services.frame import PART, asked, is_holder, must_be_on, note, refuse
from casework.people.services import hold, must
from casework.people.services.scope import everybody

CHANGED = "Somebody changed this meeting meanwhile"


@dataclass(frozen=True)
class Plan:
    """When (UTC), where, who leads it; agencies of this site by id, and others as kind and name."""

    starts_at: dt.datetime
    place: str
    chair: str
    agencies: Collection[int]
    others: Sequence[tuple[AgencyKind, str]]


def plan_meeting(plan: Plan, *, name: str = "", after: CasesMeeting | None, by: Actor, at: dt.datetime) -> CasesMeeting:
    """A meeting, the next of the series of `after` or the first of a series of this name.

    Raises NotFound by role, Refused on a field: a moment too far off, nobody else asked, an agency named twice.
    """
    must(by, Action.WRITE, PART, by.agency_id)
    _check(plan, by, at)
    series = after.series if after else CasesSeries(agency_id=by.agency_id, name=name.strip(), made_at=at)
    if after is None:
        series.made_by_id = by.staff_id
        if not series.name:
            raise Refused("Enter what these meetings are called", "name")
    row = CasesMeeting(
        series=series,
        agency_id=by.agency_id,
        starts_at=plan.starts_at,
        place=plan.place.strip(),
        chair=plan.chair.strip(),
        made_at=at,
        made_by_id=by.staff_id,
    )
    db.session.add(row)
    _ask(row, plan, by)
    db.session.flush()
    note(row, "planned", act=Act.COLLECTION, by=by, at=at)
    return row


def change_meeting(row: CasesMeeting, plan: Plan, *, seen_version: int, by: Actor, at: dt.datetime) -> CasesMeeting:
    """Another time, place, chair or other bodies. Whoever is no longer asked reads nothing more of it.

    Raises Conflict where somebody changed it meanwhile, Refused as planning does and for a cancelled meeting.
    """
    must(by, Action.WRITE, PART, by.agency_id)
    hold(row)
    must_be_on(row)
    if row.version != seen_version:
        again = {"seen_version": str(row.version)}
        raise Conflict("This meeting", theirs=CHANGED, yours="What you entered", again=again)
    _check(plan, by, at)
    row.starts_at, row.place, row.chair = plan.starts_at, plan.place.strip(), plan.chair.strip()
    _ask(row, plan, by)
    _no_longer(row, plan, by=by, at=at)
    db.session.flush()
    note(row, "changed", by=by, at=at)
    return row


def cancel_meeting(row: CasesMeeting, *, by: Actor, at: dt.datetime) -> CasesMeeting:
    """The meeting does not take place: nobody stands on its agenda any more. Cancelling twice does nothing more.

    Raises Refused for one that has taken place.
    """
    must(by, Action.WRITE, PART, by.agency_id)
    hold(row)
    if any(one.came is not None for one in row.bodies):
        raise Refused("Who came is written down: this meeting took place")
    if row.cancelled_at is None:
        row.cancelled_at, row.cancelled_by_id = at, by.staff_id
        take_off_all(row, OffWhy.CANCELLED, by=by, at=at)
        db.session.flush()
        note(row, "cancelled", by=by, at=at)
    return row


def write_attendance(
    row: CasesMeeting, came: Collection[str], present: str, *, by: Actor, at: dt.datetime
) -> CasesMeeting:
    """Which bodies came, by reference, and the names of who was there. Putting it right is noted in the trail.

    Raises Refused before the meeting has begun and for a cancelled one.
    """
    must(by, Action.WRITE, PART, by.agency_id)
    hold(row)
    must_be_on(row)
    if at < row.starts_at:
        raise Refused("This meeting has not begun yet")
    for body in asked(row):
        body.came, body.came_at, body.came_by_id = body.reference in came, at, by.staff_id
    row.present = present.strip()
    db.session.flush()
    note(row, "attendance", by=by, at=at)
    return row


def next_of(row: CasesMeeting) -> CasesMeeting | None:
    """The next meeting of its series that was not cancelled."""
    later = select(CasesMeeting).where(
        CasesMeeting.series_id == row.series_id,
        CasesMeeting.starts_at > row.starts_at,
        CasesMeeting.cancelled_at.is_(None),
    )
    return db.session.scalar(later.order_by(CasesMeeting.starts_at).limit(1))


def _check(plan: Plan, by: Actor, at: dt.datetime) -> None:
    refuse({"day": rules.meeting_fault(plan.starts_at, now=at)})
    if not set(plan.agencies) - {by.agency_id} and not plan.others:
        raise Refused("Ask at least one other agency", "services")
    names = [name.casefold() for _, name in plan.others]
    if len(set(names)) < len(names):
        raise Refused("A name stands here twice", "services")


def _ask(row: CasesMeeting, plan: Plan, by: Actor) -> None:
    """Whoever is not asked yet; the holder always is."""
    have = {one.agency_id for one in asked(row) if one.agency_id}
    wanted = ({by.agency_id} | set(plan.agencies)) - have
    for agency in db.session.scalars(select(Agency).where(Agency.id.in_(wanted)).order_by(Agency.id)):
        row.bodies.append(CasesBody(agency_id=agency.id, agency=agency, kind=agency.kind))
    known = {(one.kind, one.name.casefold()) for one in asked(row) if one.agency_id is None}
    for kind, name in plan.others:
        if (kind.value, name.casefold()) not in known:
            row.bodies.append(CasesBody(kind=kind.value, name=name.strip()))


def _no_longer(row: CasesMeeting, plan: Plan, *, by: Actor, at: dt.datetime) -> None:
    others = {(kind.value, name.casefold()) for kind, name in plan.others}
    gone = [
        one
        for one in asked(row)
        if not is_holder(one, row)
        and (one.agency_id not in plan.agencies if one.agency_id else (one.kind, one.name.casefold()) not in others)
    ]
    for body in gone:
        body.ended_at = at
        with everybody():
            told = select(CasesTold).join(CasesItem).where(CasesTold.body_id == body.id, CasesTold.ended_at.is_(None))
            for one in db.session.scalars(told).all():
                close(one, by=by, at=at)
