"""What of an order has a notice of its own: a death, a move to another area (domain rule 30), and that an attendance
is being checked (rule 9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.courts import services as courts
from casework.courts.models import Transfer
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Circumstance
from casework.people.rules.circumstances import CircumstanceKind
from notices import services as notices
from notices.models import Notice
from notices.rules import Basis, CheckFirst, NoticeKind, Sentence, Statement, events
from notices.rules.topics import Topic
from orders.models import CourtTold, SupportOrder
from orders.services.facts import facts_of
from orders.services.recording import ONLY_SUPERVISORS
from orders.services.telling import about, say


class TellOf(StrEnum):
    """What is told of an order in a notice of its own."""

    CHECKING = "checking"
    DEATH = "death"
    TRANSFER = "transfer"


KINDS = {
    TellOf.CHECKING: NoticeKind.ORDER_CHECKING,
    TellOf.DEATH: NoticeKind.DEATH,
    TellOf.TRANSFER: NoticeKind.TRANSFER,
}
ONLY_LIAISON = "Only the court liaison can say that an attendance is being checked. Record it instead"
_NOTHING = {
    TellOf.CHECKING: "Every meeting is recorded, so nothing is being checked",
    TellOf.DEATH: "No death is recorded of this person",
    TellOf.TRANSFER: "Nobody was asked to take this person over",
}


def subject_of_own(order: SupportOrder, what: TellOf) -> str:
    """How notices name it: "order-death:K7Q3XWZ2"."""
    return f"order-{what}:{order.reference}"


def own_statement(order: SupportOrder, what: TellOf, *, at: datetime) -> Statement | None:
    """What would be told of this at a moment (UTC); None where there is nothing of the kind to tell."""
    if what is TellOf.CHECKING:
        said = say(order, facts_of(order, at=at), today=clock.local_day(at))
        return said.as_being_checked() if isinstance(said, CheckFirst) else None
    subject = subject_of_own(order, what)
    return own_statements([subject], agency_id=order.agency_id).get(subject)


def own_statements(subjects: Collection[str], *, agency_id: int) -> dict[str, Statement]:
    """What would be told now of each "order-death:" and "order-transfer:" named, in a fixed number of queries."""
    wanted = {one for one in subjects if one.startswith("order-")}
    if not wanted:
        return {}
    named = SupportOrder.reference.in_([one.partition(":")[2] for one in wanted])
    found = db.session.scalars(select(SupportOrder).where(named, SupportOrder.agency_id == agency_id)).all()
    people = {order.person_id for order in found}
    moves, died = courts.transfers_of(people), _died(people)
    agency = db.session.get_one(Agency, agency_id).name
    made = [one for order in found for one in _of(order, moves.get(order.person_id), order.person_id in died, agency)]
    return {one.subject: one for one in made if one.subject in wanted}


def _of(order: SupportOrder, move: Transfer | None, died: bool, agency: str) -> list[Statement]:
    made = [_statement(order, TellOf.DEATH, Topic.DIED, events.order_has_died())] if died else []
    if move is not None:
        words = events.transfer_words(
            sender=agency,
            receiver=move.contact.name,
            asked_on=move.asked_on,
            accepted_on=move.accepted_on,
            off_on=move.off_on,
        )
        made.append(_statement(order, TellOf.TRANSFER, Topic.TRANSFER, words))
    return made


def _statement(order: SupportOrder, what: TellOf, topic: Topic, said: Sentence) -> Statement:
    """The supervisor answers to the court that made the order for who supervises it: no agreement is asked for."""
    known = {**about(order, complied=False), "subject": subject_of_own(order, what), "basis": Basis.SUPERVISOR}
    return Statement(**known, topic=topic, sentence=said)


def _died(people: Collection[int]) -> set[int]:
    died = select(Circumstance.person_id).where(
        Circumstance.person_id.in_(people),
        Circumstance.kind == CircumstanceKind.DIED.value,
        Circumstance.ended_at.is_(None),
    )
    return set(db.session.scalars(died))


def why_not_tell_own(order: SupportOrder, what: TellOf, *, by: Actor, at: datetime) -> str:
    """Why this cannot be told now, and how to put it right; empty when it can."""
    if reason := _not_theirs(what, by=by):
        return reason
    said = own_statement(order, what, at=at)
    if said is None:
        return _NOTHING[what]
    day = clock.local_day(at)
    return notices.preview([said], court_code=order.court_code, day=day, by=by, kind=KINDS[what]).refusal


def _not_theirs(what: TellOf, *, by: Actor) -> str:
    """The liaison alone says that something is being checked (rule 9); the rest is the supervisor's to tell."""
    if what is TellOf.CHECKING:
        return "" if by.has(Role.LIAISON) else ONLY_LIAISON
    return "" if by.has(Role.SUPERVISOR) else ONLY_SUPERVISORS


def tell_own(order: SupportOrder, what: TellOf, *, unchecked: bool = False, by: Actor, at: datetime) -> list[Notice]:
    """Tell the court that made the order, in a notice of its own. Raises Refused as `why_not_tell_own` says."""
    if reason := why_not_tell_own(order, what, by=by, at=at):
        raise Refused(reason)
    said = own_statement(order, what, at=at)
    if said is None:
        raise Refused(_NOTHING[what])
    day = clock.local_day(at)
    issued = notices.issue(
        [said], court_code=order.court_code, day=day, by=by, at=at, kind=KINDS[what], unchecked=unchecked
    )
    for notice in issued:
        order.told.append(CourtTold(notice_id=notice.id, compliance=False, told_at=at, recorded_by_id=by.staff_id))
    db.session.flush()
    return issued


def own_to_tell(order: SupportOrder, *, by: Actor, at: datetime) -> list[TellOf]:
    """What of this order somebody can tell in a notice of its own, and has not been told in the words of now."""
    found = own_statements([subject_of_own(order, what) for what in TellOf], agency_id=order.agency_id)
    if (checking := own_statement(order, TellOf.CHECKING, at=at)) is not None:
        found[subject_of_own(order, TellOf.CHECKING)] = checking
    told = notices.last_told_of({said.subject for said in found.values()}, agency_id=order.agency_id)
    return [
        what
        for what in TellOf
        if (said := found.get(subject_of_own(order, what))) is not None
        and not _not_theirs(what, by=by)
        and (said.subject not in told or told[said.subject].sentence != said.sentence)
    ]
