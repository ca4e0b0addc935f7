"""Whether many people may be texted, read together: for whoever sends a batch of texts (domain rule 24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, load_only

from casework.kernel import clock
from casework.kernel.database import db
from casework.people.models import Agreement, Circumstance, Person, SafeContact
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, TextingFacts
from casework.people.services.life import standing_kinds

_NOT_ASKED = tuple(
    defer(column)
    for column in (
        SafeContact.note,
        SafeContact.number_confirmed_how,
        SafeContact.replies,
        SafeContact.replies_since,
        SafeContact.call,
        SafeContact.voicemail,
        SafeContact.letters,
        SafeContact.email,
        SafeContact.checked_by_id,
        SafeContact.recorded_at,
    )
)
"""What neither the last look at a text nor its words read of how somebody may be reached."""


@dataclass(frozen=True)
class Reachable:
    """What one person last said about being reached, and what decides whether a text may go."""

    contact: SafeContact | None
    facts: TextingFacts


def facts(
    contact: SafeContact | None, agreement: Agreement | None, standing: Collection[CircumstanceKind]
) -> TextingFacts:
    """What decides whether a text may go to somebody, from the rows that say it."""
    return TextingFacts(
        safe_to_text=Answer(contact.safe_to_text) if contact else Answer.NOT_ASKED,
        has_mobile=bool(contact and contact.mobile),
        agreed=agreement is not None and not agreement.provisional,
        confirmed=bool(contact and contact.number_confirmed_at),
        checked_at=contact.checked_at if contact else None,
        confirmed_at=contact.number_confirmed_at if contact else None,
        standing=standing,
    )


def reachable(people: Collection[Person], *, at: dt.datetime) -> dict[int, Reachable]:
    """How these people may be reached at a moment (UTC), by their ids. Three queries for those without circumstances
    on record, and one more for each with any."""
    ids = [person.id for person in people]
    contacts = {row.person_id: row for row in db.session.scalars(_contacts(ids))}
    agreements = {row.person_id: row for row in db.session.scalars(_agreements(ids))}
    lived = set(db.session.scalars(select(Circumstance.person_id).where(Circumstance.person_id.in_(ids))))
    today, nothing = clock.local_day(at), frozenset[CircumstanceKind]()
    standing = {person.id: standing_kinds(person, today) for person in people if person.id in lived}
    return {
        one: Reachable(contacts.get(one), facts(contacts.get(one), agreements.get(one), standing.get(one, nothing)))
        for one in ids
    }


def _contacts(ids: Collection[int]) -> Select[SafeContact]:
    rows = select(SafeContact).where(SafeContact.person_id.in_(ids), SafeContact.superseded_at.is_(None))
    return rows.options(*_NOT_ASKED)


def _agreements(ids: Collection[int]) -> Select[Agreement]:
    live = (Agreement.kind == AgreementKind.TEXTS.value, Agreement.withdrawn_at.is_(None))
    rows = select(Agreement).where(Agreement.person_id.in_(ids), *live).order_by(Agreement.id)
    return rows.options(load_only(Agreement.person_id, Agreement.provisional))
