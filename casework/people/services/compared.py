"""Two records side by side, for the manager who decides whether they are one person (domain rule 31)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.kernel.words import long_day
from casework.people.models import Alias, Person, PersonJoin
from casework.people.services.contact import safe_contact
from casework.people.services.erasing import subject_of
from casework.people.services.guard import must_of
from casework.people.services.own_records import full_name
from casework.people.services.records import of, rooms, table_of


@dataclass(frozen=True)
class Pair:
    """Two records, and what waits or stands between them."""

    one: Person
    two: Person
    join: PersonJoin | None


def pair(reference: str, other: str, *, by: Actor, action: Action = Action.LOOK) -> Pair:
    """The records that two addresses name, themselves and not what they were joined to. Looks are noted.

    Raises NotFound as `load_person` does, for either.
    """
    one, two = _one(reference, by, action), _one(other, by, action)
    either = or_(
        and_(PersonJoin.kept_id == one.id, PersonJoin.other_id == two.id),
        and_(PersonJoin.kept_id == two.id, PersonJoin.other_id == one.id),
    )
    rows = select(PersonJoin).where(either, PersonJoin.ended_at.is_(None)).order_by(PersonJoin.id.desc())
    return Pair(one, two, db.session.scalar(rows.limit(1)))


def _one(reference: str, by: Actor, action: Action) -> Person:
    row = db.session.scalar(select(Person).where(Person.reference == reference.upper()))
    if row is None:
        raise NotFound
    must_of(row, action, Compartment.KEEPING, by=by)
    if action is Action.LOOK:
        audit.look(subject_of(row), Compartment.KEEPING, by=by)
    return row


def sides(one: Person, two: Person) -> list[tuple[str, str, str]]:
    """What each record says, line by line: the heading, the first, the second."""
    left, right = _lines(one), _lines(two)
    return [(name, left[name], right[name]) for name in left]


def _lines(person: Person) -> dict[str, str]:
    contact = safe_contact(person)
    aliases = db.session.scalars(select(Alias.name).where(Alias.person_id == person.id).order_by(Alias.id))
    lines = {
        "Name": full_name(person),
        "Known as": person.known_as,
        "Other names": ", ".join(aliases),
        "Born": long_day(person.date_of_birth) if person.date_of_birth else "Not known",
        "Pronouns": person.pronouns,
        "Mobile": _masked(contact.mobile) if contact and contact.mobile else "None",
        "Recorded": long_day(clock.local_day(person.created_at)),
    }
    return lines | {title: str(count) for title, count in _counts(person).items()}


COUNTED = ("referral", "support_order", "appointment", "hearing", "text", "needs_assessment")
TITLES = ("Referrals", "Orders", "Appointments", "Court dates", "Texts", "Assessments")


def _counts(person: Person) -> dict[str, int]:
    tables = {table_of(model).name: table_of(model) for room in rooms() for model in room.tables}
    return {
        title: db.session.scalar(select(func.count()).select_from(tables[name]).where(of(tables[name], person.id))) or 0
        for name, title in zip(COUNTED, TITLES, strict=True)
    }


def _masked(mobile: str) -> str:
    """The last three figures tell two numbers apart without showing either (ASVS 14.2.6)."""
    return f"ends {mobile[-3:]}"
