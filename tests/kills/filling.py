"""A row in every table of a database, whatever its schema: made from what the database says of its own columns."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import sqlalchemy as sa

_numbers = itertools.count(1000)
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
ALONE = {"gate", "alembic_version"}
"""Tables that hold one row by their nature."""


def tables(connection: sa.Connection) -> list[sa.Table]:
    """Every table as it stands, parents first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in ALONE]


def fill(connection: sa.Connection) -> None:
    """Put one more row into each table."""
    kept: dict[str, int] = {}
    for table in tables(connection):
        row = {column.name: _value(column, kept) for column in table.columns}
        connection.execute(sa.insert(table).values({name: value for name, value in row.items() if value is not None}))
        kept[table.name] = next((row[column.name] for column in table.primary_key), 0)


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = sa.inspect(connection).get_table_names()
    asked = [sa.select(sa.literal(name), sa.func.count()).select_from(sa.table(name)) for name in names]
    rows = connection.execute(sa.union_all(*asked)) if asked else ()
    return {str(name): int(count) for name, count in rows}


def _value(column: sa.Column[Any], kept: dict[str, int]) -> Any:
    for key in column.foreign_keys:
        return kept.get(key.column.table.name)
    if column.primary_key and isinstance(column.type, sa.Integer):
        return next(_numbers)
    return _of(column.type)


def _of(kind: sa.types.TypeEngine[Any]) -> Any:
    number = next(_numbers)
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.LargeBinary):
        return str(number).encode().ljust(32, b"x")
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return NOW + dt.timedelta(minutes=number)
    if isinstance(kind, sa.Date):
        return NOW.date() + dt.timedelta(days=number)
    if isinstance(kind, sa.Time):
        return NOW.time()
    return number if isinstance(kind, sa.Integer) else str(number)[: getattr(kind, "length", None) or 20]
