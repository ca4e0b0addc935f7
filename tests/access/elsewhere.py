"""The same pretend people in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from casework.kernel.database import Base, prepare
from tests.support.rounds import Rounds


@contextmanager
def in_postgresql(rounds: Rounds, url: str) -> Iterator[sa.Engine]:
    """All of it as it is now, in a migrated and empty database, while this lasts."""
    here, there = rounds.engine, sa.create_engine(url)
    prepare(there)
    try:
        with rounds.app.app_context(), here.connect() as old, there.connect() as new:
            new.exec_driver_sql("set session_replication_role = replica")  # rows name each other in any order
            for table in Base.metadata.sorted_tables:
                _copy(table, old, new)
            new.commit()
        there.dispose()
        rounds.app.extensions["pretend_engine"] = there
        yield there
    finally:
        rounds.app.extensions["pretend_engine"] = here
        there.dispose()


def _copy(table: sa.Table, old: sa.Connection, new: sa.Connection) -> None:
    new.execute(table.delete())
    if rows := [dict(row) for row in old.execute(sa.select(table)).mappings()]:
        new.execute(table.insert(), rows)
    if "id" in table.c:
        numbers = f"pg_get_serial_sequence('{table.name}', 'id')"
        new.exec_driver_sql(f"select setval({numbers}, coalesce(max(id), 1)) from {table.name}")
