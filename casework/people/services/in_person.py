"""Who was seen in person, where and when, or looked for in vain (domain rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock, light
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import Refused
from casework.people.models import Circumstance, Person, SeenInPerson
from casework.people.rules import circumstances, in_person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.in_person import SEEN_FOR, Went
from casework.people.services.guard import hold, must


def record_in_person(
    person: Person, went: Went, *, day: dt.date, where: str, by: Actor, at: dt.datetime
) -> SeenInPerson:
    """Record that somebody went to see them on a London day: seen, or tried and not found. Said twice, it is one row.

    Raises Refused, on the field, for a day to come or long past, and for a place that is missing.
    """
    must(by, Action.WRITE, Compartment.CONTACT, person.agency_id)
    hold(person)
    for field, message in in_person.faults(went, day=day, where=where, today=clock.local_day(at)).items():
        raise Refused(message, field)
    same = (row for row in seen_lately(person) if (row.kind, row.on_day, row.place) == (went.value, day, where.strip()))
    if there := next(same, None):
        return there
    row = SeenInPerson(
        agency_id=person.agency_id,
        person_id=person.id,
        kind=went.value,
        on_day=day,
        place=where.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"in person": went.value, "day": day.isoformat()}
    record = f"person:{person.reference}"
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment=Compartment.CONTACT, detail=detail)
    return row


def seen_lately(person: Person, *, limit: int = 5) -> list[SeenInPerson]:
    """When somebody last went to see them, the latest first."""
    rows = select(SeenInPerson).where(SeenInPerson.person_id == person.id)
    return list(db.session.scalars(rows.order_by(SeenInPerson.on_day.desc(), SeenInPerson.id.desc()).limit(limit)))


_SEEN = light.Question(
    lambda among: select(SeenInPerson.person_id, SeenInPerson.kind, SeenInPerson.on_day).where(
        among(SeenInPerson.person_id), SeenInPerson.on_day >= bindparam("since")
    )
)


def seen_enough(people: Collection[int], *, today: dt.date, closed: Collection[dt.date]) -> set[int]:
    """Which of many people were seen, or looked for, so lately that nobody need go today. One query."""
    found = _SEEN.seen(people, since=today - SEEN_FOR)
    return {row.person_id for row in found if in_person.settled(Went(row.kind), row.on_day, today=today, closed=closed)}


def standing_of(people: Collection[int], kinds: Collection[CircumstanceKind], day: dt.date) -> dict[str, set[int]]:
    """For each kind of circumstance, which of many people it stands for on a London date. One query."""
    return _in_force(_OF_THESE.seen(people, kinds=sorted(kinds)), kinds, day)


def standing_among(
    people: Select[int], kinds: Collection[CircumstanceKind], day: dt.date, values: Mapping[str, Any]
) -> dict[str, set[int]]:
    """The same of whoever another question finds, which is made once and leaves open these values: hundreds of numbers
    are dear to send."""
    return _in_force(_among(people).seen(kinds=sorted(kinds), **values), kinds, day)


def _in_force(rows: Iterable[Any], kinds: Iterable[CircumstanceKind], day: dt.date) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {kind: set() for kind in kinds}
    for row in rows:
        if circumstances.is_in_force(row.since, row.until, row.ended_at is not None, day):
            found[row.kind].add(row.person_id)
    return found


_TOLD = (Circumstance.person_id, Circumstance.kind, Circumstance.since, Circumstance.until, Circumstance.ended_at)
_OF_KINDS = Circumstance.kind.in_(bindparam("kinds", expanding=True))
_OF_THESE = light.Question(lambda among: select(*_TOLD).where(among(Circumstance.person_id), _OF_KINDS))


@lru_cache(8)
def _among(people: Select[int]) -> Fixed:
    return Fixed(lambda: select(*_TOLD).where(Circumstance.person_id.in_(people), _OF_KINDS))
