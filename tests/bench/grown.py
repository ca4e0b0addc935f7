"""A site that grows: the people of its first agency over again in others, laid down by the database itself.

Copies have numbers and references of their own and their days lie up to five years earlier; what is sealed is copied as
it lies. Keys are not looked up and nothing is flushed to the disk meanwhile: it is laid down, not lived.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from casework.accounts import services as accounts
from casework.kernel import clock
from casework.kernel.columns import Instant
from casework.kernel.database import Base, db, transaction
from tests.support.many import copies

STRIDE = 20_000
AN_AGENCY = 20_000
"""People of one of the others: the most that one has."""
PIECE = 50_000
MONTHS = 60
NOBODY = ("appointment.with_staff_id", "appointment.place_id", "referral.worker_id", "hearing.recorded_by_id")


def grow(
    app: Flask, tables: Sequence[str], each: int, before: int, after: int, say: Callable[[str], None], name: str
) -> float:
    """Copy the first agency's `each` people, of whom there are `before` in all, until there are `after`; seconds."""
    began, with_, piece = time.monotonic(), _values(app, tables, each), max(1, PIECE // each)
    first, last = before // each, after // each - 1
    _agencies(app, -(-after // AN_AGENCY) + 1)
    with _filling(app) as connection:
        for start in range(first, last + 1, piece):
            until = min(start + piece - 1, last)
            copies(connection, tables, first=start, last=until, values=with_, stride=STRIDE)
            connection.commit()
            say(f"{name}: {(until + 1) * each:,} of {after:,}, {time.monotonic() - began:.0f} s")
        connection.execute(sa.text("ANALYZE"))
        connection.commit()
    return time.monotonic() - began


def _agencies(app: Flask, many: int) -> None:
    with app.app_context():
        known = db.session.scalar(sa.text("SELECT COUNT(*) FROM agency")) or 0
        with transaction():
            for nth in range(known, many):
                accounts.add_agency(f"Agency {nth}", at=clock.now())


def _values(app: Flask, tables: Sequence[str], each: int) -> dict[str, str]:
    """What is not copied as it lies: whose it is, who works with it, and when it was."""
    with app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
        own = int(db.session.scalar(sa.text("SELECT MIN(id) FROM agency")) or 1)
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in tables:
            for column in table.columns:
                if said := _when(column, sqlite=sqlite):
                    found[f"{table.name}.{column.name}"] = said
            found[f"{table.name}.agency_id"] = f"{own} + 1 + (n * {each}) / {AN_AGENCY}"
    return found | dict.fromkeys(NOBODY, "NULL")


def _when(column: sa.Column[object], *, sqlite: bool) -> str:
    """A day or moment so many months earlier; everything of one copy by as many."""
    days = f"(n % {MONTHS}) * 30"
    if isinstance(column.type, sa.Date):
        return f"date(t.\"{column.name}\", '-' || ({days}) || ' days')" if sqlite else f't."{column.name}" - ({days})'
    if not isinstance(column.type, Instant):
        return ""
    if sqlite:
        return f"strftime('%Y-%m-%d %H:%M:%f000', t.\"{column.name}\", '-' || ({days}) || ' days')"
    return f't."{column.name}" - make_interval(days => {days})'


@contextmanager
def _filling(app: Flask) -> Iterator[sa.Connection]:
    with app.app_context():
        url = db.engine.url
        db.session.remove()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for said in ("foreign_keys=0", "synchronous=0", "journal_size_limit=100000000", "cache_size=-200000"):
                connection.exec_driver_sql(f"PRAGMA {said}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql("SET synchronous_commit = off")
            connection.exec_driver_sql("SET statement_timeout = 0")
        connection.commit()
        yield connection
    engine.dispose()
