"""What a row is on either side: the same values, in the words of each database, and never opened on the way.

SQLite keeps moments as text in UTC, yes and no as 1 and 0, and JSON as text. What is sealed goes as it is: the key ring
stays the same.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from casework.kernel.database import Base

GATE = "gate"
"""Written by itself: it says which site this is, and that it is being moved."""
ROOMS = ("casework", "diversion", "monitoring", "notices", "orders", "reminders", "web")


@dataclass(frozen=True)
class Shape:
    """One table: its name and columns, how it is read in the same order on both sides, and what its values become."""

    name: str
    columns: tuple[str, ...]
    turns: tuple[Callable[[Any], Any] | None, ...]
    here: str
    there: str
    key: tuple[int, ...]

    def turned(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row of SQLite's as PostgreSQL gives it. Raises ValueError for a value that is none of its column's."""
        return tuple(
            value if value is None or turn is None else turn(value) for value, turn in zip(row, self.turns, strict=True)
        )

    @property
    def into(self) -> str:
        """How rows go in."""
        return f'COPY "{self.name}" ({", ".join(map(_quoted, self.columns))}) FROM STDIN'


@cache
def shapes() -> tuple[Shape, ...]:
    """Every table but the one that names the site, each after those that its keys point to."""
    models()
    return tuple(_shape(table) for table in Base.metadata.sorted_tables if table.name != GATE)


def models() -> None:
    """Know every table of every room, wherever this process began."""
    for name in ROOMS:
        for found in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if found.name.endswith(".models"):
                importlib.import_module(found.name)


def _shape(table: sa.Table) -> Shape:
    names = tuple(column.name for column in table.columns)
    key = list(table.primary_key.columns)
    return Shape(
        name=table.name,
        columns=names,
        turns=tuple(_turn(_plain(column)) for column in table.columns),
        here=_asked(table, [_quoted(name) for name in names], [_quoted(one.name) for one in key]),
        there=_asked(table, [_as_told(column) for column in table.columns], [_in_order(one) for one in key]),
        key=tuple(names.index(one.name) for one in key),
    )


def _asked(table: sa.Table, columns: Sequence[str], order: Sequence[str]) -> str:
    return f'SELECT {", ".join(columns)} FROM "{table.name}" ORDER BY {", ".join(order)}'  # noqa: S608 (our own names)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _plain(column: sa.Column[Any]) -> Any:
    """What the database keeps, under whatever the product makes of it."""
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _as_told(column: sa.Column[Any]) -> str:
    """JSON is compared by its letters."""
    return f'"{column.name}"::text' if isinstance(_plain(column), sa.JSON) else f'"{column.name}"'


def _in_order(column: sa.Column[Any]) -> str:
    """Words stand in the order of their bytes, as SQLite has them."""
    return f'"{column.name}" COLLATE "C"' if isinstance(_plain(column), sa.String) else f'"{column.name}"'


def _turn(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, sa.Boolean):
        return _yes_or_no
    if isinstance(kind, sa.DateTime):
        return _moment if kind.timezone else dt.datetime.fromisoformat
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat
    return dt.time.fromisoformat if isinstance(kind, sa.Time) else None


def _yes_or_no(value: int) -> bool:
    if value not in (0, 1):
        raise ValueError("neither yes nor no")
    return bool(value)


def _moment(value: str) -> dt.datetime:
    """SQLite keeps moments in UTC and without saying so."""
    return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
