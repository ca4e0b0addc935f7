"""One case many times over: a crowd laid down by the database itself, so that a test of scale costs seconds.

Each copy has numbers of its own, `STRIDE` apart, and a reference of its own; what is sealed is the same in all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from casework.kernel.database import Base

STRIDE = 1000
"""Copies of one row lie this far apart: there must be fewer rows in the case itself."""

_NUMBERS = "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"


def copies(
    connection: sa.Connection,
    tables: Collection[str],
    *,
    first: int,
    last: int,
    values: Mapping[str, str] | None = None,
    stride: int = STRIDE,
) -> None:
    """Copy every row of these tables that is not itself a copy, once for each number from `first` to `last`.

    Keys between the copied tables are kept among the copies; every other column is as it was, or the SQL that
    `values` gives for "table.column", in which `n` is the number of the copy. Copies of a row lie `stride` apart.
    """
    for table in Base.metadata.sorted_tables:
        if table.name in tables:
            _copy(connection, table, set(tables), (first, last, stride), values or {})


def _copy(
    connection: sa.Connection,
    table: sa.Table,
    copied: set[str],
    which: tuple[int, int, int],
    values: Mapping[str, str],
) -> None:
    first, last, stride = which
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    said = ", ".join(values.get(f"{table.name}.{one.name}") or _said(one, copied, stride) for one in table.columns)
    numbers = _NUMBERS.format(first=first, last=last)
    keys = [one.name for one in table.columns if one.name == "id" or _is_copied(one, copied)] or ["holder_id"]
    own = " AND ".join(_below(table, name, stride) for name in keys)  # not what is itself a copy, or of one
    statement = f'INSERT INTO "{table.name}" ({names}) {numbers} SELECT {said} FROM "{table.name}" t, s WHERE {own}'
    connection.execute(sa.text(statement))


def _below(table: sa.Table, name: str, stride: int) -> str:
    """Put so that the rows are found by their index, wherever they are at all."""
    below = f't."{name}" < {stride}'
    return f'({below} OR t."{name}" IS NULL)' if table.c[name].nullable else below


def _said(column: sa.Column[object], copied: set[str], stride: int) -> str:
    if column.name == "id" or _is_copied(column, copied):
        return f't."{column.name}" + n * {stride}'
    if column.name == "reference" and isinstance(column.type, sa.String):
        return reference(stride=stride)
    return f't."{column.name}"'


def reference(of: str = "t.id", stride: int = STRIDE) -> str:
    """The reference of a copy in SQL, of the row with this number: eight figures, none twice in one table."""
    return f"substr(cast(100000000 + n * {stride} + {of} as text), 2)"


def crowd(connection: sa.Connection, times: int) -> None:
    """Everybody so many times more: what reaches a person and the notices, each copy with a name of its own where
    there may be none twice. What names somebody in words, such as a notice's line, names the copy. SQLite only."""
    tables = {"person", "notice", "held_time"}
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name in tables for key in table.foreign_keys):
            tables.add(table.name)
    values = {
        f"{table.name}.{one.name}": said
        for table in _of(tables)
        for one in table.columns
        if (said := _own(one, tables))
    }
    values["text.number_index"] = (
        "CASE WHEN t.state IN ('claimed', 'handed', 'unknown') THEN NULL ELSE t.number_index END"
    )
    values["held_time.holder_id"] = f't."holder_id" + n * {STRIDE}'
    for table in _of(tables):
        _copy(connection, table, tables, (1, times, STRIDE), values)


def _of(names: Collection[str]) -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def _own(column: sa.Column[object], copied: Collection[str]) -> str:
    """A value of a copy's own where there may be none twice, and no number or reference of its row sees to that."""
    unique = [one.columns for one in column.table.constraints if isinstance(one, sa.UniqueConstraint)]
    alone = [each for each in unique if column.name in each and not any(_is_copied(one, copied) for one in each)]
    if not alone or column.name in {"reference", "agency_id", "day"}:
        return ""
    if isinstance(column.type, sa.Integer):
        return f't."{column.name}" + n * {STRIDE}'
    own = f"hex(t.\"{column.name}\") || '-' || n"
    return f'CASE WHEN t."{column.name}" IS NOT NULL THEN CAST({own} AS {_kind(column)}) END'


def _kind(column: sa.Column[object]) -> str:
    return "BLOB" if isinstance(column.type, sa.LargeBinary) else "TEXT"


def _is_copied(column: sa.Column[object], copied: Collection[str]) -> bool:
    return any(key.column.table.name in copied for key in column.foreign_keys)
