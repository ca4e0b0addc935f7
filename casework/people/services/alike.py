"""Records that may be one person: a question to a manager, never more (promises R6, R7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.names import folded
from casework.people.services.erasing import subject_of
from casework.people.services.guard import must
from casework.people.services.scope import everybody

MOST = 50


@dataclass(frozen=True)
class Elsewhere:
    """Two or more agencies of this site may know one person: references and agencies only, nothing of who it is."""

    records: tuple[tuple[str, str], ...]


def alike_here(*, by: Actor) -> list[list[Person]]:
    """Records of the actor's agency with the same name and date of birth, at most fifty groups, noted as looked at."""
    must(by, Action.LOOK, Compartment.KEEPING, by.agency_id)
    rows = select(Person.id, Person.given_name, Person.family_name, Person.date_of_birth)
    mine = db.session.execute(rows.where(Person.agency_id == by.agency_id, Person.joined_to_id.is_(None)))
    groups = [keys for keys in _alike(mine) if len(keys) > 1][:MOST]
    wanted = [key for keys in groups for key in keys]
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}
    if people:
        audit.look("alike", Compartment.KEEPING, by=by, others=[subject_of(one) for one in people.values()])
    return [[people[key] for key in keys] for keys in groups]


def alike_elsewhere(*, by: Actor) -> list[Elsewhere]:
    """For whoever leads data protection at this site: people whom more than one agency may know, as references only.

    No agency learns of it here: who asks whom is for a person to decide (promises R7).
    """
    must(by, Action.LOOK, Compartment.TRAIL, by.agency_id)
    with everybody():
        rows = select(Person.id, Person.given_name, Person.family_name, Person.date_of_birth)
        groups = _alike(db.session.execute(rows.where(Person.joined_to_id.is_(None))))
        named = select(Person.id, Person.reference, Person.agency_id, Agency.name).join(Agency)
        wanted = [key for keys in groups if len(keys) > 1 for key in keys]
        known = {row.id: row for row in db.session.execute(named.where(Person.id.in_(wanted)))}
    found = [keys for keys in groups if len({known[key].agency_id for key in keys if key in known}) > 1][:MOST]
    shown = [Elsewhere(tuple((known[key].reference, known[key].name) for key in keys)) for keys in found]
    if shown:
        others = [f"person:{reference}" for one in shown for reference, _agency in one.records]
        audit.look("alike", Compartment.TRAIL, by=by, others=others)
    return shown


def _alike(rows: Iterable[tuple[int, str, str, object]]) -> list[list[int]]:
    """Those of one full name and date of birth once folded, as `surely_same` says; in the order they were recorded."""
    groups: dict[tuple[str, str, object], list[int]] = defaultdict(list)
    for key, given, family, born in rows:
        if born is not None:
            groups[folded(given), folded(family), born].append(key)
    return list(groups.values())
