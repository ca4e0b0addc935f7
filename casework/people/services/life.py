"""Life getting in the way: recorded, ended, and asked about (domain rule 30)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, Facts, Role, may
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Circumstance, Person
from casework.people.rules import circumstances as rules
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services.guard import hold, must
from casework.people.services.watching import Changed, tell

COMPARTMENTS = {
    CircumstanceKind.CUSTODY: Compartment.CJ,
    CircumstanceKind.WARRANT: Compartment.CJ,
    CircumstanceKind.BAIL_CONDITION: Compartment.CJ,
    CircumstanceKind.DIED: Compartment.CJ,
    CircumstanceKind.HOSPITAL: Compartment.SUPPORT,
    CircumstanceKind.NO_FIXED_ADDRESS: Compartment.SUPPORT,
}


def record_circumstance(
    person: Person,
    kind: CircumstanceKind,
    *,
    since: dt.date,
    until: dt.date | None = None,
    place: str = "",
    note: str = "",
    by: Actor,
    at: dt.datetime,
) -> Circumstance:
    """Record that something stands in the way from `since` to `until` (London dates), or until it is ended.

    Raises Refused, on the field, for dates that cannot be, a place that is missing, or the same thing recorded twice.
    """
    must(by, Action.WRITE, COMPARTMENTS[kind], person.agency_id)
    hold(person)
    today = clock.local_day(at)
    for field, message in rules.faults(kind, since=since, until=until, place=place, today=today).items():
        raise Refused(message, field)
    _refuse_twice(person, kind, today)
    row = Circumstance(
        agency_id=person.agency_id,
        person_id=person.id,
        kind=kind.value,
        since=since,
        until=until,
        place=place.strip(),
        note=note.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    _note(Act.COLLECTION, row, person, by=by, at=at)
    return row


def end_circumstance(
    circumstance: Circumstance, *, until: dt.date | None = None, by: Actor, at: dt.datetime
) -> Circumstance:
    """Record that it no longer stands; `until` is its last day (London), today when not given.

    A death is ended only by a manager, as recorded in error, and undoing it plans nothing (promises B8). Ending what
    has ended does nothing more. Raises Refused for a last day before the first or after today.
    """
    kind = CircumstanceKind(circumstance.kind)
    must(by, Action.WRITE, COMPARTMENTS[kind], circumstance.agency_id)
    if circumstance.ended_at is not None:
        return circumstance
    today = clock.local_day(at)
    last = None if not kind.can_end else (until or today)
    if not kind.can_end and not by.has(Role.MANAGER):
        raise Refused("Only a manager can undo this. Ask your manager")
    if last is not None and not circumstance.since <= last <= today:
        raise Refused("The last day must be between the first day and today", "until")
    circumstance.until, circumstance.ended_at, circumstance.ended_by_id = last, at, by.staff_id
    db.session.flush()
    _note(Act.ALTERATION, circumstance, db.session.get_one(Person, circumstance.person_id), by=by, at=at)
    return circumstance


def load_circumstance(person: Person, reference: str, *, by: Actor) -> Circumstance:
    """One circumstance of a person, for changing. Raises NotFound."""
    rows = select(Circumstance).where(Circumstance.person_id == person.id, Circumstance.reference == reference)
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound
    must(by, Action.WRITE, COMPARTMENTS[CircumstanceKind(found.kind)], found.agency_id)
    return found


def all_circumstances(person: Person, *, by: Actor) -> list[Circumstance]:
    """Everything recorded, ended or not, that this actor may see; latest first."""
    rows = select(Circumstance).where(Circumstance.person_id == person.id).order_by(Circumstance.id.desc())
    return [row for row in db.session.scalars(rows) if _seen(row, by)]


def circumstances(person: Person, today: dt.date, *, by: Actor | None = None) -> list[Circumstance]:
    """What stands on a London date, oldest first; with `by`, only what that actor may see (domain rule 29)."""
    rows = select(Circumstance).where(Circumstance.person_id == person.id).order_by(Circumstance.id)
    standing = [row for row in db.session.scalars(rows) if _stands(row, today)]
    return [row for row in standing if by is None or _seen(row, by)]


def standing_kinds(person: Person, today: dt.date) -> frozenset[CircumstanceKind]:
    """The kinds that stand on a London date, for deciding and not for showing."""
    return frozenset(CircumstanceKind(row.kind) for row in circumstances(person, today))


def _stands(row: Circumstance, day: dt.date) -> bool:
    return rules.is_in_force(row.since, row.until, row.ended_at is not None, day)


def _seen(row: Circumstance, by: Actor) -> bool:
    return may(by, Action.LOOK, COMPARTMENTS[CircumstanceKind(row.kind)], Facts(row.agency_id)).allowed


def _refuse_twice(person: Person, kind: CircumstanceKind, today: dt.date) -> None:
    if kind is CircumstanceKind.BAIL_CONDITION:
        return
    if there := next((row for row in circumstances(person, today) if row.kind == kind.value), None):
        since = words.long_day(there.since)
        raise Refused(f"“{kind.words}” is already recorded since {since}. End that one first", "kind")


def _note(act: Act, row: Circumstance, person: Person, *, by: Actor, at: dt.datetime) -> None:
    detail = {"circumstance": row.reference, "kind": row.kind}
    compartment = COMPARTMENTS[CircumstanceKind(row.kind)]
    audit.record(act, f"person:{person.reference}", by=by, at=at, compartment=compartment, detail=detail)
    tell(person, Changed.CIRCUMSTANCES, by=by, at=at)
