"""Records for named colleagues only, and colleagues who are kept out of one (promises C.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import NamedAccess, Person, RecordRestriction
from casework.people.services import scope
from casework.people.services.facts import EXCLUDED, LISTED
from casework.people.services.guard import must_of


@dataclass(frozen=True)
class WhoMaySee:
    """What is set for one record: why it is restricted, or "", and who is listed and kept out."""

    restricted: bool
    why: str
    listed: frozenset[int]
    excluded: frozenset[int]


def who_may_see(person: Person, *, by: Actor) -> WhoMaySee:
    """What is set now. Raises NotFound for somebody who may not set it."""
    must_of(person, Action.LOOK, Compartment.RESTRICTION, by=by)
    row, named = _live(person), _named(person)
    return WhoMaySee(
        restricted=row is not None,
        why=row.why if row else "",
        listed=frozenset(one.staff_id for one in named if one.kind == LISTED),
        excluded=frozenset(one.staff_id for one in named if one.kind == EXCLUDED),
    )


def set_who_may_see(
    person: Person,
    *,
    restricted: bool,
    why: str,
    listed: Collection[int],
    excluded: Collection[int],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Restrict a record to those listed, whoever sets it among them; and keep those excluded out of it.

    Raises NotFound for somebody who may not, Refused for no reason, for keeping oneself out, for a colleague who is on
    both lists, and for one of another agency.
    """
    must_of(person, Action.WRITE, Compartment.RESTRICTION, by=by)
    wanted = {LISTED: {*listed, *_self(by)} if restricted else set(), EXCLUDED: set(excluded)}
    _refuse(person, wanted, restricted, why, by)
    _restrict(person, restricted, why.strip(), by=by, at=at)
    _name(person, wanted, by=by, at=at)
    db.session.flush()
    scope.forget()
    detail = {"restricted": str(restricted), **{kind: ",".join(map(str, sorted(ids))) for kind, ids in wanted.items()}}
    audit.record(
        Act.CONFIGURATION,
        f"person:{person.reference}",
        by=by,
        at=at,
        compartment=Compartment.RESTRICTION,
        detail=detail,
    )


def _self(by: Actor) -> set[int]:
    return {by.staff_id} if by.staff_id is not None else set()


def _refuse(person: Person, wanted: dict[str, set[int]], restricted: bool, why: str, by: Actor) -> None:
    if restricted and len(why.strip()) < 10:
        raise Refused("Say why only these colleagues may see the record", "why")
    if wanted[EXCLUDED] & _self(by):
        raise Refused("You cannot keep yourself out", "excluded")
    if wanted[EXCLUDED] & wanted[LISTED]:
        raise Refused("A colleague cannot be on both lists", "excluded")
    here = set(db.session.scalars(select(Staff.id).where(Staff.agency_id == person.agency_id)))
    if not wanted[EXCLUDED] | wanted[LISTED] <= here:
        raise Refused("Choose colleagues from the list", "listed")


def _restrict(person: Person, restricted: bool, why: str, *, by: Actor, at: dt.datetime) -> None:
    row = _live(person)
    if row is not None and not (restricted and row.why == why):
        row.ended_at, row.ended_by_id, row = at, by.staff_id, None
        db.session.flush()
    if restricted and row is None:
        made = RecordRestriction(agency_id=person.agency_id, person_id=person.id, why=why, since=at)
        made.set_by_id = by.staff_id
        db.session.add(made)


def _name(person: Person, wanted: dict[str, set[int]], *, by: Actor, at: dt.datetime) -> None:
    kept = set()
    for row in _named(person):
        if row.staff_id in wanted[row.kind]:
            kept.add((row.kind, row.staff_id))
        else:
            row.ended_at, row.ended_by_id = at, by.staff_id
    new = {(kind, staff_id) for kind, ids in wanted.items() for staff_id in ids} - kept
    db.session.add_all(
        NamedAccess(person_id=person.id, staff_id=staff_id, kind=kind, since=at, set_by_id=by.staff_id)
        for kind, staff_id in sorted(new)
    )


def _live(person: Person) -> RecordRestriction | None:
    mine = RecordRestriction.person_id == person.id
    return db.session.scalar(select(RecordRestriction).where(mine, RecordRestriction.ended_at.is_(None)))


def _named(person: Person) -> list[NamedAccess]:
    mine = NamedAccess.person_id == person.id
    return list(db.session.scalars(select(NamedAccess).where(mine, NamedAccess.ended_at.is_(None))))
