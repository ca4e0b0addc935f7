"""Orders as the pages that read across programmes show them: Today, the court list, a person, a booking.

Each takes a fixed number of queries, however many orders there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import joinedload, load_only

from casework.accounts.models import Staff
from casework.appointments.rules import Outcome
from casework.kernel import clock, light
from casework.kernel.database import db
from casework.kernel.deadline import Clock
from casework.kernel.showing import Card, CourtGroup, CourtRow, Owned, Tag
from casework.kernel.words import long_day
from casework.people.models import Person
from notices.rules import CheckFirst, Statement
from orders.models import Meeting, MeetingBooking, SupportOrder
from orders.rules import MEETINGS, Status
from orders.rules.facts import OrderFacts
from orders.rules.outcomes import OFFERED
from orders.rules.standing import in_force, standing
from orders.services.clocks import clocks_of
from orders.services.facts import facts_of_all
from orders.services.looking import with_meetings
from orders.services.opinion_notice import opinion_statements
from orders.services.reading import read_listed
from orders.services.telling import court_name, name_of, say, subject_of
from orders.services.telling_of import own_statements
from orders.services.worklist import QUERY

CHOICES = tuple(outcome.value for outcome in OFFERED if outcome is not Outcome.IN_ERROR)


def owned(appointment_ids: Collection[int], *, agency_id: int) -> dict[int, Owned]:
    """Which of these appointments are meetings of an order, with the outcomes a meeting offers (rule 16)."""
    return {
        row.appointment_id: Owned(
            row.appointment_id, url_of(row.reference), f"Order, meeting {row.position} of {MEETINGS}", CHOICES
        )
        for row in _OWNED.seen(appointment_ids, agency=agency_id)
    }


_OWNED = light.Question(
    lambda among: (
        select(MeetingBooking.appointment_id, Meeting.position, SupportOrder.reference)
        .join(Meeting, Meeting.id == MeetingBooking.meeting_id)
        .join(SupportOrder, SupportOrder.id == Meeting.order_id)
        .where(among(MeetingBooking.appointment_id), SupportOrder.agency_id == bindparam("agency"))
    )
)


def cards(person_id: int, *, agency_id: int, today: date) -> list[Card]:
    """The orders of a person for their page, the latest first."""
    found = _load(SupportOrder.person_id == person_id, agency_id)
    facts = facts_of_all(found, at=clock.now())
    made = [_card(order, facts[order.id], today) for order in found]
    return sorted(made, key=lambda card: card.day, reverse=True)


def court_rows(*, agency_id: int, court_code: str, day: date, today: date) -> list[CourtRow]:
    """Orders in force that this court made, of people who have a hearing there on this day, as its list shows them."""
    found, now = read_listed(agency_id=agency_id, court_code=court_code, day=day), clock.now()
    facts = facts_of_all(found, at=now)
    bound = [order for order in found if in_force(facts[order.id], day)]
    told, named = clocks_of(bound, facts, now=now), _named([order.id for order in bound])
    return [_court_row(named[order.id], facts[order.id], told[order.id], today) for order in bound]


_SHOWN = ("reference", "person_id", "supervisor_id", "supervisor_name", "charge_name", "urn", "court_code", "must_by")


def _named(ids: Collection[int]) -> dict[int, SupportOrder]:
    """The records of these with whom they are about and who supervises them: only what the list shows is opened."""
    whom = (
        load_only(*(getattr(SupportOrder, name) for name in _SHOWN)),
        joinedload(SupportOrder.person).load_only(Person.given_name, Person.family_name, Person.date_of_birth),
        joinedload(SupportOrder.supervisor).load_only(Staff.phone),
    )
    wanted = select(SupportOrder).options(*whom).where(SupportOrder.id.in_(ids))
    return {order.id: order for order in db.session.scalars(wanted)} if ids else {}


def statements(
    subjects: Collection[str], *, agency_id: int, today: date, now: datetime
) -> dict[str, Statement | CheckFirst]:
    """What may be told of each order named; an order of which nothing may be said is left out."""
    references = [subject.removeprefix("order:") for subject in subjects if subject.startswith("order:")]
    found = _load(SupportOrder.reference.in_(references), agency_id) if references else []
    facts = facts_of_all(found, at=now)
    said = {subject_of(order): say(order, facts[order.id], today=today) for order in found}
    opinions = opinion_statements(subjects, agency_id=agency_id)
    own = own_statements(subjects, agency_id=agency_id)
    return {**{subject: words for subject, words in said.items() if words is not None}, **opinions, **own}


def url_of(reference: str) -> str:
    """The page of an order."""
    return f"/orders/{reference}"


def _load(wanted: ColumnElement[bool], agency_id: int) -> Sequence[SupportOrder]:
    return db.session.scalars(with_meetings().where(wanted, SupportOrder.agency_id == agency_id)).all()


def _card(order: SupportOrder, facts: OrderFacts, today: date) -> Card:
    found = standing(facts, today=today)
    named = f"Must be done by {long_day(order.must_by)}" if order.must_by else "The paper names no date"
    queried = f". {QUERY}" if order.query_with_court else ""
    return Card(
        url=url_of(order.reference),
        title=f"Order of {long_day(order.made_on)}, {court_name(order)}",
        tag=Tag(*found.tag),
        detail=f"{found.attended} of {MEETINGS} meetings attended. {named}{queried}",
        live=not found.status.over,
        day=order.made_on,
    )


def _nothing_said(order: SupportOrder) -> str:
    """Of an order of which nothing may be told, what the list says all the same: its paper is queried (rule 12)."""
    return f"{QUERY}: nothing is told of this order until its paper is put right" if order.query_with_court else ""


def _court_row(order: SupportOrder, facts: OrderFacts, deadline: Clock, today: date) -> CourtRow:
    found, said = standing(facts, today=today), say(order, facts, today=today)
    supervisor = order.supervisor
    return CourtRow(
        subject=subject_of(order),
        person_id=order.person_id,
        name=name_of(order),
        date_of_birth=order.person.date_of_birth,
        police_reference=order.urn,
        time=None,
        tag=Tag(*found.tag),
        sentence=said.sentence if isinstance(said, Statement) else _nothing_said(order),
        url=url_of(order.reference),
        check_first=said.on_screen if isinstance(said, CheckFirst) else "",
        done=not facts.outstanding,
        worker=order.supervisor_name,
        worker_phone=supervisor.phone if supervisor else "",
        worker_id=order.supervisor_id,
        told_as=said.digest if isinstance(said, Statement) else b"",
        group=CourtGroup.CHECK_FIRST if isinstance(said, CheckFirst) else _group(found.status, facts),
        clock=deadline,
    )


def _group(status: Status, facts: OrderFacts) -> CourtGroup:
    """Where the court list puts an order: what is still in time is never counted among the not completed."""
    if status in {Status.REVOKED, Status.ENDED}:
        return CourtGroup.CLOSED
    if not facts.outstanding:
        return CourtGroup.COMPLETED
    late = {Status.DATE_PASSED, Status.NO_REASONABLE_EXCUSE, Status.BACK_AT_COURT}
    return CourtGroup.NOT_COMPLETED if status in late else CourtGroup.IN_TIME
