"""The facts of a quarter: what the records say, and what is still counted of people whose records are erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, select

from casework.appointments.models import Appointment
from casework.care.models import CareStage, NeedsAssessment, ServiceReferral, SupportContact
from casework.kernel import clock
from casework.kernel.database import db
from casework.people.models import KeptFigure, Person
from casework.people.services import everybody
from diversion.models import Referral, Scheme
from monitoring.rules import keeping
from monitoring.rules.facts import ContactFact, Facts
from monitoring.rules.figures import ReferralFact
from monitoring.rules.keeping import together
from monitoring.rules.periods import Quarter, quarter_of
from monitoring.services.counting import facts_of
from monitoring.services.kept import REFERRAL, from_kept, numbered
from monitoring.services.reading.asked import Asked
from monitoring.services.reading.contacts import contacts, services
from monitoring.services.reading.ordered import orders
from monitoring.services.reading.people import people
from monitoring.services.reading.texts import meetings, replies, texts
from monitoring.services.reading.ways import ways
from orders.models import BreachStep, ExcuseOpinion, OrderEnding, SupportOrder
from orders.rules.path import Step
from reminders.models import Reply, Text

CONTACT, QUARTER = "contact", "quarter"


def facts_of_quarter(agency_id: int, scheme: Scheme | None, quarter: Quarter) -> Facts:
    """Everything the figures of a quarter are counted from, whoever asks: nothing in it is shown as a record."""
    with everybody():
        found = _standing(Asked(agency_id, quarter))
        kept = _kept(agency_id, scheme, quarter)
        return together(found, Facts(referrals=tuple(_referrals(agency_id, scheme, quarter))), kept)


def _standing(asked: Asked) -> Facts:
    return Facts(
        contacts=tuple(contacts(asked)),
        services=tuple(services(asked)),
        orders=tuple(orders(asked)),
        texts=tuple(texts(asked)),
        replies=tuple(replies(asked)),
        meetings=tuple(meetings(asked)),
        ways=tuple(ways(asked)),
        people=tuple(people(asked)),
    )


def _referrals(agency_id: int, scheme: Scheme | None, quarter: Quarter) -> list[ReferralFact]:
    if scheme is None:
        return []
    chosen = and_(
        Referral.agency_id == agency_id,
        Referral.scheme_id == scheme.id,
        Referral.arrested_on.between(quarter.first, quarter.last),
    )
    return facts_of(chosen)


def _kept(agency_id: int, scheme: Scheme | None, quarter: Quarter) -> Facts:
    rows = db.session.scalars(
        select(KeptFigure)
        .where(
            KeptFigure.agency_id == agency_id,
            KeptFigure.kind.in_((REFERRAL, CONTACT, QUARTER)),
            KeptFigure.day.between(quarter.first, quarter.last),
        )
        .order_by(KeptFigure.id)
    ).all()
    about = scheme.reference if scheme else None
    return together(Facts(), *(_from(row, person, about) for row, person in numbered(rows)))


def _from(row: KeptFigure, person: int, about: str | None) -> Facts:
    if row.kind == QUARTER:
        return keeping.from_kept(row.facts, -row.id, person_id=person)
    if row.kind == CONTACT:
        return Facts(contacts=(_contact(row, person),))
    if row.about != about:
        return Facts()
    return Facts(referrals=(from_kept(row.day, row.facts, -row.id, person_id=person),))


def _contact(row: KeptFigure, person: int) -> ContactFact:
    raised, given = (tuple(row.facts[name]) for name in ("raised", "supported"))
    return ContactFact(-row.id, row.day, row.facts["kind"], person, row.facts["new"], raised, given)


def to_keep_of(person: Person) -> Iterator[tuple[dt.date, dict[str, object]]]:
    """What each quarter still counts of somebody about to be erased, by the quarter's first day."""
    for quarter in sorted({quarter_of(day) for day in _days_of(person.id)}):
        kept = keeping.to_keep(_standing(Asked(person.agency_id, quarter, person.id)))
        if any(kept.values()):
            yield quarter.first, kept


_DAYS: tuple[tuple[Any, Any], ...] = (
    (SupportContact, SupportContact.on_day),
    (ServiceReferral, ServiceReferral.referred_on),
    (Referral, Referral.arrested_on),
    (SupportOrder, SupportOrder.made_on),
    (SupportOrder, SupportOrder.complied_on),
    (Text, Text.handed_at),
    (Reply, Reply.received_at),
    (Appointment, Appointment.starts_at),
    (NeedsAssessment, NeedsAssessment.made_on),
    (CareStage, CareStage.since),
)


def _days_of(person_id: int) -> Iterator[dt.date]:
    """The London days on which something happened that a figure counts."""
    for model, column in _DAYS:
        for day in db.session.scalars(select(column).where(model.person_id == person_id)):
            if day is not None:
                yield clock.local_day(day) if isinstance(day, dt.datetime) else day
    laid = select(BreachStep.on_day).join(ExcuseOpinion).join(SupportOrder).where(SupportOrder.person_id == person_id)
    yield from db.session.scalars(laid.where(BreachStep.step == Step.INFORMATION))
    ended = select(OrderEnding.ended_on).join(SupportOrder, SupportOrder.id == OrderEnding.order_id)
    yield from db.session.scalars(ended.where(SupportOrder.person_id == person_id))
