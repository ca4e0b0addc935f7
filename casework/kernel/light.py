"""Rows for work on many at once: read and written without the session's own account of each.

A light row has the columns of its model that were asked for, as they stood under the lock, and keeps what is set on
it; `write` puts the changes of many rows into the database, in one statement for each set of changed columns. It knows
no relationships, defaults or versions, so it is for rows that this transaction holds anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, inspect, select, update
from sqlalchemy.sql import ColumnElement, Select

from casework.kernel.columns import Encrypted
from casework.kernel.database import db

_KEY, _AMONG = "key_of_the_row", "among"


class Light:
    """One row: what was read of it, and the names of what was set on it since."""

    def __init__(self, names: Sequence[str], values: Iterable[Any]) -> None:
        self.__dict__.update(zip(names, values, strict=True))
        self.__dict__["changed"] = set()

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        self.__dict__["changed"].add(name)

    def join(self, name: str, other: Any) -> None:
        """Stand another row beside this one, as a relationship would. It is not written."""
        self.__dict__[name] = other

    def __repr__(self) -> str:
        return f"<Light {self.__dict__.get('id')}>"


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

    def rows(self, among: Collection[Any], **values: Any) -> list[Any]:
        """These rows; `values` are for what `where` leaves open. Raises KeyringError where a sealed column that is
        named does not open."""
        if not among:
            return []
        names, wanted = self._ready
        found = db.session.connection().execute(wanted, {_AMONG: among, **values})
        return [Light(names, row) for row in found]

    @cached_property
    def _ready(self) -> tuple[tuple[str, ...], Select[Any]]:
        names, columns = self._names or plain(self._model), inspect(self._model).columns
        among = columns[self._by].in_(bindparam(_AMONG, expanding=True))
        wanted = select(*(columns[name] for name in names)).where(among, *self._where)
        if self._lock:
            wanted = wanted.with_for_update(read=self._lock == "read", of=self._model)
        return names, wanted.order_by(columns[self._order]) if self._order else wanted


def write(model: Any, rows: Iterable[Any]) -> None:
    """Write what was set on these rows since they were read or written. Flushes nothing else."""
    alike: dict[frozenset[str], list[Any]] = {}
    for row in rows:
        if row.changed:
            alike.setdefault(frozenset(row.changed), []).append(row)
    for names, changed in alike.items():
        values = [{_KEY: row.id} | {name: row.__dict__[name] for name in names} for row in changed]
        db.session.connection().execute(_update(model, names), values)
        for row in changed:
            row.changed.clear()


@lru_cache(64)
def plain(model: Any) -> tuple[str, ...]:
    """The names of a model's columns that are not sealed."""
    every = inspect(model).column_attrs
    return tuple(one.key for one in every if not isinstance(one.columns[0].type, Encrypted))


@lru_cache(256)
def _update(model: Any, names: frozenset[str]) -> Update:
    columns = inspect(model).columns
    values = {columns[name]: bindparam(name, type_=columns[name].type) for name in sorted(names)}
    return update(inspect(model).local_table).where(columns["id"] == bindparam(_KEY)).values(values)
