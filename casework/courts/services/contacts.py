"""Who at the CPS, the courts and the police is told results by e-mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.courts.models import ContactCourt, CourtContact
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import must

KINDS = ("cps", "court", "police")


def contacts_for(court_code: str, *, agency_id: int) -> list[CourtContact]:
    """The contacts in use who are told the results of a court, CPS first."""
    rows = select(CourtContact).join(ContactCourt, ContactCourt.contact_id == CourtContact.id)
    mine = rows.where(
        CourtContact.agency_id == agency_id,
        CourtContact.ended_at.is_(None),
        ContactCourt.court_code == court_code,
    )
    return sorted(db.session.scalars(mine), key=lambda row: (KINDS.index(row.kind), row.id))


def contacts(*, agency_id: int) -> list[CourtContact]:
    """All of the agency's contacts in use."""
    rows = select(CourtContact).where(CourtContact.agency_id == agency_id, CourtContact.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(CourtContact.id)))


def load_contact(reference: str, *, by: Actor) -> CourtContact:
    """A contact of the actor's agency that is still in use. Raises NotFound."""
    must(by, Action.LOOK, Compartment.SETTINGS, by.agency_id)
    rows = select(CourtContact).where(
        CourtContact.agency_id == by.agency_id,
        CourtContact.reference == reference.upper(),
        CourtContact.ended_at.is_(None),
    )
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def add_contact(
    *,
    kind: str,
    name: str,
    email: str,
    phone: str = "",
    court_codes: Sequence[str],
    by: Actor,
    at: dt.datetime,
) -> CourtContact:
    """A new contact, told the results of these courts. Raises Refused for what is missing or unknown."""
    must(by, Action.WRITE, Compartment.SETTINGS, by.agency_id)
    row = CourtContact(agency_id=by.agency_id, recorded_at=at)
    _fill(row, kind, name, email, phone, court_codes)
    db.session.add(row)
    db.session.flush()
    _note(row, by=by, at=at)
    return row


def change_contact(
    contact: CourtContact,
    *,
    kind: str,
    name: str,
    email: str,
    phone: str,
    court_codes: Sequence[str],
    by: Actor,
    at: dt.datetime,
) -> CourtContact:
    """Correct a contact. Notices already sent keep what they were sent to."""
    must(by, Action.WRITE, Compartment.SETTINGS, contact.agency_id)
    _fill(contact, kind, name, email, phone, court_codes)
    db.session.flush()
    _note(contact, by=by, at=at)
    return contact


def end_contact(contact: CourtContact, *, by: Actor, at: dt.datetime) -> CourtContact:
    """A contact who is told nothing more."""
    must(by, Action.WRITE, Compartment.SETTINGS, contact.agency_id)
    contact.ended_at = contact.ended_at or at
    db.session.flush()
    _note(contact, by=by, at=at)
    return contact


def _fill(row: CourtContact, kind: str, name: str, email: str, phone: str, court_codes: Sequence[str]) -> None:
    codes = sorted({code.strip().upper() for code in court_codes})
    _refuse_faults(kind, name, email, codes)
    row.kind, row.name, row.email, row.phone = kind, name.strip(), email.strip(), phone.strip()
    kept = {there.court_code: there for there in row.courts or []}
    row.courts = [kept.get(code) or ContactCourt(court_code=code) for code in codes]


def _refuse_faults(kind: str, name: str, email: str, codes: list[str]) -> None:
    if kind not in KINDS:
        raise Refused("Choose whether this is the CPS, a court or the police", "kind")
    if not name.strip():
        raise Refused("Enter a name, such as the team's", "name")
    if "@" not in email or any(c.isspace() for c in email.strip()):
        raise Refused("Enter an email address, like name@example.org", "email")
    if not codes or not all(reference.court(code) for code in codes):
        raise Refused("Choose at least one court", "courts")


def _note(row: CourtContact, *, by: Actor, at: dt.datetime) -> None:
    audit.record(Act.CONFIGURATION, f"contact:{row.reference}", by=by, at=at, compartment=Compartment.SETTINGS)
