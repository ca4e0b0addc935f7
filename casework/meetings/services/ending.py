"""Taking somebody off an agenda, and ending what a body could read: at once, in one transaction (domain rule 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import AgencyKind
from casework.kernel.actors import Actor
from casework.kernel.clock import local_day
from casework.kernel.database import db
from casework.meetings.models import CasesItem, CasesMeeting, CasesTold
from casework.meetings.rules import OffWhy, not_covered
from casework.meetings.services.frame import note
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.sharing import Basis
from casework.people.services import Changed, standing_of
from casework.people.services.scope import everybody
from casework.people.services.sharing import end_share


def close(told: CasesTold, *, by: Actor | None, at: dt.datetime) -> None:
    """This body reads nothing more of them. Closing twice does nothing more."""
    if told.ended_at is None:
        told.ended_at = at
        if told.share is not None:
            end_share(told.share, by=by, at=at)


def take_off(item: CasesItem, why: OffWhy, *, by: Actor, at: dt.datetime) -> None:
    """They no longer stand on the agenda, for their own agency to see, and nobody else reads of them any more."""
    if item.off_at is not None:
        return
    item.off_at, item.off_by_id, item.off_why = at, by.staff_id, why.value
    for told in item.told:
        close(told, by=by, at=at)
    db.session.flush()
    note(item.meeting, "off", person=item.person, detail={"item": item.reference, "why": why.value}, by=by, at=at)


def take_off_all(meeting: CasesMeeting, why: OffWhy, *, by: Actor, at: dt.datetime) -> None:
    """Everybody on one agenda, whoever put them forward."""
    with everybody():
        for item in _with_told(CasesItem.meeting_id == meeting.id):
            take_off(item, why, by=by, at=at)


def person_changed(person: Person, what: Changed, *, by: Actor, at: dt.datetime) -> None:
    """Follow an agreement that is withdrawn, and a death, in the transaction that records it."""
    if what not in (Changed.AGREEMENTS, Changed.CIRCUMSTANCES):
        return
    with everybody():
        items = _with_told((CasesItem.person_id == person.id) & CasesItem.off_at.is_(None))
        if items and what is Changed.CIRCUMSTANCES and _died(person, at):
            for item in items:
                take_off(item, OffWhy.DIED, by=by, at=at)
        elif items and what is Changed.AGREEMENTS:
            _rest_on_agreement([one for one in items if one.basis == Basis.AGREEMENT.value], person, by=by, at=at)


def _rest_on_agreement(items: Iterable[CasesItem], person: Person, *, by: Actor, at: dt.datetime) -> None:
    """Whoever takes back one agreement to be spoken of is spoken of nowhere that rests on one, whichever it was."""
    mine = (Agreement.person_id == person.id) & (Agreement.kind == AgreementKind.MEETING.value)
    gone = set(db.session.scalars(select(Agreement.id).where(mine, Agreement.withdrawn_at.is_not(None))))
    just_now = db.session.scalar(select(Agreement.id).where(mine, Agreement.withdrawn_at == at).limit(1)) is not None
    for item in items:
        if just_now or item.agreement_id in gone:
            take_off(item, OffWhy.WITHDRAWN, by=by, at=at)


def standing_agreement(person: Person) -> Agreement | None:
    """The latest agreement to be spoken of at a cases meeting, where it stands: not withdrawn, not still provisional.

    An older one does not stand in for a later one that was withdrawn.
    """
    mine = (Agreement.person_id == person.id) & (Agreement.kind == AgreementKind.MEETING.value)
    found = db.session.scalar(select(Agreement).where(mine).order_by(Agreement.id.desc()).limit(1))
    return found if found is not None and found.live and not found.provisional else None


def covers(agreement: Agreement | None, kinds: set[AgencyKind]) -> bool:
    """Whether it names every one of these kinds of body."""
    return agreement is not None and not not_covered(agreement.recipients.split(","), kinds)


def _with_told(where: ColumnElement[bool]) -> list[CasesItem]:
    rows = select(CasesItem).where(where).options(selectinload(CasesItem.told))
    return list(db.session.scalars(rows.order_by(CasesItem.id)))


def _died(person: Person, at: dt.datetime) -> bool:
    kind = CircumstanceKind.DIED
    return person.id in standing_of({person.id}, [kind], local_day(at))[kind]
