"""Migrations of a database with data: rows stay, and whoever is killed leaves the old schema or the new (P23, O4)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from casework.kernel import keyring
from tests.kills import filling
from tests.laws.test_schema import REVISIONS
from tests.support.databases import KINDS, Databases, alembic
from web import schema

both = pytest.mark.parametrize("kind", KINDS)
BEFORE = "016"
STOPS = ("001", "010", BEFORE)
KILLS = int(os.environ.get("MIGRATIONS_KILLED", "5"))
"""How many processes die for real on each database, from the first statement to the last. What others can read is
looked at before every statement besides; `./run soak` kills at each of them."""
RING = keyring.new()
EMPTIED = {"sign_in"}
"""Ended on purpose: sessions from before the second step."""


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection


@both
def test_rows_of_every_version_are_still_there_in_this_one_and_back(kind: str, all_databases: Databases) -> None:
    url = all_databases.empty(kind)
    least: dict[str, int] = {}
    for stop in STOPS:
        command.upgrade(alembic(url), stop)
        kept(url, least)
        with connected(url) as connection:
            filling.fill(connection)
            least = filling.counts(connection)
    schema.upgrade(url, ring=RING)
    kept(url, least)
    schema.downgrade(url, "001", ring=RING)
    with connected(url) as connection:
        assert filling.counts(connection)["person"] == len(STOPS)
    all_databases.drop(url)


def kept(url: str, least: dict[str, int]) -> None:
    with connected(url) as connection:
        found = filling.counts(connection)
    assert {name for name, count in least.items() if found.get(name, count) < count} <= EMPTIED


def test_the_files_of_sqlite_at_every_statement_are_those_of_before(all_databases: Databases, tmp_path: Path) -> None:
    """What a killed process leaves is what is in the files at that moment: looked at after each of its statements."""
    url = filled("sqlite", all_databases)
    file, copy = Path(str(sa.make_url(url).database)), tmp_path / "copy.db"
    before, looked, seen = read(file), set(), set()
    statements = []

    def look(number: int) -> None:
        """Only where the files changed: others were looked at."""
        statements.append(number)
        marks = tuple(_mark(Path(f"{file}{suffix}")) for suffix in ("", "-wal"))
        if marks in looked:
            return
        looked.add(marks)
        for suffix in ("", "-wal"):
            if Path(f"{file}{suffix}").exists():
                shutil.copyfile(f"{file}{suffix}", f"{copy}{suffix}")
        seen.add(read(copy))
        for suffix in ("", "-wal", "-shm"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)

    with at_each_statement(look):
        schema.upgrade(url, ring=RING)
    assert len(statements) > 50
    assert seen == {before}
    assert read(file) != before
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_others_read_of_postgresql_at_every_statement_is_what_was_before(all_databases: Databases) -> None:
    """A process that dies takes its transaction with it: there is one, and nobody sees anything of it before."""
    url = filled("postgresql", all_databases)
    before, seen = catalogue(url), set()
    begun: set[Any] = set()
    with sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as other:

        def look(_: int) -> None:
            seen.add(_catalogue(other))
            begun.update(other.scalars(_BEGUN).all())

        with at_each_statement(look):
            schema.upgrade(url, ring=RING)
        assert (seen, len(begun)) == ({before}, 1)
    assert catalogue(url) != before


_BEGUN = sa.text(
    "SELECT xact_start FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xid IS NOT NULL"
)
_COLUMNS = sa.text(
    "SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull, relfilenode), ',' "
    "ORDER BY attrelid, attnum)) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped"
)


def _catalogue(connection: sa.Connection) -> tuple[str, str]:
    """The version and every column as a connection finds them now: neither look waits for whoever changes a table."""
    version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(version), str(connection.scalar(_COLUMNS))


def catalogue(url: str) -> tuple[str, str]:
    """The same, on a connection of its own."""
    with connected(url) as connection:
        return _catalogue(connection)


def _mark(path: Path) -> tuple[int, int]:
    return (path.stat().st_size, path.stat().st_mtime_ns) if path.exists() else (0, 0)


def read(file: Path) -> tuple[str, str, int]:
    """What somebody finds who opens these files: the version, the schema, and how many rows some tables have."""
    with closing(sqlite3.connect(file)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        words = connection.execute("SELECT group_concat(sql) FROM sqlite_schema").fetchone()[0]
        rows = "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM event) + (SELECT count(*) FROM text)"
        return version, words, connection.execute(rows).fetchone()[0]


@both
def test_a_migration_that_is_killed_leaves_the_old_schema_until_it_is_through(
    kind: str, all_databases: Databases
) -> None:
    url = filled(kind, all_databases)
    before = stands(url)
    numbers: list[int] = []
    other = filled(kind, all_databases)
    with at_each_statement(numbers.append):
        schema.upgrade(other, ring=RING)
    kills = min(KILLS, len(numbers))
    for nth in range(kills):
        deadly = 1 + (len(numbers) - 1) * nth // (kills - 1)
        assert killed(url, deadly), f"it was through before statement {deadly}"
        assert stands(url) == before
    schema.upgrade(url, ring=RING)
    assert stands(url) == stands(other)


def filled(kind: str, all_databases: Databases) -> str:
    """A database of the version before this one's, with rows in every table."""
    if f"{kind} before" not in all_databases.models:
        made = all_databases.models[f"{kind} before"] = all_databases.empty(kind)
        command.upgrade(alembic(made), BEFORE)
        with connected(made) as connection:
            filling.fill(connection)
    return copied(kind, all_databases)


def copied(kind: str, all_databases: Databases) -> str:
    model, all_databases.models[kind] = all_databases.models.get(kind, ""), all_databases.models[f"{kind} before"]
    try:
        return all_databases._copy(kind)
    finally:
        all_databases.models.pop(kind)
        if model:
            all_databases.models[kind] = model


def stands(url: str) -> tuple[Any, ...]:
    """Which version a database is at, what its tables are, and how many rows they have."""
    with connected(url) as connection:
        version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        person = tuple(column["name"] for column in sa.inspect(connection).get_columns("gate"))
        return version, person, tuple(sorted(filling.counts(connection).items()))


@contextmanager
def at_each_statement(act: Callable[[int], None]) -> Iterator[None]:
    """Do this before each statement that any engine made meanwhile executes; they are numbered from 1."""
    count, looking = 0, False

    def before(*_: object) -> None:
        nonlocal count, looking
        if not looking:
            count, looking = count + 1, True
            act(count)
            looking = False

    sa.event.listen(sa.Engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", before)


def killed(url: str, at: int) -> bool:
    """Migrate in a process that dies by SIGKILL before its statement of this number; whether it did."""
    child = os.fork()
    if not child:
        try:
            with at_each_statement(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == at else None):
                schema.upgrade(url, ring=RING)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_the_version_before_is_one_of_ours() -> None:
    assert BEFORE in REVISIONS
    assert set(STOPS) <= set(REVISIONS)
