"""What the policy needs to know of a person's record, read from the tables (promises C.10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import Select, select, union_all
from sqlalchemy.sql import Subquery

from casework.accounts.models import Agency, Staff, StandIn
from casework.accounts.rules import AgencyKind, Compartment, Cover, Facts, Glass, Share
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.models import BrokenGlass, NamedAccess, Person, PersonShare, RecordRestriction

LISTED, EXCLUDED = "listed", "excluded"
_KEY = "people.held_by"

Rows = dict[int, list[Any]]


class Holding(Protocol):
    """Who has whom at a moment (UTC): a SELECT of person and staff on tables."""

    def __call__(self, at: dt.datetime) -> Select[Any]: ...


def held_by(app: Flask, *holdings: Holding) -> None:
    """The rooms above say who has whom. `web` wires them once."""
    app.extensions[_KEY] = holdings


def pairs_of_caseload(at: dt.datetime) -> Subquery | None:
    """Everybody whom somebody has, as (person_id, staff_id); None where no room above says."""
    found = [_named(holding(at)) for holding in cast("tuple[Holding, ...]", current_app.extensions.get(_KEY, ()))]
    return union_all(*found).subquery("held") if found else None


def _named(pair: Select[Any]) -> Select[Any]:
    person, staff = pair.selected_columns
    named = pair.with_only_columns(person.label("person_id"), staff.label("staff_id"))
    return named.where(staff.is_not(None))


def facts_of(person: Person, *, by: Actor, at: dt.datetime) -> Facts:
    """The facts of one record for one actor at a moment (UTC)."""
    return facts_of_all([person], by=by, at=at)[person.id]


def facts_of_all(people: Iterable[Person], *, by: Actor, at: dt.datetime) -> dict[int, Facts]:
    """The facts of each of these records for one actor at a moment (UTC), in a fixed number of queries."""
    owners = {person.id: person.agency_id for person in people}
    ids, covers = list(owners), _covers(by)
    named, held, shares, glass = _named_access(ids), _held(ids, at), _shares(ids, by), _glass(ids, by)
    restricted = _restricted(ids)
    return {
        id: Facts(
            agency_id=agency_id,
            at=at,
            held_by=frozenset(held[id]),
            restricted=id in restricted,
            listed=frozenset(who for who, kind in named[id] if kind == LISTED),
            excluded=frozenset(who for who, kind in named[id] if kind == EXCLUDED),
            shares=tuple(shares[id]),
            covers=covers,
            glass=tuple(glass[id]),
        )
        for id, agency_id in owners.items()
    }


def _restricted(ids: Collection[int]) -> set[int]:
    table = RecordRestriction.__table__.c
    return set(db.session.scalars(select(table.person_id).where(table.person_id.in_(ids), table.ended_at.is_(None))))


def _named_access(ids: Collection[int]) -> Rows:
    table = NamedAccess.__table__.c
    rows = select(table.person_id, table.staff_id, table.kind)
    return _grouped(rows.where(table.person_id.in_(ids), table.ended_at.is_(None)), lambda staff, kind: (staff, kind))


def _held(ids: Collection[int], at: dt.datetime) -> Rows:
    pairs, staff = pairs_of_caseload(at), Staff.__table__.c
    if pairs is None:
        return defaultdict(list)
    rows = select(pairs.c.person_id, staff.id, staff.team).where(pairs.c.staff_id == staff.id)
    return _grouped(rows.where(pairs.c.person_id.in_(ids)), lambda who, team: (who, team))


def _shares(ids: Collection[int], by: Actor) -> Rows:
    table, agency = PersonShare.__table__.c, Agency.__table__.c
    wanted = select(table.person_id, agency.kind, table.compartments, table.start, table.end).where(
        table.person_id.in_(ids),
        table.to_agency_id == by.agency_id,
        agency.id == table.to_agency_id,
        table.ended_at.is_(None),
    )
    return _grouped(wanted, lambda *row: _share(by.agency_id, *row))


def _share(agency_id: int, kind: str, compartments: str, start: dt.datetime, end: dt.datetime) -> Share:
    return Share(agency_id, AgencyKind(kind), frozenset(map(Compartment, compartments.split(","))), start, end)


def _glass(ids: Collection[int], by: Actor) -> Rows:
    table = BrokenGlass.__table__.c
    rows = select(table.person_id, table.staff_id, table.start, table.end)
    return _grouped(rows.where(table.person_id.in_(ids), table.staff_id == by.staff_id), Glass)


def _covers(by: Actor) -> tuple[Cover, ...]:
    table = StandIn.__table__.c
    rows = select(table.staff_id, table.for_staff_id, table.start, table.end).where(table.staff_id == by.staff_id)
    return tuple(Cover(*row) for row in db.session.execute(rows))


def _grouped(rows: Select[Any], make: Any) -> Rows:
    found: Rows = defaultdict(list)
    for person_id, *rest in db.session.execute(rows):
        found[person_id].append(make(*rest))
    return found
