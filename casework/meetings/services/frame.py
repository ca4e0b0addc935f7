"""Which meetings a colleague may see: those their agency holds or is asked to; the same answer for all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, AgencyKind, Compartment, Role, holds
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.meetings.models import CasesBody, CasesMeeting
from casework.people.models import Person
from casework.people.services import must

PART = Compartment.MEETINGS
PAGE = 20


def load_meeting(reference: str, *, by: Actor, action: Action = Action.LOOK, holder: bool = False) -> CasesMeeting:
    """A meeting that the actor's agency holds or is asked to; with `holder`, one that it holds. Raises NotFound."""
    must(by, action, PART, by.agency_id)
    found: CasesMeeting | None = db.session.scalar(
        select(CasesMeeting).where(CasesMeeting.reference == reference.upper(), _theirs(by))
    )
    if found is None or (holder and found.agency_id != by.agency_id):
        raise NotFound
    return found


def _theirs(by: Actor) -> ColumnElement[bool]:
    asked = exists().where(
        CasesBody.meeting_id == CasesMeeting.id, CasesBody.agency_id == by.agency_id, CasesBody.ended_at.is_(None)
    )
    return or_(CasesMeeting.agency_id == by.agency_id, asked)


def coming(*, by: Actor, at: dt.datetime) -> Sequence[CasesMeeting]:
    """Meetings to come and those of today's last hours, soonest first, forty at most."""
    must(by, Action.LOOK, PART, by.agency_id)
    rows = _listed(by).where(CasesMeeting.starts_at > at - dt.timedelta(hours=12), CasesMeeting.cancelled_at.is_(None))
    return db.session.scalars(rows.order_by(CasesMeeting.starts_at, CasesMeeting.id).limit(2 * PAGE)).all()


def past(*, by: Actor, at: dt.datetime, before: str = "") -> tuple[list[CasesMeeting], str]:
    """Meetings that were, and those cancelled, latest first, and where the next page begins ("" at the end)."""
    must(by, Action.LOOK, PART, by.agency_id)
    over = CasesMeeting.starts_at <= at - dt.timedelta(hours=12)
    rows = _listed(by).where(or_(over, CasesMeeting.cancelled_at.is_not(None)))
    mark = select(CasesMeeting).where(CasesMeeting.reference == before.upper(), _theirs(by))
    if before and (last := db.session.scalar(mark)):
        same = (CasesMeeting.starts_at == last.starts_at) & (CasesMeeting.id < last.id)
        rows = rows.where((CasesMeeting.starts_at < last.starts_at) | same)
    found = list(
        db.session.scalars(rows.order_by(CasesMeeting.starts_at.desc(), CasesMeeting.id.desc()).limit(PAGE + 1))
    )
    return found[:PAGE], found[PAGE - 1].reference if len(found) > PAGE else ""


def _listed(by: Actor) -> Select[Any]:
    return select(CasesMeeting).where(_theirs(by)).options(selectinload(CasesMeeting.series))


def asked(meeting: CasesMeeting) -> list[CasesBody]:
    """The bodies asked to it now, the holder first."""
    return sorted((one for one in meeting.bodies if one.ended_at is None), key=lambda one: not is_holder(one, meeting))


def is_holder(body: CasesBody, meeting: CasesMeeting) -> bool:
    """Whether this body holds the meeting."""
    return body.agency_id == meeting.agency_id


def body_of(meeting: CasesMeeting, reference: str) -> CasesBody:
    """One of the bodies asked to it. Raises NotFound."""
    found = next((one for one in asked(meeting) if one.reference == reference.upper()), None)
    if found is None:
        raise NotFound
    return found


def own_body(meeting: CasesMeeting, by: Actor) -> CasesBody | None:
    """The actor's own agency among them."""
    return next((one for one in asked(meeting) if one.agency_id == by.agency_id), None)


def kind_of(meeting: CasesMeeting, by: Actor) -> AgencyKind:
    """What sort of body the actor reads for. An agency that is no longer asked to its own meeting reads as itself."""
    body = own_body(meeting, by)
    return AgencyKind(body.kind) if body else AgencyKind.CHARITY


def helps(by: Actor) -> bool:
    """Whether a role of theirs ever sees support; a court liaison's does not (promises C.10)."""
    return by.has(Role.WORKER, Role.SUPERVISOR, Role.MANAGER) and holds(by, Action.LOOK, Compartment.SUPPORT)


def must_be_on(meeting: CasesMeeting) -> None:
    """Raises Refused where the meeting was cancelled."""
    if meeting.cancelled_at is not None:
        raise Refused("This meeting was cancelled. Plan another")


def refuse(faults: Mapping[str, str]) -> None:
    """Raises Refused for the first fault, on its field."""
    for field, message in faults.items():
        if message:
            raise Refused(message, field)


def note(
    meeting: CasesMeeting,
    what: str,
    *,
    person: Person | None = None,
    act: Act = Act.ALTERATION,
    detail: Mapping[str, str] | None = None,
    by: Actor,
    at: dt.datetime,
) -> None:
    """One line of the trail about a person, or about the meeting: ids and codes, never the words."""
    record = f"person:{person.reference}" if person else f"cases-meeting:{meeting.reference}"
    said = {"meeting": meeting.reference, "what": what, **(detail or {})}
    audit.record(act, record, by=by, at=at, compartment=PART, detail=said)
