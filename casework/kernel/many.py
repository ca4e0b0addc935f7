"""Many rows of one table, inserted or changed in one statement: a statement for each row costs more than its row.

PostgreSQL is given them as one JSON value, read as rows of the columns' own types; SQLite's driver takes them one by
one, without a round trip. What a column seals or turns into UTC is done here as everywhere else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.sql.expression import UpdateBase
from sqlalchemy.types import TypeDecorator

from casework.kernel.database import db

_ROWS, _KEY = "rows_of_many", "key_of_the_row"
Row = Mapping[str, Any]
Say = Callable[[Any], Any]


def insert(table: Table, rows: Sequence[Row]) -> None:
    """Add these rows, all of the same columns. Nothing is filled in by default."""
    if rows:
        names = tuple(one.name for one in table.columns if one.name in rows[0])
        _run(table, names, False, [[row[name] for name in names] for row in rows])


def update(table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Set these columns, named in the table's own order, of the rows with these `id`."""
    if rows:
        _run(table, tuple(names), True, [[*(row[name] for name in names), row["id"]] for row in rows])


def _run(table: Table, names: tuple[str, ...], changes: bool, rows: list[list[Any]]) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        _one_by_one(connection, table, names, changes, rows)
        return
    fields = [*names, _KEY] if changes else names
    says = _said(table, (*names, "id") if changes else names)
    packed = [dict(zip(fields, _each(says, row, connection.dialect), strict=True)) for row in rows]
    connection.execute(_together(table, names, changes), {_ROWS: json.dumps(packed, default=_plainly)})


def _each(says: Sequence[TypeDecorator[Any] | None], row: Sequence[Any], dialect: Dialect) -> list[Any]:
    return [
        value if said is None else said.process_bind_param(value, dialect)
        for said, value in zip(says, row, strict=True)
    ]


@cache
def _said(table: Table, names: tuple[str, ...]) -> tuple[TypeDecorator[Any] | None, ...]:
    """The types that say a value in their own way."""
    kinds = (table.c[name].type for name in names)
    return tuple(kind if isinstance(kind, TypeDecorator) else None for kind in kinds)


def _plainly(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@cache
def _together(table: Table, names: tuple[str, ...], changes: bool) -> UpdateBase:
    """PostgreSQL's statement for any number of rows."""
    kinds = [column(name, table.c[name].type) for name in names] + ([column(_KEY, table.c.id.type)] if changes else [])
    packed = func.json_to_recordset(cast(bindparam(_ROWS, type_=Text()), JSON))
    given = packed.table_valued(*kinds).render_derived(name="given", with_types=True)
    if not changes:
        return table.insert().from_select(list(names), select(*given.c), include_defaults=False)
    return table.update().where(table.c.id == given.c[_KEY]).values({table.c[name]: given.c[name] for name in names})


def _one_by_one(
    connection: Connection, table: Table, names: tuple[str, ...], changes: bool, rows: list[list[Any]]
) -> None:
    """SQLite's: one statement for the driver, run for each row."""
    statement, says = _alone(table, names, changes, connection.dialect)
    said = [tuple(value if say is None else say(value) for say, value in zip(says, row, strict=True)) for row in rows]
    connection.exec_driver_sql(statement, said)


@cache
def _alone(table: Table, names: tuple[str, ...], changes: bool, dialect: Dialect) -> tuple[str, tuple[Say | None, ...]]:
    values = {table.c[name]: bindparam(name, type_=table.c[name].type) for name in names}
    made: UpdateBase = table.insert().values(values)
    if changes:
        made = table.update().where(table.c.id == bindparam(_KEY)).values(values)
    compiled = made.compile(dialect=dialect)
    wanted = [*names, _KEY] if changes else list(names)
    assert compiled.positiontup == wanted  # noqa: S101 (the values go along in this order)
    kinds = [table.c[name].type for name in ([*names, "id"] if changes else names)]
    return str(compiled), tuple(kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds)
