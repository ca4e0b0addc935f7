"""What Waymark refuses to start on, each wrong setting by itself (promises P13, O1, O2, O6)."""

from __future__ import annotations

import json
import os
import runpy
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from casework.kernel import clock
from casework.kernel.columns import ring
from casework.kernel.database import UnsafeDatabase, assert_safe, dispose, prepare
from casework.kernel.keyring import KeyringError
from tests.support.staff import Team
from web import worker
from web.app import create_app
from web.cli import waymark
from web.schema import WrongSchema
from web.settings import BadSetting, Settings

WRONG_SQLITE = {
    "journal_mode": ["delete", "truncate", "memory", "off"],
    "synchronous": ["0", "1"],
    "foreign_keys": ["0"],
    "secure_delete": ["0", "fast"],
    "busy_timeout": ["0", "4999"],
    "trusted_schema": ["1"],
    "cell_size_check": ["0"],
    "temp_store": ["0", "1"],
    "locking_mode": ["exclusive"],
    "read_uncommitted": ["1"],
    "writable_schema": ["1"],
    "ignore_check_constraints": ["1"],
}
WRONG_POSTGRESQL = {
    "synchronous_commit": "off",
    "zero_damaged_pages": "on",
    "ignore_checksum_failure": "on",
    "session_replication_role": "replica",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "'read uncommitted'",
    "standard_conforming_strings": "off",
    "client_encoding": "'LATIN1'",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
SERVERS_OWN = ("fsync", "full_page_writes")


def test_there_are_twenty_wrong_settings_and_more() -> None:
    assert sum(map(len, WRONG_SQLITE.values())) + len(WRONG_POSTGRESQL) + len(SERVERS_OWN) > 20


@pytest.mark.parametrize(("name", "wrong"), [(name, wrong) for name in WRONG_SQLITE for wrong in WRONG_SQLITE[name]])
def test_sqlite_with_one_wrong_setting(name: str, wrong: str, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/unsafe.db")
    prepare(engine)
    sa.event.listen(engine, "connect", lambda dbapi, _record: dbapi.execute(f"PRAGMA {name}={wrong}"))
    with pytest.raises(UnsafeDatabase, match=name):
        assert_safe(engine)
    engine.dispose()


@pytest.mark.postgresql
def test_postgresql_with_one_wrong_setting(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    for name, wrong in WRONG_POSTGRESQL.items():
        with unsafe(url, f"SET {name} = {wrong}") as engine, pytest.raises(UnsafeDatabase, match=name):
            assert_safe(engine)


@contextmanager
def unsafe(url: str, said: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    prepare(engine)

    def say(dbapi: Any, _record: object) -> None:
        dbapi.execute(said)
        dbapi.commit()

    sa.event.listen(engine, "connect", say)
    yield engine
    engine.dispose()


@pytest.mark.postgresql
def test_a_postgresql_server_that_does_not_write_through(app: Flask) -> None:
    engine = sa.create_engine(
        app.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    safe = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"], poolclass=sa.NullPool)
    prepare(safe)
    for name in SERVERS_OWN:
        with engine.connect() as connection:
            connection.execute(sa.text(f"ALTER SYSTEM SET {name} = off"))
            try:
                reload_until(connection, name, "off")
                with pytest.raises(UnsafeDatabase, match=name):
                    assert_safe(safe)
            finally:
                connection.execute(sa.text(f"ALTER SYSTEM RESET {name}"))
                reload_until(connection, name, "on")
    assert_safe(safe)


def reload_until(connection: sa.Connection, name: str, value: str) -> None:
    connection.execute(sa.text("SELECT pg_reload_conf()"))
    for _ in range(3000):
        if connection.execute(sa.text(f"SHOW {name}")).scalar() == value:
            return
        connection.execute(sa.text("SELECT pg_sleep(0.01)"))
    raise AssertionError(f"{name} did not become {value}")


def again(app: Flask) -> None:
    """Stop it, and start it anew with the same settings."""
    dispose(app)
    dispose(create_app(app.extensions["settings"], pages=False))


def keyring_of(app: Flask) -> Path:
    with app.app_context():
        return ring().path


def _missing(path: Path) -> None:
    path.unlink()


def _another(path: Path) -> None:
    raw = json.loads(path.read_text())
    raw["keys"] = {"1": "A" * 42 + "E="}
    path.write_text(json.dumps(raw))


def _another_for_looking_up(path: Path) -> None:
    raw = json.loads(path.read_text())
    path.write_text(json.dumps(raw | {"index_key": "A" * 42 + "E="}))


def _readable(path: Path) -> None:
    path.chmod(0o644)


def _nonsense(path: Path) -> None:
    path.write_text("{}")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(_missing, "is missing", id="missing"),
        pytest.param(_another, "not the one that sealed", id="another"),
        pytest.param(_another_for_looking_up, "not the one that sealed", id="another for looking up"),
        pytest.param(_readable, "chmod 600", id="0644"),
        pytest.param(_nonsense, "not a key ring", id="no ring"),
    ],
)
def test_a_key_ring_that_is_not_the_databases(app: Flask, team: Team, spoil: Callable[[Path], None], said: str) -> None:
    """O1."""
    team.actor("worker")
    again(app)
    path = keyring_of(app)
    spoil(path)
    with pytest.raises(KeyringError, match=said):
        again(app)
    assert not (spoil is _missing and path.exists()), "no new ring takes the place of the lost one"


@pytest.mark.sqlite
def test_a_database_of_another_version(app: Flask) -> None:
    """O2."""
    for stands, says in (("001", "waymark migrate"), ("999", "a newer version of Waymark wrote")):
        said = f"UPDATE alembic_version SET version_num = '{stands}'"
        with app.app_context():
            engine = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
            with engine.begin() as connection:
                connection.execute(sa.text(said))
            engine.dispose()
        with pytest.raises(WrongSchema, match=says):
            again(app)


def test_a_machine_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """O2."""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    try:
        zoneinfo.reset_tzpath([])
        zoneinfo.ZoneInfo.clear_cache(only_keys=["Europe/London"])
        with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
            runpy.run_path(str(clock.__file__))
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.sqlite
def test_debugging_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """O6."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(BadSetting, match="FLASK_DEBUG"):
        again(app)


@pytest.mark.parametrize(
    ("who", "allowed", "starts"), [(0, "", False), (0, "no", False), (0, "yes", True), (1000, "", True)]
)
def test_root(monkeypatch: pytest.MonkeyPatch, who: int, allowed: str, starts: bool) -> None:
    """O1: the web server, the worker and every command read their settings this way."""
    monkeypatch.setattr(os, "geteuid", lambda: who)
    monkeypatch.setenv("ALLOW_ROOT", allowed)
    if starts:
        Settings.of_this_process()
        return
    with pytest.raises(BadSetting, match="does not run as root"):
        Settings.of_this_process()
    with pytest.raises(BadSetting, match="does not run as root"):
        runpy.run_path(str(Path(worker.__file__).parents[1] / "wsgi.py"))
    assert worker.main() == 2
    assert CliRunner().invoke(waymark, ["verify"]).exit_code == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "secret"),
        ("SECRET_KEY", "dev"),
        ("DATABASE_URL", "postgresql+psycopg://waymark@db.example.org/waymark"),
        ("DATABASE_URL", "postgresql+psycopg://waymark@db.example.org/waymark?sslmode=require"),
        ("DATABASE_URL", "mysql://127.0.0.1/waymark"),
    ],
)
def test_settings_that_give_something_away(name: str, value: str) -> None:
    """O6, and ASVS 12.3.1: nothing crosses a network unchecked."""
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({name: value})


def test_a_database_on_another_machine_is_spoken_to_under_its_checked_name() -> None:
    url = "postgresql+psycopg://waymark@db.example.org/waymark?sslmode=verify-full"
    assert Settings.from_environment({"DATABASE_URL": url}).database_url == url


@pytest.mark.sqlite
def test_the_worker_says_in_one_sentence_why_it_does_not_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = app.extensions["settings"]
    keyring_of(app).chmod(0o644)
    monkeypatch.setattr(Settings, "from_environment", lambda _: replace(settings))
    assert worker.main() == 2
    assert capsys.readouterr().err.count("\n") == 1
