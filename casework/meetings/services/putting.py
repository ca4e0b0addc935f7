"""Putting somebody forward to a cases meeting: on what basis, to which bodies, in which words (review 4.15-4.17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.rules import Action, AgencyKind, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.kernel.words import joined
from casework.meetings import rules
from casework.meetings.models import CasesBody, CasesItem, CasesMeeting, CasesTold
from casework.meetings.rules import BODY_WORDS, OffWhy, Reason
from casework.meetings.services.ending import covers, standing_agreement, take_off
from casework.meetings.services.frame import PART, asked, must_be_on, note, own_body, refuse
from casework.people.models import Agreement, Person, RecordRestriction
from casework.people.rules.agreements import AgreementKind, HowAgreed
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.sharing import Basis
from casework.people.services import agree, hold, must_of, standing_of
from casework.people.services.sharing import share_at_meeting

CHANGED = "Somebody changed what stands of them on the agenda meanwhile"


@dataclass(frozen=True)
class Put:
    """Why somebody is put forward, on what it rests, whom it is told until which London day, and in which words.

    `agreed_on` and `how` are of an agreement given now; without them, one that stands must name every body told.
    """

    reason: Reason
    basis: Basis
    why: str
    to: Collection[str]
    until: dt.date
    brief: str
    support: str
    agreed_on: dt.date | None = None
    how: HowAgreed | None = None


def put_forward(meeting: CasesMeeting, person: Person, put: Put, *, by: Actor, at: dt.datetime) -> CasesItem:
    """Somebody stands on the agenda. Each body told is a recorded disclosure; none is shown any other part of a record.

    Raises NotFound where the actor may not tell of this record, Refused, on the field: a restricted record, somebody
    who has died or stands there already, a meeting that is over, nobody told, no agreement that names them all, no
    reason for another basis, a last day before the meeting or a year after it.
    """
    must_of(person, Action.DISCLOSE, Compartment.COMPLIANCE, by=by)
    must_of(person, Action.WRITE, PART, by=by)
    hold(meeting)
    bodies = _may_be_put(meeting, person, put, by=by, at=at)
    agreement = _agreement(person, put, bodies, by=by, at=at) if put.basis is Basis.AGREEMENT else None
    item = CasesItem(
        agency_id=person.agency_id,
        meeting=meeting,
        person=person,
        reason=put.reason.value,
        basis=put.basis.value,
        agreement_id=agreement.id if agreement else None,
        why=put.why.strip(),
        brief=put.brief.strip(),
        support=put.support.strip(),
        put_at=at,
        put_by_id=by.staff_id,
    )
    db.session.add(item)
    db.session.flush()
    for body in bodies:
        _tell(item, body, put, by=by, at=at)
    db.session.flush()
    note(meeting, "put forward", person=person, act=Act.COLLECTION, detail={"item": item.reference}, by=by, at=at)
    return item


def change_item(
    item: CasesItem, *, reason: Reason, brief: str, support: str, seen_version: int, by: Actor, at: dt.datetime
) -> CasesItem:
    """Put right the words the others read. Raises Conflict where somebody changed them meanwhile, Refused once off."""
    must_of(item.person, Action.WRITE, PART, by=by)
    hold(item)
    if item.version != seen_version:
        raise Conflict(
            "What stands of them", theirs=CHANGED, yours="What you typed", again={"seen_version": str(item.version)}
        )
    if item.off_at is not None:
        raise Refused("They no longer stand on this agenda")
    item.reason, item.brief, item.support = reason.value, brief.strip(), support.strip()
    db.session.flush()
    note(item.meeting, "words", person=item.person, detail={"item": item.reference}, by=by, at=at)
    return item


def withdraw_item(item: CasesItem, *, by: Actor, at: dt.datetime) -> None:
    """Their own agency takes them off: from now on nobody else reads of them there."""
    must_of(item.person, Action.WRITE, PART, by=by)
    hold(item)
    take_off(item, OffWhy.TAKEN_OFF, by=by, at=at)


def load_own(reference: str, *, by: Actor, action: Action = Action.LOOK) -> CasesItem:
    """Somebody whom the actor's own agency put forward. A look is noted. Raises NotFound."""
    item = db.session.scalar(select(CasesItem).where(CasesItem.reference == reference.upper()))
    if item is None:
        raise NotFound
    must_of(item.person, action, PART, by=by)
    if action is Action.LOOK:
        audit.look(f"person:{item.person.reference}", PART, by=by)
    return item


def items_of(person: Person, *, by: Actor) -> list[CasesItem]:
    """Every time they were put forward, latest first, a hundred at most. The look is noted. Raises NotFound."""
    must_of(person, Action.LOOK, PART, by=by)
    audit.look(f"person:{person.reference}", PART, by=by)
    rows = select(CasesItem).where(CasesItem.person_id == person.id).order_by(CasesItem.id.desc()).limit(100)
    return list(db.session.scalars(rows))


def last_time(meeting: CasesMeeting, person: Person) -> CasesItem | None:
    """What stood of them at the meetings of this series before, to begin from; None where nothing did."""
    rows = select(CasesItem).join(CasesMeeting).where(
        CasesItem.person_id == person.id,
        CasesMeeting.series_id == meeting.series_id,
        CasesMeeting.starts_at < meeting.starts_at,
    )  # fmt: skip
    return db.session.scalar(rows.order_by(CasesMeeting.starts_at.desc(), CasesItem.id.desc()).limit(1))


def _may_be_put(meeting: CasesMeeting, person: Person, put: Put, *, by: Actor, at: dt.datetime) -> list[CasesBody]:
    must_be_on(meeting)
    if own_body(meeting, by) is None:
        raise NotFound
    if meeting.starts_at + dt.timedelta(hours=12) < at:
        raise Refused("This meeting is over. Put them forward to the next")
    _refuse_person(meeting, person, at)
    refuse({"until": rules.until_fault(put.until, meets_on=clock.local_day(meeting.starts_at))})
    bodies = [one for one in asked(meeting) if one.reference in put.to and one.agency_id != by.agency_id]
    if not bodies:
        raise Refused("Choose who may read it", "to")
    if put.basis is not Basis.AGREEMENT and not put.why.strip():
        raise Refused("Say why it may be told without their agreement", "why")
    if not put.brief.strip():
        raise Refused("Write what the meeting is asked", "brief")
    return bodies


def _refuse_person(meeting: CasesMeeting, person: Person, at: dt.datetime) -> None:
    restricted = select(RecordRestriction.id).where(
        RecordRestriction.person_id == person.id, RecordRestriction.ended_at.is_(None)
    )
    if db.session.scalar(restricted.limit(1)) is not None:
        raise Refused("This record is restricted to named colleagues, so it is put before no meeting. Ask your manager")
    died = CircumstanceKind.DIED
    if person.id in standing_of({person.id}, [died], clock.local_day(at))[died]:
        raise Refused("They have died. Nobody who has died is put forward")
    there = CasesItem.meeting_id == meeting.id, CasesItem.person_id == person.id, CasesItem.off_at.is_(None)
    if db.session.scalar(select(CasesItem.id).where(*there).limit(1)) is not None:
        raise Refused("They stand on this agenda already")


def _agreement(person: Person, put: Put, bodies: list[CasesBody], *, by: Actor, at: dt.datetime) -> Agreement:
    kinds = {AgencyKind(one.kind) for one in bodies}
    found = standing_agreement(person)
    if put.agreed_on is not None:
        if put.how is None or put.how.is_provisional:
            raise Refused("Choose how they agreed: in person, by phone, at court or on paper", "how")
        before = found.recipients.split(",") if found else []
        named = dict.fromkeys([*before, *(rules.AGREED_WITH[kind].value for kind in AgencyKind if kind in kinds)])
        return agree(
            person, AgreementKind.MEETING, how=put.how, given_on=put.agreed_on, recipients=list(named), by=by, at=at
        )
    if found is None:
        raise Refused("No agreement to this is recorded. Ask them, then enter the day they agreed", "agreed_on")
    if not covers(found, kinds):
        lack = joined([BODY_WORDS[one].lower() for one in rules.not_covered(found.recipients.split(","), kinds)])
        raise Refused(f"They have not agreed to be spoken of with: {lack}. Ask them, then enter the day", "agreed_on")
    return found


def _tell(item: CasesItem, body: CasesBody, put: Put, *, by: Actor, at: dt.datetime) -> None:
    """Whom it is told: an agency of this site by a share of that part, another by what is printed for it."""
    share = None
    if body.agency is not None:
        why = put.why.strip() or f"Cases meeting {item.meeting.reference}"
        share = share_at_meeting(item.person, body.agency, basis=put.basis, why=why, until=put.until, by=by, at=at)
    until = clock.start_of_day(put.until + dt.timedelta(days=1))
    item.told.append(CasesTold(body=body, share=share, until=until))
