"""The database, its transactions, and the settings it must have before Waymark starts (promises C.12)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, MetaData, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, registry

from casework.kernel.columns import Instant

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_SETTINGS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,  # what is sorted on the way to a page never touches the disk
    "locking_mode": "normal",
    "read_uncommitted": 0,
    "writable_schema": 0,
    "ignore_check_constraints": 0,
}
_TURN_SECONDS = 15
_WRITERS = 7_420_317  # any number: PostgreSQL's writers queue on it
POSTGRESQL_SETTINGS = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
    "zero_damaged_pages": ("off",),
    "ignore_checksum_failure": ("off",),
    "session_replication_role": ("origin",),
    "default_transaction_read_only": ("off",),
    "default_transaction_isolation": ("read committed",),
    "standard_conforming_strings": ("on",),
    "server_encoding": ("UTF8",),
    "client_encoding": ("UTF8",),
    "statement_timeout": ("15s",),
    "lock_timeout": ("5s",),
    "idle_in_transaction_session_timeout": ("2min",),
}
"""What each must be for what was acknowledged to be kept; the last three Waymark sets itself, for each connection."""
_SPANS = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=2min"
_PLANS = "-c jit=off -c random_page_cost=1.1"
_HEARD = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=11000"
LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 11_000,
}
"""After how long a line on which nobody answers is given up, at our end and (the same spans) at the server's: seconds,
and milliseconds for the last. Without them a page waits a quarter of an hour for a machine that is cut off, and a
worker that is cut off in a transaction keeps every writer waiting for two minutes. Unix sockets know none of this."""

_Read = TypeVar("_Read")


class Base(DeclarativeBase):
    """Every model's base: `class X(Base)` with its own `__tablename__`."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={dt.datetime: Instant()})


class _PlacedSession(Session):
    """Pretend people live in a database file of their own; a request works on one or the other, never both."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Engine | Connection:
        if bind is None and has_app_context() and g.get("pretend") is not None:
            engine: Engine = g.pretend
            return engine
        return super().get_bind(mapper, clause, bind, **kwargs)


db = SQLAlchemy(model_class=Base, session_options={"class_": _PlacedSession})


class UnsafeDatabase(RuntimeError):
    """The database would lose or leak what it acknowledged: Waymark does not start on it."""


def prepare(engine: Engine) -> None:
    """Give every connection of this engine its safe settings and its way to begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _safe_sqlite)
        _take_turns(engine)
    else:
        event.listen(engine, "do_connect", _connect_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def assert_safe(engine: Engine) -> None:
    """Raises UnsafeDatabase unless the settings that keep acknowledged writes are really in force (promises P13)."""
    with engine.connect() as connection:
        wrong = _wrong_sqlite(connection) if engine.dialect.name == "sqlite" else _wrong_postgresql(connection)
    if wrong:
        raise UnsafeDatabase(f"The database must run with {', '.join(f'{k}={v}' for k, v in wrong.items())}")


def _wrong_sqlite(connection: Connection) -> dict[str, str | int]:
    found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_SETTINGS}
    return {name: value for name, value in SQLITE_SETTINGS.items() if found[name] != value}


def _wrong_postgresql(connection: Connection) -> dict[str, str]:
    found = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in POSTGRESQL_SETTINGS}
    return {name: allowed[0] for name, allowed in POSTGRESQL_SETTINGS.items() if found[name] not in allowed}


def _connect_postgresql(_dialect: Any, _record: Any, args: Any, words: dict[str, Any]) -> Any:
    """A connection that keeps what it has prepared, and how long a statement, a wait and a transaction may take on it.

    And nothing is compiled for one page: PostgreSQL took seconds to compile a question it answered in milliseconds.
    Nor is a table read whole as if it lay on a turning disk, where an index finds its few rows in memory.
    And a line on which nobody answers is given up.
    """
    if _SPANS not in (given := words.get("options", "")):
        words["options"] = f"{given} {_SPANS} {_PLANS} {_HEARD}".strip()
    for name, value in LINE.items():
        words.setdefault(name, value)
    from casework.kernel.lasting import MOST_PREPARED, LastingConnection, server  # not loaded where SQLite is used

    where = " ".join(str(words.get(name, "")) for name in ("host", "hostaddr", "port"))
    with server(where).asked():
        made = LastingConnection.connect(*args, **words)
    made.prepared_max = MOST_PREPARED
    return made


def _safe_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for name, value in SQLITE_SETTINGS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _reading() -> bool:
    return has_app_context() and g.get("intent") == "read"


def _take_turns(engine: Engine) -> None:
    """Let the writers of this process wait for each other in a queue, and only its first for SQLite's own lock.

    SQLite keeps no queue: each writer sleeps, asks again, and gives up when others were luckier for long enough.
    """
    turn = threading.Lock()

    def begin(connection: Connection) -> None:
        # A read that later writes cannot be upgraded under WAL: writers say so at the start, readers are held to it.
        connection.exec_driver_sql(f"PRAGMA query_only={int(_reading())}")
        if not _reading():
            # Who waited in vain still asks SQLite itself, and its answer is what is said.
            connection.info["turn"] = turn.acquire(timeout=_TURN_SECONDS)
        try:
            connection.exec_driver_sql("BEGIN" if _reading() else "BEGIN IMMEDIATE")
        except BaseException:
            end(connection)
            raise

    def end(connection: Connection) -> None:
        if not connection.invalidated:
            give_back(None, connection)

    def give_back(_dbapi: Any, connection: Any) -> None:
        if connection.info.pop("turn", False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", end)
    event.listen(engine, "rollback", end)
    event.listen(engine, "checkin", give_back)  # whatever became of it, it holds up nobody


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if not driver.closed:  # on a lost one the first statement fails, and it is thrown away
        driver.read_only = _reading() or None  # said with its BEGIN
    if not _reading():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


@contextmanager
def intent(what: str) -> Iterator[None]:
    """Whether transactions that begin within this read or write; said before they begin."""
    before = g.get("intent")
    g.intent = what
    try:
        yield
    finally:
        g.intent = before


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction: commits at the end, rolls back on any exception.

    What was read before is expired, so the work sees the rows as they are under the lock. Writers take turns on both
    databases: SQLite's from BEGIN IMMEDIATE, PostgreSQL's in one queue. The chained audit trail makes them take turns
    anyway; queueing before anything is held, none waits in a circle for a row held by one who waits to write an event.
    """
    db.session.rollback()
    with intent("write"):
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
    if after := current_app.extensions.get("after_commit"):
        after()


def read_once(what: str, read: Callable[[], _Read]) -> _Read:
    """What `read` finds, kept until the present transaction ends: for what many parts of one page ask for.

    Only while nothing is written: a writing transaction may change it, and reads every time.
    """
    kept: dict[str, Any] = db.session.info.setdefault("read once", {})
    now = db.session().get_transaction()
    if not _reading() or now is None or kept.get("while") is not now:
        kept.clear()
    if what in kept:
        found: _Read = kept[what]
        return found
    found = read()
    if _reading():
        kept["while"], kept[what] = db.session().get_transaction(), found
    return found


@contextmanager
def connection_for_reading() -> Iterator[Connection]:
    """A short look at what is committed, beside the session and without its rows."""
    with intent("read"), db.engine.connect() as connection:
        yield connection


@contextmanager
def reading() -> Iterator[None]:
    """Reads that hold no writer's lock: for commands and jobs (a web request reads so by itself)."""
    db.session.rollback()
    with intent("read"):
        try:
            yield
        finally:
            db.session.rollback()


def dispose(app: Flask) -> None:
    """Close every connection of the application."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    pretend = app.extensions.get("pretend_engine")
    if pretend is not None:
        pretend.dispose()
