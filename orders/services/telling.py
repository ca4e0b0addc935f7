"""What is said of an order, and the supervisor's notice to the court that made it (ux 3.5; domain rules 9 and 15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from casework.accounts.rules import Role
from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.courts.reference import court
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from notices import services as notices
from notices.models import Notice
from notices.rules import Basis, CheckFirst, ContactKind, NoticeKind, NoticeState, Statement
from notices.rules.life import WAITING
from notices.rules.topics import ORDERS, Topic
from orders.models import CourtTold, SupportOrder
from orders.rules import OrderFacts, Status
from orders.rules.statement import sentence, told_facts
from orders.services.facts import facts_of
from orders.services.lean import AnyOrder
from orders.services.recording import ONLY_SUPERVISORS, needs_supervisor
from orders.services.restating import restate, standing_of

ON_THE_WAY = frozenset({*WAITING, NoticeState.HANDED})


def subject_of(order: AnyOrder) -> str:
    """How notices name this order."""
    return f"order:{order.reference}"


def name_of(order: SupportOrder) -> str:
    """The name on the order, which a notice uses; the person's own where the order has no other (rule 31)."""
    return order.charge_name or f"{order.person.given_name} {order.person.family_name}"


def statement(order: SupportOrder, *, today: date, at: datetime | None = None) -> Statement | CheckFirst:
    """What may be told of an order on a London date, or CheckFirst while a past meeting is not recorded (rule 9).

    A notice that all three were attended rests on the supervisor's duty, not on agreement (rule 3); anything else
    needs agreement. That an attendance is being checked is told to the court that made the order and rests on
    answering to it. Raises Refused where nothing may be said: the court has ended the order, or it is not
    complied with and its paper names no date.
    """
    found = say(order, facts_of(order, at=at or clock.now()), today=today)
    if found is None:
        raise Refused(_nothing_to_say(order))
    return found


def say(order: SupportOrder, facts: OrderFacts, *, today: date) -> Statement | CheckFirst | None:
    """What `statement` says, from facts already read; None where nothing may be said."""
    known = about(order, complied=not facts.outstanding)
    if unrecorded := facts.unrecorded(today):
        return CheckFirst(**{**known, "basis": Basis.SUPERVISOR}, days=tuple(meeting.day for meeting in unrecorded))
    words = sentence(facts, today=today)
    topic = Topic.ORDER_PROGRESS if facts.outstanding else Topic.ORDER_COMPLIED
    return Statement(**known, sentence=words, topic=topic, facts=told_facts(facts, today=today)) if words else None


def why_not_yet(order: SupportOrder, *, at: datetime) -> str:
    """Why the court cannot be told that the order was complied with, and what to do; empty when it can."""
    if notice_on_the_way(order) is not None:
        return "The notice to the court is already on its way"
    found = standing_of(order, at=at)
    if found.status is Status.COMPLIED_NOT_TOLD:
        return ""
    if found.status is Status.COMPLIED_TOLD:
        return "The court has been told already"
    return f"{found.because}. The court is told once all three meetings are recorded as attended"


def why_not_tell(order: SupportOrder, *, by: Actor, at: datetime) -> str:
    """The same for one member of staff: an order is the supervisor's to report (rule 15)."""
    return why_not_yet(order, at=at) if by.has(Role.SUPERVISOR) else ONLY_SUPERVISORS


def court_name(order: SupportOrder) -> str:
    """The court that made the order, by the name everybody uses."""
    return court_called(order.court_code)


def court_called(code: str) -> str:
    """A court by the name everybody uses, or its code where the reference data no longer has it."""
    found = court(code)
    return found.label if found else code


def unverified_court(order: SupportOrder) -> list[CourtContact]:
    """Of those at the court that made the order, the ones whose address nobody has checked."""
    found = courts.contacts_for(order.court_code, agency_id=order.agency_id)
    return [contact for contact in found if contact.kind == ContactKind.COURT and not contact.verified]


def tell_court(order: SupportOrder, *, unchecked: bool = False, by: Actor, at: datetime) -> list[Notice]:
    """Issue the supervisor's notice of compliance to the court that made the order (rule 15). `at` is UTC.

    The order counts as told once the notice has gone, and ends at the end of that day. Raises Refused for anyone but
    a supervisor, unless all three meetings are recorded as attended, and while a notice is already on its way; and for
    an address nobody has checked, unless `unchecked` says that it is used all the same.
    """
    needs_supervisor(by)
    if reason := why_not_yet(order, at=at):
        raise Refused(reason)
    today = clock.local_day(at)
    said = statement(order, today=today, at=at)
    if isinstance(said, CheckFirst):
        raise Refused(said.on_screen)
    issued = notices.issue(
        [said], court_code=order.court_code, day=today, by=by, at=at, kind=NoticeKind.ORDER, unchecked=unchecked
    )
    for notice in issued:
        order.told.append(CourtTold(notice_id=notice.id, compliance=True, told_at=at, recorded_by_id=by.staff_id))
    db.session.flush()
    restate(order, at=at)
    return issued


def notices_of(order: SupportOrder) -> list[Notice]:
    """Every notice that spoke of this order, latest first."""
    found = (db.session.get(Notice, row.notice_id) for row in reversed(order.told))
    return [notice for notice in found if notice is not None]


def notice_on_the_way(order: SupportOrder) -> Notice | None:
    """A notice of compliance that is waiting to leave."""
    compliance = {row.notice_id for row in order.told if row.compliance}
    waiting = (notice for notice in notices_of(order) if notice.state in ON_THE_WAY)
    return next((notice for notice in waiting if notice.id in compliance), None)


def about(order: SupportOrder, *, complied: bool) -> dict[str, Any]:
    """Two identifiers and the court that made the order: all that a notice says of the person besides the count."""
    return {
        "subject": subject_of(order),
        "person_id": order.person_id,
        "name": name_of(order),
        "date_of_birth": order.person.date_of_birth,
        "police_reference": order.urn,
        "court_code": order.court_code,
        "hearing_day": None,
        "hearing_time": None,
        "basis": Basis.SUPERVISOR if complied else Basis.AGREEMENT,
        "scheme": ORDERS,
        "tells": frozenset({ContactKind.COURT}),
    }


def _nothing_to_say(order: SupportOrder) -> str:
    if order.must_by is None:
        return "The paper names no date, so there is nothing sure to tell. Settle the query with the court first"
    return "The court has ended this order, so there is nothing to tell"
