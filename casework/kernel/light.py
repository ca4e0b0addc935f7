"""Rows for work on many at once: read and written without the session's own account of each.

A light row has the columns of its model that were asked for, as they stood under the lock, and keeps what is set on
it; `write` puts the changes of many rows into the database, in one statement for each set of changed columns. It knows
no relationships, defaults or versions, so it is for rows that this transaction holds anyway.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Integer, String, Table, any_, bindparam, cast, func, inspect, select
from sqlalchemy.sql import ColumnElement, Select

from casework.kernel import many
from casework.kernel.columns import Encrypted
from casework.kernel.database import db
from casework.kernel.questions import Made, kind

_AMONG = "among"
_UNREAD = object()
Among = Callable[[Any], ColumnElement[bool]]
"""Makes of a column of numbers the condition that its value is among those asked for."""


class Light:
    """One row: what was read of it, and the names of what was set on it since."""

    def __init__(self, names: Sequence[str], values: Iterable[Any]) -> None:
        self.__dict__.update(zip(names, values, strict=True))
        self.__dict__["changed"] = set()

    def __setattr__(self, name: str, value: Any) -> None:
        if self.__dict__.get(name, _UNREAD) != value:  # what stays as it was costs no index a change
            self.__dict__[name] = value
            self.__dict__["changed"].add(name)

    def join(self, name: str, other: Any) -> None:
        """Stand another row beside this one, as a relationship would. It is not written."""
        self.__dict__[name] = other

    def __repr__(self) -> str:
        return f"<Light {self.__dict__.get('id')}>"


class Question:
    """A question about some numbers, made once for each kind of database: making it takes longer than asking it.

    `make` is given what says "is among them" of a column. The numbers, or references, go along as one value, however
    many they are.
    """

    def __init__(self, make: Callable[[Among], Select[*tuple[Any, ...]]]) -> None:
        self._made = lru_cache(2)(lambda kind: Made.of(make(_AMONG_THEM[kind])))

    def ask(self, among: Collection[int], **values: Any) -> Sequence[Any]:
        """The answer; no query where there are no numbers. `values` are for what the question leaves open."""
        if not among:
            return []
        connection = db.session.connection()
        kind = connection.dialect.name
        return connection.execute(self._made(kind).statement, {_AMONG: _packed(kind, among), **values}).fetchall()

    def seen(self, among: Collection[Any], **values: Any) -> Sequence[Any]:
        """The same, narrowed to whom the signed-in actor may see."""
        if not among:
            return []
        here = kind()
        return self._made(here).seen({_AMONG: _packed(here, among), **values})


def among(column: Any, numbers: Collection[Any]) -> ColumnElement[bool]:
    """That the value of a column is among these numbers, or references, which go along as one value."""
    here = kind()
    return _AMONG_THEM[here](column, _packed(here, numbers))


def found_by(column: Any, numbers: Select[Any], kind: str) -> ColumnElement[bool]:
    """That the value of a column is among the numbers that another question finds, which PostgreSQL answers first: it
    does not know how few rows the two have in common, and would read a whole table for them."""
    if kind == "sqlite":
        among: ColumnElement[bool] = column.in_(numbers)
        return among
    first: ColumnElement[bool] = column == any_(func.array(numbers.scalar_subquery(), type_=ARRAY(Integer)))
    return first


def _packed(kind: str, numbers: Collection[Any]) -> Any:
    found = list(numbers)
    if kind == "sqlite":
        return json.dumps(found)
    if found and isinstance(found[0], int):  # the driver would make a PostgreSQL array of each number by itself
        return f"{{{','.join('NULL' if one is None else str(one) for one in found)}}}"
    return found


def _in_a_list(column: Any, numbers: str | None = None) -> ColumnElement[bool]:
    them = func.json_each(bindparam(_AMONG, numbers, type_=String())).table_valued("value")
    among: ColumnElement[bool] = column.in_(select(them.c.value))
    return among


def _in_an_array(column: Any, numbers: str | list[Any] | None = None) -> ColumnElement[bool]:
    among: ColumnElement[bool]
    if isinstance(column.type, String):
        among = column == any_(bindparam(_AMONG, numbers, type_=ARRAY(String())))
    else:
        them = cast(bindparam(_AMONG, numbers, type_=String()), ARRAY(Integer))
        # As a question of its own it is read once; else PostgreSQL reads it for each row that it is compared with.
        once = func.array(select(func.unnest(them)).scalar_subquery(), type_=ARRAY(Integer))
        among = column == any_(once)
    return among


_AMONG_THEM: dict[str, Callable[..., ColumnElement[bool]]] = {"sqlite": _in_a_list, "postgresql": _in_an_array}


class Reading:
    """A question asked of many batches: the rows of a model whose column `by` is among some values, and for which
    `where` holds. It is made ready once.

    It reads the columns named, or all that are not sealed. `lock` is "read" to keep others from changing the rows until
    the transaction ends, "write" to change them here.
    """

    def __init__(
        self,
        model: Any,
        names: tuple[str, ...] = (),
        *where: ColumnElement[bool],
        by: str = "id",
        lock: str = "",
        order: str = "",
    ) -> None:
        self._model, self._names, self._where = model, names, where
        self._by, self._lock, self._order = by, lock, order
        self._question = Question(self._make)

    def rows(self, among: Collection[int], **values: Any) -> list[Any]:
        """These rows; `values` are for what `where` leaves open. Raises KeyringError where a sealed column that is
        named does not open."""
        names = self._names or plain(self._model)
        return [Light(names, row) for row in self._question.ask(among, **values)]

    def _make(self, among: Among) -> Select[Any]:
        columns = inspect(self._model).columns
        wanted = select(*(columns[name] for name in self._names or plain(self._model)))
        wanted = wanted.where(among(columns[self._by]), *self._where)
        if self._lock:
            wanted = wanted.with_for_update(read=self._lock == "read", of=self._model)
        return wanted.order_by(columns[self._order]) if self._order else wanted


def write(model: Any, rows: Iterable[Any]) -> None:
    """Write what was set on these rows since they were read or written. Flushes nothing else."""
    alike: dict[frozenset[str], list[Any]] = {}
    for row in rows:
        if row.changed:
            alike.setdefault(frozenset(row.changed), []).append(row)
    table = inspect(model).local_table
    for names, changed in alike.items():
        many.update(table, _in_order(table, names), [row.__dict__ for row in changed])
        for row in changed:
            row.changed.clear()


@lru_cache(64)
def plain(model: Any) -> tuple[str, ...]:
    """The names of a model's columns that are not sealed."""
    every = inspect(model).column_attrs
    return tuple(one.key for one in every if not isinstance(one.columns[0].type, Encrypted))


@lru_cache(256)
def _in_order(table: Table, names: frozenset[str]) -> tuple[str, ...]:
    """As the table has them, so that the same statement is made of the same names."""
    return tuple(one.name for one in table.columns if one.name in names)
