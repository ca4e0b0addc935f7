"""What of an order has a notice of its own: a death, a move to another area (domain rule 30), and that an attendance
is being checked (rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Circumstance
from casework.people.rules.circumstances import CircumstanceKind
from notices import services as notices
from notices.models import Notice, NoticeLine
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


def spoken_of(reference: str) -> list[str]:
    """Everything that notices say of an order but its opinions: "order:K7Q3XWZ2", and what has notices of its own."""
    return [f"order:{reference}", *(f"order-{what}:{reference}" for what in (TellOf.DEATH, TellOf.TRANSFER))]


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
    moves, died = notices.transfer_words(people, agency_id=agency_id), _died(people)
    made = [one for order in found for one in _of(order, moves.get(order.person_id), died.get(order.person_id))]
    return {one.subject: one for one in made if one.subject in wanted}


def _of(order: SupportOrder, move: Sentence | None, died: bool | None) -> list[Statement]:
    made = []
    if died is not None:
        words = events.order_has_died() if died else events.death_in_error()
        made.append(_statement(order, TellOf.DEATH, Topic.DIED, words))
    if move is not None:
        made.append(_statement(order, TellOf.TRANSFER, Topic.TRANSFER, move))
    return made


def _statement(order: SupportOrder, what: TellOf, topic: Topic, said: Sentence) -> Statement:
    """The supervisor answers to the court that made the order for who supervises it: no agreement is asked for."""
    known = {**about(order, complied=False), "subject": subject_of_own(order, what), "basis": Basis.SUPERVISOR}
    return Statement(**known, topic=topic, sentence=said)


def _died(people: Collection[int]) -> dict[int, bool]:
    """By person, whether a death of theirs stands; False where it was recorded in error, and nobody else."""
    died = select(Circumstance.person_id, Circumstance.ended_at).where(
        Circumstance.person_id.in_(people), Circumstance.kind == CircumstanceKind.DIED.value
    )
    found: dict[int, bool] = {}
    for person, ended_at in db.session.execute(died):
        found[person] = found.get(person, False) or ended_at is None
    return found


def why_not_tell_own(order: SupportOrder, what: TellOf, *, by: Actor, at: datetime) -> str:
    """Why this cannot be told now, and how to put it right; empty when it can."""
    if reason := _not_theirs(what, by=by):
        return reason
    said = own_statement(order, what, at=at)
    if said is None or not _of_use(said, notices.last_told_of([said.subject], agency_id=order.agency_id)):
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
    """What of this order somebody can tell in a notice of its own and never was told. That an attendance is being
    checked can be told again; what changed since is corrected instead."""
    found = own_statements([subject_of_own(order, what) for what in TellOf], agency_id=order.agency_id)
    if (checking := own_statement(order, TellOf.CHECKING, at=at)) is not None:
        found[subject_of_own(order, TellOf.CHECKING)] = checking
    told = notices.last_told_of({said.subject for said in found.values()}, agency_id=order.agency_id)
    return [
        what
        for what in TellOf
        if (said := found.get(subject_of_own(order, what))) is not None
        and not _not_theirs(what, by=by)
        and _is_new(what, said, told)
    ]


def _is_new(what: TellOf, said: Statement, told: Mapping[str, NoticeLine]) -> bool:
    line = told.get(said.subject)
    if what is TellOf.CHECKING:
        return line is None or line.sentence != said.sentence
    return line is None and _of_use(said, told)


def _of_use(said: Statement, told: Mapping[str, NoticeLine]) -> bool:
    """Only whoever was told of something is told that it was recorded in error."""
    return not events.only_takes_back(said.sentence) or said.subject in told
