"""What a meeting said and decided about somebody, who does what by when, and what became of it (review 4.15)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.meetings import rules
from casework.meetings.models import CasesAction, CasesBody, CasesItem, CasesMeeting, CasesNote, CasesStep
from casework.meetings.rules import ActionState, CameOf
from casework.meetings.services.frame import PART, asked, helps, must_be_on, note, refuse
from casework.meetings.services.reading import reads
from casework.people.services import hold, must
from casework.people.services.scope import everybody

CHANGED = "Somebody wrote down what became of it meanwhile"


def item_to_minute(reference: str, *, by: Actor, at: dt.datetime) -> CasesItem:
    """Somebody on an agenda, for whoever writes down what was agreed: whoever holds the meeting and reads of them,
    and their own agency. Raises NotFound for all others."""
    must(by, Action.WRITE, PART, by.agency_id)
    with everybody():
        item = db.session.scalar(select(CasesItem).where(CasesItem.reference == reference.upper()))
        if item is None or by.agency_id not in (item.agency_id, item.meeting.agency_id):
            raise NotFound
        if not helps(by) or not reads(item, by=by, at=at):
            raise NotFound
    return item


def write_note(item: CasesItem, came_of: CameOf, words: str, *, by: Actor, at: dt.datetime) -> CasesNote:
    """What was said and decided. Putting it right is a later row; the one before stays beside it.

    Raises Refused before the meeting has begun, and for a cancelled one.
    """
    _took_place(item.meeting, at)
    with everybody():
        row = CasesNote(came_of=came_of.value, words=words.strip(), recorded_at=at, recorded_by_id=by.staff_id)
        item.noted.append(row)
        db.session.flush()
    detail = {"item": item.reference, "came": came_of.value}
    note(item.meeting, "minutes", person=item.person, act=Act.COLLECTION, detail=detail, by=by, at=at)
    return row


def add_action(
    item: CasesItem, what: str, body: CasesBody, staff: Staff | None, by_when: dt.date, *, by: Actor, at: dt.datetime
) -> CasesAction:
    """What a body is to do for somebody by a London day, and who there.

    Raises Refused, on the field: before the meeting, a day before it, a body that may not read of them, and a
    colleague of another agency.
    """
    _took_place(item.meeting, at)
    if by_when < clock.local_day(item.meeting.starts_at):
        raise Refused("The day cannot be before the meeting", "by_when")
    if body not in may_owe(item):
        raise Refused("This body does not read of them, so it can be asked for nothing here", "body")
    if staff is not None and staff.agency_id != body.agency_id:
        raise Refused("This colleague works for another agency", "staff")
    row = CasesAction(
        item=item,
        body=body,
        agency_id=body.agency_id,
        staff_id=staff.id if staff else None,
        what=what.strip(),
        by_when=by_when,
        state=ActionState.OPEN.value,
        made_at=at,
        made_by_id=by.staff_id,
    )
    with everybody():
        db.session.add(row)
        db.session.flush()
    note(item.meeting, "action", person=item.person, act=Act.COLLECTION, detail={"action": row.reference}, by=by, at=at)
    return row


def may_owe(item: CasesItem) -> list[CasesBody]:
    """The bodies that can be asked for something about them: their own agency, and each that reads of them."""
    told = {one.body_id for one in item.told if one.ended_at is None}
    return [one for one in asked(item.meeting) if one.id in told or one.agency_id == item.agency_id]


def load_action(reference: str, *, by: Actor, at: dt.datetime, write: bool = False) -> CasesAction:
    """One action, for whoever owes it, holds the meeting, or put the person forward, and reads of them. NotFound."""
    must(by, Action.WRITE if write else Action.LOOK, PART, by.agency_id)
    with everybody():
        row = db.session.scalar(select(CasesAction).where(CasesAction.reference == reference.upper()))
        if row is None or not reads(row.item, by=by, at=at):
            raise NotFound
        if by.agency_id not in (row.agency_id, row.item.agency_id, row.item.meeting.agency_id):
            raise NotFound
        if row.agency_id != by.agency_id and not helps(by):
            raise NotFound
    return row


def move_action(
    row: CasesAction,
    to: ActionState,
    *,
    words: str = "",
    by_when: dt.date | None = None,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> CasesAction:
    """What became of it: a new row each time, so that a slip is put right by saying what is so.

    Raises Conflict where somebody said meanwhile, Refused, on the field, for one carried on to no day or to a past one.
    """
    hold(row)
    if row.version != seen_version:
        raise Conflict("This action", theirs=CHANGED, yours=to.words, again={"seen_version": str(row.version)})
    was = ActionState(row.state)
    refuse(rules.move_fault(was, to, by_when, today=clock.local_day(at)))
    day = by_when if to is ActionState.CARRIED else None
    row.steps.append(
        CasesStep(state=to.value, by_when=day, note=words.strip(), recorded_at=at, recorded_by_id=by.staff_id)
    )
    row.state, row.by_when = to.value, day or row.by_when
    db.session.flush()
    detail = {"action": row.reference, "state": to.value}
    note(row.item.meeting, "action", person=row.item.person, detail=detail, by=by, at=at)
    return row


def _took_place(meeting: CasesMeeting, at: dt.datetime) -> None:
    must_be_on(meeting)
    if at < meeting.starts_at:
        raise Refused("This meeting has not begun yet")
