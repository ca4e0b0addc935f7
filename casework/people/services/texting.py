"""Whether many people may be texted, read together: for whoever sends a batch of texts (domain rule 24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.kernel import clock, light
from casework.people.models import Agreement, Circumstance, SafeContact
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, TextingFacts
from casework.people.services.life import standing_kinds

_OF_CONTACT = (
    "id",
    "person_id",
    "mobile",
    "mobile_index",
    "number_confirmed_at",
    "safe_to_text",
    "texts_from",
    "texts_until",
    "text_days",
    "words_who",
    "words_what",
    "use_name",
    "level",
    "language",
    "both_languages",
    "plain_letters",
    "shared_phone",
    "checked_at",
)
"""What the last look at a text and its words read of how somebody may be reached."""
_CONTACTS = light.Reading(SafeContact, _OF_CONTACT, SafeContact.superseded_at.is_(None), by="person_id")
_LIVE = (Agreement.kind == AgreementKind.TEXTS.value, Agreement.withdrawn_at.is_(None))
_LIVED = light.Question(lambda among: select(Circumstance.person_id).where(among(Circumstance.person_id)))
_AGREEMENTS = light.Reading(Agreement, ("person_id", "provisional"), *_LIVE, by="person_id", order="id")


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


def reachable(people: Collection[Any], *, at: dt.datetime) -> dict[int, Reachable]:
    """How these people may be reached at a moment (UTC), by their ids. Three queries for those without circumstances
    on record, and one more for each with any."""
    ids = [person.id for person in people]
    contacts = {row.person_id: row for row in _CONTACTS.rows(ids)}
    agreements = {row.person_id: row for row in _AGREEMENTS.rows(ids)}
    lived = {row.person_id for row in _LIVED.ask(ids)}
    today, nothing = clock.local_day(at), frozenset[CircumstanceKind]()
    standing = {person.id: standing_kinds(person, today) for person in people if person.id in lived}
    return {
        one: Reachable(contacts.get(one), facts(contacts.get(one), agreements.get(one), standing.get(one, nothing)))
        for one in ids
    }
