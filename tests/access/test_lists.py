"""The list filter says what `may` says, in a thousand random worlds (promises P8, P9)."""

from __future__ import annotations

import datetime as dt
import os
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from casework.accounts.models import Agency, Staff, StandIn
from casework.accounts.rules import Action, AgencyKind, Compartment, Role, may
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.models import BrokenGlass, NamedAccess, Person, PersonShare, RecordRestriction
from casework.people.services.facts import facts_of_all
from diversion.models import Referral, Scheme

WORLDS = 1000
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
HOURS = [NOW + dt.timedelta(hours=n) for n in range(-3, 4)]
PARTS = [
    Compartment.IDENTITY,
    Compartment.CONTACT,
    Compartment.CJ,
    Compartment.SUPPORT,
    Compartment.MESSAGES,
    Compartment.AUDIT,
]
"""COMPLIANCE is judged as CJ is."""


@dataclass
class Worlds:
    """Rows of many small agencies, drawn at random and written at once."""

    draw: random.Random
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)
    actors: list[Actor] = field(default_factory=list)

    def add(self, model: Any, **values: Any) -> int:
        """Remember a row; its number is the next of its table."""
        rows = self.rows.setdefault(model, [])
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def agency(self, number: int) -> None:
        """Three colleagues and three people, and whatever may stand between them."""
        kind = self.draw.choice(list(AgencyKind))
        agency = self.add(Agency, name=f"Agency {number}", kind=kind.value, phone="", made_by_import=False)
        scheme = self.add(Scheme, agency_id=agency)
        staff = [self._colleague(agency) for _ in range(3)]
        self.actors.append(self._actor(staff[0], agency))
        people = [self.add(Person, agency_id=agency) for _ in range(3)]
        for person in people:
            self._between(person, staff, agency, scheme)
        self._covers(staff, agency)

    def _colleague(self, agency: int) -> int:
        team = self.draw.choice(["", "", "North", "South"])
        return self.add(Staff, agency_id=agency, team=team)

    def _actor(self, number: int, agency: int) -> Actor:
        others = [one.value for one in Role]
        roles = {self.draw.choice([Role.WORKER.value, Role.SUPERVISOR.value, *others]) for _ in range(2)}
        team = str(self.rows[Staff][number - 1]["team"])
        return Actor(number, agency, "Robin", frozenset(roles), team)

    def _between(self, person: int, staff: list[int], agency: int, scheme: int) -> None:
        draw = self.draw
        for _ in range(draw.choice([0, 1, 1, 2])):
            worker = draw.choice([None, *staff])
            self.add(Referral, agency_id=agency, person_id=person, scheme_id=scheme, worker_id=worker)
        if draw.random() < 0.3:
            self.add(RecordRestriction, agency_id=agency, person_id=person, ended_at=self._maybe_over())
        for kind in draw.sample(["listed", "listed", "excluded"], draw.choice([0, 0, 1, 2])):
            self.add(NamedAccess, person_id=person, staff_id=draw.choice(staff), kind=kind, ended_at=self._maybe_over())
        if draw.random() < 0.3:
            self.add(BrokenGlass, agency_id=agency, person_id=person, staff_id=draw.choice(staff), **self._span())
        if draw.random() < 0.3 and agency > 1:
            self.add(
                PersonShare,
                agency_id=agency,
                person_id=person,
                to_agency_id=agency - 1,
                compartments="identity",
                **self._span(),
            )

    def _covers(self, staff: list[int], agency: int) -> None:
        if self.draw.random() < 0.4:
            one, other = self.draw.sample(staff, 2)
            self.add(StandIn, agency_id=agency, staff_id=one, for_staff_id=other, **self._span())

    def _maybe_over(self) -> dt.datetime | None:
        return self.draw.choice([None, None, HOURS[0]])

    def _span(self) -> dict[str, dt.datetime]:
        start, end = sorted(self.draw.sample(HOURS, 2))
        return {"start": start, "end": end}

    def write(self) -> None:
        """Every row, in the order in which they lean on each other."""
        for table in db.metadata.sorted_tables:
            for model, rows in self.rows.items():
                if model.__table__ is table:
                    db.session.execute(insert(model), [self._whole(model, row) for row in rows])

    def _whole(self, model: Any, row: dict[str, Any]) -> dict[str, Any]:
        """Something in every other column that asks for it."""
        found = dict(row)
        for column in model.__table__.columns:
            if column.name not in row and not column.nullable:
                found[column.key] = _anything(column, row["id"])
        return found


def _anything(column: Any, number: int) -> Any:
    if column.name in ("reference", "email_index"):
        return f"W{number:07}" if column.name == "reference" else number.to_bytes(32, "big")
    kind = getattr(column.type, "kind", None) or getattr(column.type, "impl", column.type).python_type
    return {str: "x", int: 1, bool: False, bytes: b"x", dt.datetime: NOW, dt.date: NOW.date()}.get(kind, "x")


@pytest.fixture
def worlds(within: Flask) -> Worlds:
    made = Worlds(random.Random(int(os.environ["SEED"])))
    for number in range(1, WORLDS + 1):
        made.agency(number)
    with transaction():
        made.write()
    return made


@pytest.mark.sqlite
def test_the_filter_lists_whom_the_policy_allows(worlds: Worlds) -> None:
    people = list(db.session.scalars(select(Person)))
    mine: dict[int, list[Person]] = {}
    for person in people:
        mine.setdefault(person.agency_id, []).append(person)
    differ, hidden, shown = [], 0, 0
    for actor in worlds.actors:
        nearby = [*mine[actor.agency_id], *mine.get(actor.agency_id + 1, [])]
        facts = facts_of_all(nearby, by=actor, at=NOW)
        for part in worlds.draw.sample(PARTS, 2):
            own = [one for one in nearby if one.agency_id == actor.agency_id]
            said = {one.id for one in own if may(actor, Action.LOOK, part, facts[one.id]).allowed}
            listed = set(db.session.scalars(select(Person.id).where(services.visible(actor, part, at=NOW))))
            shown, hidden = shown + len(listed), hidden + len(own) - len(said)
            if listed != said:
                differ.append((actor, part, listed ^ said))
    assert differ == []
    assert shown > WORLDS
    assert hidden > WORLDS
