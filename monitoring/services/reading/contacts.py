"""Contacts of a quarter, and services people were referred to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select

from casework.care.models import ContactHeading, ServiceReferral, SupportContact
from casework.kernel.database import db
from monitoring.rules.facts import ContactFact, ServiceFact
from monitoring.services.reading.asked import Asked


def contacts(asked: Asked) -> Iterator[ContactFact]:
    """Contacts that were not taken back, each with what was raised and given."""
    chosen = asked.whose(SupportContact) & asked.day(SupportContact.on_day) & SupportContact.taken_back_at.is_(None)
    raised, given = _headings(chosen)
    first = _first_ever(asked, chosen)
    columns = (SupportContact.id, SupportContact.on_day, SupportContact.kind, SupportContact.person_id)
    for row in db.session.execute(select(*columns, SupportContact.people).where(chosen)):
        yield ContactFact(
            id=row.id,
            day=row.on_day,
            kind=row.kind,
            person_id=row.person_id,
            first=row.id in first,
            issues=tuple(raised[row.id]),
            support=tuple(given[row.id]),
            heads=row.people,
        )


def _headings(chosen: object) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    raised: defaultdict[int, list[str]] = defaultdict(list)
    given: defaultdict[int, list[str]] = defaultdict(list)
    asked = (
        select(ContactHeading.contact_id, ContactHeading.heading, ContactHeading.raised, ContactHeading.supported)
        .join(SupportContact, SupportContact.id == ContactHeading.contact_id)
        .where(chosen)  # type: ignore[arg-type]
        .order_by(ContactHeading.id)
    )
    for row in db.session.execute(asked):
        if row.raised:
            raised[row.contact_id].append(row.heading)
        if row.supported:
            given[row.contact_id].append(row.heading)
    return raised, given


def _first_ever(asked: Asked, chosen: object) -> set[int]:
    """The very first contact of each person of the quarter, whenever it was."""
    people = select(SupportContact.person_id).where(chosen, SupportContact.person_id.is_not(None))  # type: ignore[arg-type]
    nth = func.row_number().over(
        partition_by=SupportContact.person_id, order_by=(SupportContact.on_day, SupportContact.id)
    )
    ranked = (
        select(SupportContact.id, nth.label("nth"))
        .where(
            SupportContact.agency_id == asked.agency_id,
            SupportContact.taken_back_at.is_(None),
            SupportContact.person_id.in_(people),
        )
        .subquery()
    )
    return set(db.session.scalars(select(ranked.c.id).where(ranked.c.nth == 1)))


def services(asked: Asked) -> Iterator[ServiceFact]:
    """Services that people were referred to on a day of the quarter, and what became of it."""
    chosen = asked.whose(ServiceReferral) & asked.day(ServiceReferral.referred_on)
    wanted = select(ServiceReferral.id, ServiceReferral.person_id, ServiceReferral.heading, ServiceReferral.outcome)
    for row in db.session.execute(wanted.where(chosen)):
        yield ServiceFact(row.id, row.person_id, row.heading, row.outcome)
