"""Who the service worked with in a quarter, as they describe themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, select, union

from casework.care.models import SupportContact
from casework.kernel.database import db
from casework.people.models import Person
from diversion.models import Referral, Scheme
from monitoring.models import PersonDetail
from monitoring.rules.census import NOT_ASKED, age_band
from monitoring.rules.facts import PersonFact
from monitoring.services.reading.asked import Asked
from orders.models import SupportOrder


def people(asked: Asked) -> Iterator[PersonFact]:
    """Everybody with a named contact, a referral or an order of the quarter; age on its last day."""
    seen = union(*_seen(asked)).subquery()
    current = and_(PersonDetail.person_id == Person.id, PersonDetail.superseded_at.is_(None))
    rows = (
        select(Person.id, Person.date_of_birth, PersonDetail.ethnicity, PersonDetail.gender)
        .join(seen, seen.c.person_id == Person.id)
        .outerjoin(PersonDetail, current)
    )
    for row in db.session.execute(rows):
        age = age_band(row.date_of_birth, asked.quarter.last)
        yield PersonFact(row.id, row.ethnicity or NOT_ASKED, row.gender or NOT_ASKED, age)


def _seen(asked: Asked) -> Iterator[Select[Any]]:
    named = SupportContact.person_id.is_not(None) & SupportContact.taken_back_at.is_(None)
    yield select(SupportContact.person_id).where(asked.whose(SupportContact), named, asked.day(SupportContact.on_day))
    schemes = select(Scheme.id).where(Scheme.agency_id == asked.agency_id)
    mine = asked.whose(Referral) & Referral.scheme_id.in_(schemes)
    yield select(Referral.person_id).where(mine, asked.day(Referral.arrested_on))
    yield select(SupportOrder.person_id).where(asked.whose(SupportOrder), asked.day(SupportOrder.made_on))
