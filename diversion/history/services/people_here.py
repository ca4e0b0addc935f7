"""Who of an agency's people the people of a file may be: read once, compared in memory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.rules import Compartment
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules import names
from casework.people.rules.likeness import WhoIs, may_be_same
from casework.people.services.scope import visible
from diversion.history.rules.repeats import Key

MOST_ALIKE = 5


@dataclass(frozen=True)
class Known:
    """One record of the agency."""

    id: int
    reference: str
    who: WhoIs


class PeopleHere:
    """The records that a manager may see, found by exact name and birth, and by likeness.

    A record that is hidden from whoever imports is not found: nothing tells that it exists, and a new one is made.
    """

    def __init__(self, found: Iterable[Known]) -> None:
        self.exactly: dict[Key, list[Known]] = defaultdict(list)
        self.by_reference: dict[str, Known] = {}
        self.near: dict[object, list[Known]] = defaultdict(list)
        for one in found:
            self.by_reference[one.reference] = one
            if one.who.date_of_birth is not None:
                key = (names.key(one.who.family_name), names.key(one.who.given_name), one.who.date_of_birth)
                self.exactly[key].append(one)
            for mark in marks(one.who):
                self.near[mark].append(one)

    def exact(self, key: Key) -> list[Known]:
        """The records with exactly this name and date of birth."""
        return self.exactly.get(key, [])

    def alike(self, who: WhoIs) -> list[Known]:
        """The records that may be this person, at most five."""
        return compare(who, self.near)


def compare(who: WhoIs, near: dict[object, list[Known]]) -> list[Known]:
    """Those of an index that may be this person, at most five, in the order in which they were recorded."""
    met = {one.id: one for mark in marks(who) for one in near.get(mark, ())}
    found = [one for one in met.values() if may_be_same(who, one.who)]
    return sorted(found, key=lambda one: one.id)[:MOST_ALIKE]


def marks(who: WhoIs) -> list[object]:
    """What two records of one person are likely to share: the date of birth, or family name and first letter. A slip in
    the first letter beside another date of birth is not found: comparing everybody with everybody would take hours."""
    given, family = names.folded(who.given_name), names.folded(who.family_name)
    called = {name[:1] for name in (given, names.folded(who.known_as)) if name}
    born = [who.date_of_birth] if who.date_of_birth else []
    return [*born, *((family, letter) for letter in sorted(called)), ("swapped", *sorted((given, family)))]


def people_here(*, by: Actor, at: dt.datetime) -> PeopleHere:
    """Everybody of the agency whom this actor may see, at a moment (UTC). One query, read a thousand at a time."""
    asked = select(
        Person.id, Person.reference, Person.given_name, Person.family_name, Person.date_of_birth, Person.known_as
    ).where(
        Person.agency_id == by.agency_id,
        Person.joined_to_id.is_(None),
        visible(by, Compartment.IDENTITY, at=at),
    )
    rows = db.session.execute(asked.order_by(Person.id).execution_options(yield_per=1000))
    return PeopleHere(
        Known(row.id, row.reference, WhoIs(row.given_name, row.family_name, row.date_of_birth, row.known_as or ""))
        for row in rows
    )
