"""What each room holds of a person: said once by the room, so that nothing of anybody can be forgotten.

Every room says which of its tables hold a person, in which order they are read, how long they last, what stands in the
way of erasing, and what figures go on counting. `web` wires the rooms once, the uppermost first. Erasing, handing
somebody everything held about them, and joining two records all go by this one list; a law (tests/laws/test_records.py)
fails on a table that leads to a person and that no room claims.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, cast

from flask import Flask, current_app
from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, func, or_, select, update

from casework.kernel import clock
from casework.kernel.columns import Instant
from casework.kernel.database import Base, db
from casework.people.models import Person
from casework.people.rules.keeping import Kind

_KEY, _MONTHS = "people.records", "people.months"


@dataclass(frozen=True)
class Lasts:
    """A column that says when something of one kind last happened: London dates or moments (UTC).

    `through` is the model that says whose it is, where the column stands in a table that several people share.
    """

    kind: Kind
    column: Any
    through: Any = None

    def at(self, person_id: Any) -> Any:
        """When it last happened to a person, as a column of a query about people."""
        table = self.column.class_.__table__
        if table.name == Person.__tablename__:
            return self.column
        last = select(func.max(self.column))
        if self.through is not None:
            shared = self.through.__table__
            last = last.select_from(table.join(shared)).where(of(shared, person_id))
        else:
            last = last.select_from(table).where(of(table, person_id))
        return last.correlate(table_of(Person)).scalar_subquery()

    def after(self, day: dt.date, person_id: Any) -> ColumnElement[bool]:
        """Whether it happened to a person after a London day."""
        late = self.column >= clock.start_of_day(day + dt.timedelta(days=1)) if self.is_moment else self.column > day
        table = self.column.class_.__table__
        if table.name == Person.__tablename__:
            return cast("ColumnElement[bool]", late)
        found = select(self.column)
        if self.through is not None:
            shared = self.through.__table__
            found = found.select_from(table.join(shared)).where(of(shared, person_id), late)
        else:
            found = found.select_from(table).where(of(table, person_id), late)
        return found.correlate(table_of(Person)).exists()

    @property
    def is_moment(self) -> bool:
        """Whether the column holds moments rather than dates."""
        return isinstance(self.column.type, Instant)


@dataclass(frozen=True)
class Figure:
    """What a figure counts of somebody, without saying who: `about` is a scheme's reference where it is of one."""

    kind: str
    day: dt.date
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""


class RoomRecords:
    """One room's answer. Its own rows only; `tables` maps each model to what a reader calls it, in reading order."""

    room: ClassVar[str]
    tables: ClassVar[Mapping[type[Base], str]]
    lasts: ClassVar[Sequence[Lasts]] = ()
    aside: ClassVar[frozenset[str]] = frozenset()
    """Columns, as "table.column", that a bundle leaves out: they are about somebody else, or say nothing."""
    words: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    """How a bundle says a column's value, by "table.column"."""
    charged: ClassVar[Sequence[Any]] = ()
    """Models whose `charge_name` is the name on the charge: it stays what it was when records are joined."""

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """What still goes on, so that the person cannot be erased on this London date: one sentence each."""
        return []

    def figures(self, person: Person) -> list[Figure]:
        """What is counted of them and goes on being counted without them."""
        return []

    def cut(self, person: Person, at: dt.datetime) -> None:
        """Take them out of what is shared with others, before the room's own rows of them are deleted."""

    def may_join(self, kept: Person, other: Person, at: dt.datetime) -> None:
        """Raises Refused where what this room holds of the two contradicts each other."""

    def joining(self, kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
        """What this room changes beside `person_id` when `other` is joined to `kept`, so that it can be undone."""
        return {}

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """Undo what `joining` did, once `person_id` stands as before."""


def keep_with(app: Flask, rooms: Callable[[], Sequence[RoomRecords]], *, months: Mapping[Kind, int]) -> None:
    """Let these rooms answer, the uppermost first; `months` is how long this site keeps each kind."""
    app.extensions[_KEY], app.extensions[_MONTHS] = rooms, months


def rooms() -> Sequence[RoomRecords]:
    """The rooms, the uppermost first: the order in which rows can be deleted."""
    return cast("Callable[[], Sequence[RoomRecords]]", current_app.extensions[_KEY])()


def months() -> Mapping[Kind, int]:
    """How many whole months this site keeps each kind of record from its last day on."""
    return cast("Mapping[Kind, int]", current_app.extensions[_MONTHS])


def every_lasting() -> list[Lasts]:
    """Whatever keeps a record, of every room."""
    return [one for room in rooms() for one in room.lasts]


@cache
def _way_up(table: Table) -> Column[Any]:
    """The foreign key by which a table leads to a person: one that is always given before one that may be empty, then
    the shortest way. Raises LookupError for a table that leads to nobody."""
    ways = ((_far(each.column.table), each.parent) for each in table.foreign_keys)
    leads = [(bool(column.nullable), far, column.name, column) for far, column in ways if far is not None]
    if not leads:
        raise LookupError(f"{table.name} leads to no person")
    return min(leads)[3]


@cache
def _far(table: Table) -> int | None:
    """How many keys away from a person a table is; `person` itself is one."""
    if table.name == Person.__tablename__:
        return 1
    reached = {Person.__tablename__: 1}
    while True:
        near = {
            one.name: 1 + min(reached[parent] for parent in _parents(one) if parent in reached)
            for one in table.metadata.tables.values()
            if one.name not in reached and not _parents(one).isdisjoint(reached)
        }
        if not near:
            return reached.get(table.name)
        reached |= near


def _parents(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def leading_to_a_person(tables: Sequence[Table]) -> list[Table]:
    """Those that hold a person, by any path of foreign keys."""
    return [one for one in tables if _far(one) is not None]


def of(table: Table, person_id: Any) -> ColumnElement[bool]:
    """Which rows of a table are of a person; `person_id` may be a number or a column of an outer query."""
    if table.name == Person.__tablename__:
        return cast("ColumnElement[bool]", table.c.id == person_id)
    if direct := person_keys(table):
        return or_(*(key == person_id for key in direct))
    up = _way_up(table)
    parent = next(iter(up.foreign_keys)).column.table
    above = select(parent.c.id).where(of(parent, person_id))
    return up.in_(above if isinstance(person_id, int) else above.correlate(table_of(Person)))


def table_of(model: Any) -> Table:
    """The table behind a model."""
    return cast("Table", model.__table__)


def person_keys(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a person directly."""
    return [key.parent for key in table.foreign_keys if key.column.table.name == Person.__tablename__]


def in_words(kind: Any) -> Callable[[Any], str]:
    """How a bundle says a code of this kind: in its words; a blank one says nothing."""
    return lambda code: kind(code).words if code else ""


def one_stands(model: Any, kept: Person, other: Person, at: dt.datetime) -> list[int]:
    """Of a model of which one row of a person stands at a time: the kept record's stands, where both have one. `at` is
    UTC; returned is what no longer stands, for `stands_again`."""
    both = select(model).where(model.person_id.in_([kept.id, other.id]), model.superseded_at.is_(None))
    rows = {row.person_id: row.id for row in db.session.scalars(both)}
    if len(rows) < 2:
        return []
    table = table_of(model)
    db.session.execute(update(table).where(table.c.id == rows[other.id]).values(superseded_at=at))
    return [rows[other.id]]


def stands_again(model: Any, keys: Sequence[int]) -> None:
    """Undo `one_stands`, once they are two people again."""
    table = table_of(model)
    db.session.execute(update(table).where(table.c.id.in_(keys)).values(superseded_at=None))


def once_each(table: Table, column: Column[Any]) -> list[list[Column[Any]]]:
    """The other columns of every rule by which a person may stand only once beside them."""
    rules = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return [[each for each in rule.columns if each is not column] for rule in rules if column in list(rule.columns)]
