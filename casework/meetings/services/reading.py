"""What one colleague reads of an agenda: plain values of those persons only whom they may see, each look recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from casework.accounts.rules import SHARED, Action, AgencyKind, Facts, may
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.meetings.models import CasesAction, CasesBody, CasesItem, CasesMeeting, CasesTold
from casework.meetings.rules import (
    STILL_OPEN,
    ActionState,
    CameOf,
    OffWhy,
    Reader,
    Reason,
    Said,
    shown_to,
    shows_action,
)
from casework.meetings.services.frame import PART, helps, kind_of, own_body
from casework.people.models import Person
from casework.people.rules.sharing import Basis
from casework.people.services.facts import facts_of, facts_of_all
from casework.people.services.scope import everybody


@dataclass(frozen=True)
class ActionLine:
    """One action, as a page shows it."""

    reference: str
    what: str
    who: str
    by_when: dt.date
    state: ActionState
    said: str
    may_move: bool


@dataclass(frozen=True)
class Line:
    """One person on an agenda, as one reader has it: nothing here leads to a record of another agency."""

    reference: str
    name: str
    born: dt.date | None
    agency: str
    said: Said
    came_of: CameOf | None
    actions: list[ActionLine]
    own: bool
    person: str
    basis: str
    why: str
    told: list[str]
    off: str
    may_minute: bool


@dataclass(frozen=True)
class Agenda:
    """What is still open from the meetings before, and who is put forward, for one reader."""

    before: list[Line]
    lines: list[Line]
    off: list[Line]


def agenda(meeting: CasesMeeting, *, by: Actor, at: dt.datetime, only: CasesBody | None = None) -> Agenda:
    """What the actor reads of a meeting at a moment (UTC). `only` is a body for which they print it: then what they
    read, of those persons who are told it, as that body may read it.

    The look is noted; of another agency's people, or for another body, as a disclosure with its legal basis.
    """
    with everybody():
        mine = _items(CasesItem.meeting_id == meeting.id)
        earlier = _items(CasesItem.id.in_(_open_before(meeting)))
        facts = facts_of_all({one.person for one in (*mine, *earlier)}, by=by, at=at)
        seen = [one for one in mine if _reads(one, facts, by, at)]
        due = [one for one in earlier if one.off_at is None and _reads(one, facts, by, at)]
        if only is not None:
            seen = [one for one in seen if one.off_at is None and tells(one, only, at)]
            due = [one for one in due if tells(one, _same(one, only), at)]
        lines = {one.id: _line(one, meeting, only, by) for one in (*seen, *due)}
        lines |= {one.id: replace(lines[one.id], told=[]) for one in seen if facts[one.person_id].restricted}
    _note([*seen, *due], meeting, only, by)
    before = [lines[one.id] for one in due]
    return Agenda(
        [one for one in before if any(each.state.is_open for each in one.actions)],
        [lines[one.id] for one in seen if one.off_at is None],
        [lines[one.id] for one in seen if one.off_at is not None],
    )


def line_of(item: CasesItem, *, by: Actor) -> Line:
    """One person on an agenda, for a colleague who was found to read of them; the look is noted as a page's is."""
    with everybody():
        found = _line(item, item.meeting, None, by)
    _note([item], item.meeting, None, by)
    return found


def reads(item: CasesItem, *, by: Actor, at: dt.datetime) -> bool:
    """Whether the actor may read of somebody who was put forward, at a moment (UTC)."""
    return _reads(item, {item.person_id: facts_of(item.person, by=by, at=at)}, by, at)


def tells(item: CasesItem, body: CasesBody | None, at: dt.datetime) -> bool:
    """Whether a body may be told of somebody at a moment (UTC)."""
    return body is not None and any(one.body_id == body.id and _live(one, at) for one in item.told)


def _reads(item: CasesItem, facts: Mapping[int, Facts], by: Actor, at: dt.datetime) -> bool:
    """The policy says yes; and for another agency this very item was told it, and nothing has ended that since."""
    if not may(by, Action.LOOK, PART, facts[item.person_id]).allowed:
        return False
    if item.agency_id == by.agency_id:
        return True
    return any(one.body.agency_id == by.agency_id and _live(one, at) for one in item.told)


def _live(told: CasesTold, at: dt.datetime) -> bool:
    ended = told.ended_at is not None or told.body.ended_at is not None
    share = told.share is None or (told.share.ended_at is None and told.share.start <= at < told.share.end)
    return not ended and share and at < told.until


def _items(where: ColumnElement[bool]) -> Sequence[CasesItem]:
    rows = select(CasesItem).where(where).order_by(CasesItem.id)
    return db.session.scalars(
        rows.options(
            joinedload(CasesItem.person).selectinload(Person.aliases),
            joinedload(CasesItem.agency),
            joinedload(CasesItem.meeting),
            selectinload(CasesItem.told).joinedload(CasesTold.share),
            selectinload(CasesItem.told).joinedload(CasesTold.body).joinedload(CasesBody.agency),
            selectinload(CasesItem.noted),
            selectinload(CasesItem.actions).joinedload(CasesAction.body).joinedload(CasesBody.agency),
            selectinload(CasesItem.actions).joinedload(CasesAction.staff),
            selectinload(CasesItem.actions).selectinload(CasesAction.steps),
        )
    ).all()


def _open_before(meeting: CasesMeeting) -> Select[Any]:
    """Those of whom something agreed at an earlier meeting of the series is still open."""
    return (
        select(CasesAction.item_id)
        .join(CasesItem)
        .join(CasesMeeting, CasesMeeting.id == CasesItem.meeting_id)
        .where(
            CasesMeeting.series_id == meeting.series_id,
            CasesMeeting.starts_at < meeting.starts_at,
            CasesAction.state.in_(STILL_OPEN),
        )
    )


def _same(item: CasesItem, body: CasesBody) -> CasesBody | None:
    """The body of an earlier meeting that is this one: the same agency, or the same kind and name."""
    for one in (told.body for told in item.told):
        same = one.agency_id == body.agency_id if body.agency_id else (one.kind, one.name) == (body.kind, body.name)
        if same:
            return one
    return None


def _line(item: CasesItem, meeting: CasesMeeting, only: CasesBody | None, by: Actor) -> Line:
    own = item.agency_id == by.agency_id
    kind = AgencyKind(only.kind) if only else kind_of(meeting, by)
    reader = Reader(kind, own=own and only is None, support=helps(by))
    last, person = item.noted[-1] if item.noted else None, item.person
    came_of = CameOf(last.came_of) if last else None
    came, words = (came_of.words if came_of else "", last.words if last else "")
    said = Said(Reason(item.reason).words, item.brief, item.support, came, words)
    inside = own and only is None
    return Line(
        reference=item.reference,
        name=f"{person.given_name} {person.family_name}".strip(),
        born=person.date_of_birth,
        agency=item.agency.name,
        said=shown_to(said, reader),
        came_of=came_of,
        actions=_actions(item, reader, _owing(item, only, by), by),
        own=inside,
        person=person.reference if inside else "",
        basis=Basis(item.basis).words if inside else "",
        why=item.why if inside and reader.reads_support else "",
        told=[one.body.called for one in item.told if one.ended_at is None] if inside else [],
        off=OffWhy(item.off_why).words if item.off_why else "",
        may_minute=only is None and helps(by) and by.agency_id in (item.agency_id, item.meeting.agency_id),
    )


def _owing(item: CasesItem, only: CasesBody | None, by: Actor) -> Collection[int]:
    """The bodies whose actions the reader owes."""
    if only is not None:
        return {one.id for one in (only, _same(item, only)) if one is not None}
    return {one.body_id for one in item.actions if one.agency_id == by.agency_id}


def _actions(item: CasesItem, reader: Reader, owing: Collection[int], by: Actor) -> list[ActionLine]:
    shown = (one for one in item.actions if ActionState(one.state) is not ActionState.MISTAKE)
    return [
        ActionLine(
            reference=one.reference,
            what=one.what,
            who=f"{one.body.called} ({one.staff.name})" if one.staff else one.body.called,
            by_when=one.by_when,
            state=ActionState(one.state),
            said=one.steps[-1].note if one.steps and reader.reads_support else "",
            may_move=one.agency_id == by.agency_id
            or (helps(by) and by.agency_id in (item.agency_id, item.meeting.agency_id)),
        )
        for one in shown
        if shows_action(reader, owed_by_them=one.body_id in owing)
    ]


def _to(meeting: CasesMeeting, only: CasesBody | None, by: Actor) -> str:
    own = own_body(meeting, by)
    return only.reference if only else own.agency.reference if own and own.agency else ""


def _note(items: Sequence[CasesItem], meeting: CasesMeeting, only: CasesBody | None, by: Actor) -> None:
    """One look for the page: whom it named, and, where it tells somebody outside their agency, to whom and why."""
    theirs = items if only is not None else [one for one in items if one.agency_id != by.agency_id]
    if theirs and only is None:
        audit.because(SHARED)
    detail = {"meeting": meeting.reference}
    if theirs:
        detail["to"] = _to(meeting, only, by)
        detail["basis"] = ", ".join(f"{one.reference} {one.basis}" for one in theirs)
    if items:
        audit.look(
            f"cases-meeting:{meeting.reference}",
            PART,
            by=by,
            act=Act.DISCLOSURE if theirs else Act.CONSULTATION,
            others=[f"person:{one.person.reference}" for one in items],
            detail=detail,
        )
