"""A person's own defence solicitor, who is told of them only because they agreed to it (domain rule 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.accounts.rules import Action, Compartment
from casework.courts.models import CourtContact, HerSolicitor
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient
from casework.people.services import must

SOLICITOR = "solicitor"


def solicitors_of(person_ids: Collection[int]) -> Sequence[HerSolicitor]:
    """Every solicitor these people agreed to, also those whose agreement was withdrawn since, in one query."""
    if not person_ids:
        return []
    rows = select(HerSolicitor).where(HerSolicitor.person_id.in_(person_ids))
    loaded = rows.options(joinedload(HerSolicitor.agreement), joinedload(HerSolicitor.contact))
    return db.session.scalars(loaded.order_by(HerSolicitor.id)).all()


def solicitor_now(person: Person) -> HerSolicitor | None:
    """The solicitor who may be told of this person now."""
    return next((row for row in reversed(solicitors_of({person.id})) if row.agreement.live), None)


def name_solicitor(
    person: Person, contact: CourtContact, *, how: HowAgreed, given_on: dt.date, by: Actor, at: dt.datetime
) -> HerSolicitor:
    """Record that the person agreed to this solicitor being told: how, and on which London day. It takes the place of
    an agreement to another. Raises Refused for a contact who is no solicitor, or a day that cannot be."""
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    if contact.kind != SOLICITOR or contact.agency_id != person.agency_id or contact.ended_at is not None:
        raise Refused("Choose a solicitor from the list. An administrator adds one at Contacts", "contact")
    if how.is_provisional:
        raise Refused("Ask again outside custody: a solicitor is told only of what was agreed freely", "how")
    stop_telling_solicitor(person, by=by, at=at)
    agreement = people.agree(
        person, AgreementKind.SHARING, how=how, given_on=given_on, recipients=(Recipient.SOLICITOR,), by=by, at=at
    )
    row = HerSolicitor(person_id=person.id, contact_id=contact.id, agreement_id=agreement.id, recorded_at=at)
    db.session.add(row)
    db.session.flush()
    return row


def stop_telling_solicitor(person: Person, *, by: Actor, at: dt.datetime) -> None:
    """The person withdrew it: the solicitor is told nothing more but a correction of what was sent (domain rule 3)."""
    must(by, Action.WRITE, Compartment.CJ, person.agency_id)
    for row in solicitors_of({person.id}):
        people.withdraw(row.agreement, by=by, at=at)
