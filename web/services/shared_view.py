"""What another agency reads of a record that is shared with it: a view that holds the permitted parts and no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.rules import Compartment
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db
from casework.kernel.showing import Tag
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.phones import shown
from web.services import programmes

MOST = 100


@dataclass(frozen=True)
class SharedView:
    """Plain values only: a part that is not shared is None, and nothing here leads to a row (ASVS 8.2.3, 15.3.1)."""

    reference: str
    agency: str
    name: str
    aliases: list[str]
    born: dt.date | None
    pronouns: str
    cases: list[tuple[str, Tag]] | None = None
    kept: list[tuple[dt.date, str]] | None = None
    number: str | None = None


def view(person: Person, parts: frozenset[Compartment], *, today: dt.date) -> SharedView:
    """The view of one person for somebody who may look at these parts of them, IDENTITY among them."""
    with people.everybody():
        return SharedView(
            reference=person.reference,
            agency=db.session.get_one(Agency, person.agency_id).name,
            name=f"{person.given_name} {person.family_name}".strip(),
            aliases=[alias.name for alias in person.aliases],
            born=person.date_of_birth,
            pronouns=person.pronouns,
            cases=_cases(person, today) if Compartment.CJ in parts else None,
            kept=_kept(person) if Compartment.COMPLIANCE in parts else None,
            number=_number(person) if Compartment.CONTACT in parts else None,
        )


def _cases(person: Person, today: dt.date) -> list[tuple[str, Tag]]:
    cards = programmes.cards(person.id, agency_id=person.agency_id, today=today)
    return [(card.title, card.tag) for card in cards[:MOST]]


def _kept(person: Person) -> list[tuple[dt.date, str]]:
    """Kept, missed or excused, day by day, the latest first: never why (promises C.10)."""
    rows = select(Appointment.day, Appointment.outcome).where(Appointment.person_id == person.id)
    wanted = rows.where(Appointment.outcome.is_not(None)).order_by(Appointment.starts_at.desc()).limit(MOST)
    said = [(day, _word(Outcome(outcome))) for day, outcome in db.session.execute(wanted) if outcome]
    return [(day, word) for day, word in said if word]


def _word(outcome: Outcome) -> str:
    if outcome is Outcome.ACCEPTABLE_REASON:
        return "excused"
    if outcome.means_missed:
        return "missed"
    return "kept" if outcome.means_attended else ""


def _number(person: Person) -> str:
    contact = people.safe_contact(person)
    if contact is None or not contact.mobile:
        return "Not known"
    said = "" if contact.safe_to_text == "yes" else ". Not agreed for texts"
    return f"{shown(contact.mobile)}{said}"
