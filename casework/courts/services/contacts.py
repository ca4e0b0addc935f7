"""Who at the CPS, the courts and the police is told results by e-mail."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select

from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.courts.models import ContactCourt, CourtContact
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.services import must

KINDS = ("cps", "court", "police", "solicitor", "service")
OF_NO_COURT = frozenset({"solicitor", "service"})
"""Kinds that belong to people or to another area, and not to a court."""
LINK, PHONE = "link", "phone"
PLAIN = re.compile(r"[!-?A-~]+@[!-?A-~]+")
"""One plain address that mail can carry: ASCII, no spaces, one at sign."""


def contacts_for(court_code: str, *, agency_id: int) -> list[CourtContact]:
    """The contacts in use who are told the results of a court, CPS first."""
    rows = select(CourtContact).join(ContactCourt, ContactCourt.contact_id == CourtContact.id)
    mine = rows.where(
        CourtContact.agency_id == agency_id,
        CourtContact.ended_at.is_(None),
        ContactCourt.court_code == court_code,
        CourtContact.kind.not_in(OF_NO_COURT),
    )
    return sorted(db.session.scalars(mine), key=lambda row: (KINDS.index(row.kind), row.id))


def contacts_by_id(ids: Collection[int], *, agency_id: int) -> list[CourtContact]:
    """These of the agency's contacts that are still in use."""
    if not ids:
        return []
    rows = select(CourtContact).where(CourtContact.id.in_(ids), CourtContact.agency_id == agency_id)
    return list(db.session.scalars(rows.where(CourtContact.ended_at.is_(None)).order_by(CourtContact.id)))


def contacts(*, agency_id: int) -> list[CourtContact]:
    """All of the agency's contacts in use."""
    return _IN_USE.objects(agency=agency_id)


_IN_USE = Fixed(
    lambda: (
        select(CourtContact)
        .where(CourtContact.agency_id == bindparam("agency"), CourtContact.ended_at.is_(None))
        .order_by(CourtContact.id)
    )
)


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
    sheet: bool = False,
    by: Actor,
    at: dt.datetime,
) -> CourtContact:
    """A new contact, told the results of these courts. Its address is not verified. Raises Refused for what is missing
    or unknown."""
    must(by, Action.WRITE, Compartment.SETTINGS, by.agency_id)
    row = CourtContact(agency_id=by.agency_id, recorded_at=at, sheet=sheet)
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
    sheet: bool | None = None,
    seen_version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> CourtContact:
    """Correct a contact. Notices already sent keep what they were sent to; a changed address is unverified again.

    Raises Conflict where somebody else has changed it since `seen_version`.
    """
    must(by, Action.WRITE, Compartment.SETTINGS, contact.agency_id)
    if seen_version is not None and seen_version != contact.version:
        again = {"seen_version": str(contact.version)}
        raise Conflict(contact.name, theirs=f"{contact.name}, {contact.email}", yours=f"{name}, {email}", again=again)
    if email.strip() != contact.email:
        contact.verified_at, contact.verified_how, contact.verified_by, contact.verified_by_id = None, "", None, None
    contact.sheet = contact.sheet if sheet is None else sheet
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


def reached_by_link(contact: CourtContact, *, email: str, by: Actor, at: dt.datetime) -> bool:
    """Whoever has this address pressed the button of the page it was sent: it is verified, unless it changed since."""
    if contact.email != email or contact.ended_at is not None:
        return False
    contact.verified_at, contact.verified_how = at, LINK
    contact.verified_by, contact.verified_by_id = None, None
    db.session.flush()
    _note(contact, by=by, at=at, verified=LINK)
    return True


def read_back(contact: CourtContact, *, who: str, by: Actor, at: dt.datetime) -> CourtContact:
    """Somebody there read the address back by telephone, letter by letter: who, and to whom of ours, is kept."""
    must(by, Action.CONFIGURE, Compartment.SETTINGS, contact.agency_id)
    if not who.strip():
        raise Refused("Enter who read the address back, such as their name and office", "who")
    contact.verified_at, contact.verified_how = at, PHONE
    contact.verified_by, contact.verified_by_id = who.strip(), by.staff_id
    db.session.flush()
    _note(contact, by=by, at=at, verified=PHONE)
    return contact


def _fill(row: CourtContact, kind: str, name: str, email: str, phone: str, court_codes: Sequence[str]) -> None:
    codes = sorted({code.strip().upper() for code in court_codes})
    codes = [] if kind in OF_NO_COURT else codes
    _refuse_faults(kind, name, email, codes)
    row.kind, row.name, row.email, row.phone = kind, name.strip(), email.strip(), phone.strip()
    kept = {there.court_code: there for there in row.courts or []}
    row.courts = [kept.get(code) or ContactCourt(court_code=code) for code in codes]


def _refuse_faults(kind: str, name: str, email: str, codes: list[str]) -> None:
    if kind not in KINDS:
        raise Refused("Choose who this is, such as the CPS or a court", "kind")
    if not name.strip():
        raise Refused("Enter a name, such as the team's", "name")
    if not PLAIN.fullmatch(email.strip()):
        raise Refused("Enter an email address, like name@example.org", "email")
    if (kind not in OF_NO_COURT and not codes) or not all(reference.court(code) for code in codes):
        raise Refused("Choose at least one court", "courts")


def _note(row: CourtContact, *, by: Actor, at: dt.datetime, **detail: str) -> None:
    audit.record(
        Act.CONFIGURATION, f"contact:{row.reference}", by=by, at=at, compartment=Compartment.SETTINGS, detail=detail
    )
