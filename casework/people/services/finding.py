"""Finding people. Names are sealed, so the agency’s are opened once and matched in memory (promises C.13)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Alias, Person, SafeContact
from casework.people.rules import names
from casework.people.rules.likeness import WhoIs, may_be_same, surely_same
from casework.people.services.contact import number_index
from casework.people.services.guard import must
from casework.people.services.known import known_by, of_agency
from casework.people.services.person import leads_to
from casework.people.services.phones import mobile_of

MOST = 50
_REFERENCE = re.compile(r"[0-9A-Z]{8}")


def search_people(term: str, *, by: Actor) -> list[Person]:
    """People of the agency whose names, or names before, match `term` by any part, without accents, within one slip;
    or whose reference or phone number is exactly `term`. The best 50, best first.

    Only somebody who may see identities searches; a phone matches whole, and only for somebody who may see contacts.
    Every person listed is noted as looked at.
    """
    must(by, Action.LOOK, Compartment.IDENTITY, by.agency_id)
    found = _by_reference(term, by) or _by_phone(term, by) or _by_name(term, by)
    if found:
        records = [f"person:{person.reference}" for person in found]
        audit.look("search", Compartment.IDENTITY, by=by, others=records)
    return found


def _by_reference(term: str, by: Actor) -> list[Person]:
    plain = term.strip().upper()
    if not _REFERENCE.fullmatch(plain):
        return []
    mine = select(Person).where(Person.agency_id == by.agency_id, Person.reference == plain)
    return [leads_to(person) for person in db.session.scalars(mine)]


def _by_phone(term: str, by: Actor) -> list[Person]:
    try:
        must(by, Action.LOOK, Compartment.CONTACT, by.agency_id)
        number = mobile_of(term)
    except (ValueError, NotFound):  # not a number, or not for this role: other ways of searching remain
        return []
    rows = select(Person).join(SafeContact, SafeContact.person_id == Person.id)
    mine = rows.where(SafeContact.agency_id == by.agency_id, SafeContact.mobile_index == number_index(number))
    return list(db.session.scalars(mine.where(SafeContact.superseded_at.is_(None)).order_by(Person.id)))


def _by_name(term: str, by: Actor) -> list[Person]:
    """The best 50 whom the actor may see, each read and compared once more: what is kept only says whom to read."""
    people = _load(_visible(known_by(term, by.agency_id)), selectinload(Person.aliases))
    return [one for one in people if names.matches(term, *_called(one))]


def _called(person: Person) -> tuple[str, ...]:
    return person.given_name, person.family_name, person.known_as, *(alias.name for alias in person.aliases)


def _visible(keys: list[int]) -> list[int]:
    """The first 50 of these whom the actor may see, in their order: nearly always the first 50."""
    found, start, piece = list[int](), 0, MOST
    while start < len(keys) and len(found) < MOST:
        some = keys[start : start + piece]
        seen = set(db.session.scalars(select(Person.id).where(Person.id.in_(some))))
        found += [key for key in some if key in seen]
        start, piece = start + piece, 100 * MOST
    return found[:MOST]


def _load(keys: Iterable[int], *options: ExecutableOption) -> list[Person]:
    wanted = list(keys)
    people = db.session.scalars(select(Person).where(Person.id.in_(wanted)).options(*options))
    rows = {person.id: person for person in people}
    return [rows[key] for key in wanted if key in rows]


def similar_people(given_name: str, family_name: str, date_of_birth: dt.date | None, *, by: Actor) -> list[Person]:
    """People of the same agency who may be this one, exact matches first: "Is this the same person?" (promises R6).

    Another agency's people are never hinted at (R7), and nothing is joined by itself. All are noted as looked at.
    """
    must(by, Action.LOOK, Compartment.IDENTITY, by.agency_id)
    new = WhoIs(given_name, family_name, date_of_birth)
    close = [(not surely_same(new, other), key) for key, other in _births(by.agency_id) if may_be_same(new, other)]
    found = _load(key for _, key in sorted(close)[:10])
    if found:
        audit.look("similar", Compartment.IDENTITY, by=by, others=[f"person:{person.reference}" for person in found])
    return found


@dataclass(frozen=True)
class KnownPerson:
    """What anybody's list may say of a person: names, other names, date of birth."""

    id: int
    given_name: str
    family_name: str
    date_of_birth: dt.date | None
    others: tuple[str, ...]


def everybody_known(*, by: Actor) -> Iterator[KnownPerson]:
    """Everybody of the actor's agency, to compare a list with. Two queries; whom the caller then shows, it notes.

    Raises NotFound for somebody who may not see identities.
    """
    must(by, Action.LOOK, Compartment.IDENTITY, by.agency_id)
    aliases: dict[int, list[str]] = {}
    rows = select(Alias.person_id, Alias.name).join(Person, Person.id == Alias.person_id)
    for key, name in db.session.execute(rows.where(*of_agency(by.agency_id))):
        aliases.setdefault(key, []).append(name)
    columns = select(Person.id, Person.given_name, Person.family_name, Person.date_of_birth, Person.known_as)
    for key, given, family, born, known in db.session.execute(
        columns.where(Person.agency_id == by.agency_id, Person.joined_to_id.is_(None))
    ):
        yield KnownPerson(key, given, family, born, (known, *aliases.get(key, ())))


def _births(agency_id: int) -> Iterator[tuple[int, WhoIs]]:
    columns = select(Person.id, Person.given_name, Person.family_name, Person.date_of_birth, Person.known_as)
    for key, given, family, born, known in db.session.execute(
        columns.where(Person.agency_id == agency_id, Person.joined_to_id.is_(None))
    ):
        yield key, WhoIs(given, family, born, known)
