"""What stands in the way of starting: a sentence for each, all at once, and never later than it has to be."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from casework.kernel import clock, keyring
from casework.kernel.database import dispose
from casework.kernel.keyring import KeyringError
from casework.kernel.models import Event
from tests.support.staff import Team
from web import starting
from web.app import create_app
from web.cli import waymark
from web.rules import starting as words
from web.settings import BadSetting, Settings

NOON = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def settings(app: Flask, team: Team) -> Settings:
    team.actor("worker")
    dispose(app)
    found: Settings = app.extensions["settings"]
    return found


def test_where_all_is_well_nothing_is_said(settings: Settings) -> None:
    assert starting.problems(settings) == []
    given = {"WAYMARK_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    done = CliRunner().invoke(waymark, ["check"], env=given)
    assert (done.exit_code, done.output.strip()) == (0, words.WELL)


@pytest.mark.sqlite
def test_everything_is_said_at_once(settings: Settings) -> None:
    settings.keyring_path.unlink()
    later = clock.now() + dt.timedelta(days=400)
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as connection:
        row = {**dict.fromkeys(("act", "record", "compartment", "route", "reason"), ""), "detail": {}}
        connection.execute(sa.insert(Event).values(seq=10**6, at=later, previous=b"", digest=b"", **row))
        connection.execute(sa.text("UPDATE gate SET moving = 'x'"))
    engine.dispose()
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        wrong = replace(settings, port=taken.getsockname()[1])
        with pytest.raises(starting.CannotStart) as said:
            starting.must_be_well(wrong, serving=True)
        given = {"WAYMARK_HOME": str(settings.home), "DATABASE_URL": settings.database_url, "PORT": str(wrong.port)}
        done = CliRunner().invoke(waymark, ["check", "--serving"], env=given)
    found = str(said.value).splitlines()
    assert len(found) == len(PARTS)
    assert all(part in line for part, line in zip(PARTS, found, strict=True)), found
    assert done.exit_code == 1
    assert all(line in done.output for line in found)


PARTS = ("already in use", "was begun and has not ended", "is missing", "clock of this machine")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda s: s.keyring_path.write_text("{}"), "is not a key ring", id="no ring"),
        pytest.param(lambda s: _file(s).write_bytes(b"This is no database. " * 900), "Put back a backup", id="garbage"),
        pytest.param(lambda s: _says(s, "UPDATE alembic_version SET version_num = '999'"), "newer version", id="newer"),
        pytest.param(lambda s: _says(s, "UPDATE alembic_version SET version_num = '001'"), "migrate", id="older"),
        pytest.param(
            lambda s: _says(s, "UPDATE gate SET moving = 'x', moved_at = '2026-11-01'"), "was moved", id="moved"
        ),
    ],
)
def test_each_by_itself(settings: Settings, spoil: Callable[[Settings], object], says: str) -> None:
    spoil(settings)
    (line,) = starting.problems(settings)
    assert says in line


def _file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _says(settings: Settings, statement: str) -> None:
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.mark.sqlite
def test_another_sites_key_ring_and_a_home_that_is_none(settings: Settings, tmp_path: Path) -> None:
    other = replace(settings, home=tmp_path / "other")
    starting._home(other.home)
    assert "is missing" in starting.problems(other)[0]
    keyring.put(other.keyring_path, keyring.Keyring(1, {1: secrets.token_bytes(32)}, secrets.token_bytes(32)))
    assert "is not the one that sealed" in starting.problems(other)[0]
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    assert "cannot be written" in starting._home(nowhere / "home")[0]


@pytest.mark.postgresql
def test_a_further_machine_makes_no_key_ring_of_its_own(app: Flask, tmp_path: Path) -> None:
    """Nobody has set the service up yet, so nothing is sealed: what tells is the anchor that all machines share."""
    dispose(app)
    first: Settings = app.extensions["settings"]
    (tmp_path / "share.log").touch()
    second = replace(first, home=tmp_path / "second", anchor_file=str(tmp_path / "share.log"))
    starting._home(second.home)
    assert ["another machine has begun this site" in one for one in starting.problems(second)] == [True]
    with pytest.raises(KeyringError, match="another machine has begun this site"):
        create_app(second)
    keyring.put(second.keyring_path, keyring.load(first.keyring_path))
    assert starting.problems(second) == []


@pytest.mark.postgresql
def test_a_database_server_that_is_away_or_tells_another_time(settings: Settings, monkeypatch: Any) -> None:
    away = replace(settings, database_url="postgresql+psycopg://postgres@/none?host=/nowhere")
    assert "The database cannot be reached" in starting.problems(away)[0]
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.now(dt.UTC) - dt.timedelta(hours=2))
    assert "clock of this machine" in starting.problems(settings)[0]


def test_what_does_not_answer_is_said_and_not_waited_for(settings: Settings, monkeypatch: Any) -> None:
    ended = threading.Event()
    monkeypatch.setattr(starting, "_database", lambda _settings: [str(ended.wait(60))])
    begun = time.monotonic()
    (line,) = starting.problems(settings, limit=0.05)
    ended.set()
    assert time.monotonic() - begun < 30
    assert line.startswith("The database did not answer")


@pytest.mark.parametrize(
    ("newest", "servers", "wrong"),
    [
        (None, None, False),
        (NOON + 5 * MINUTE, NOON - 5 * MINUTE, False),
        (NOON + 6 * MINUTE, None, True),
        (NOON - 900 * MINUTE, NOON, False),
        (None, NOON - 6 * MINUTE, True),
        (None, NOON + 6 * MINUTE, True),
    ],
)
def test_when_a_clock_is_wrong(newest: dt.datetime | None, servers: dt.datetime | None, wrong: bool) -> None:
    assert bool(words.clock_line(NOON, newest, servers)) == wrong


def test_ports_that_cannot_be_had() -> None:
    assert "cannot listen" in starting._port("192.0.2.1", 8000)[0]
    assert starting._port("127.0.0.1", 0) == []


def test_all_wrong_settings_are_said_together() -> None:
    with pytest.raises(BadSetting) as said:
        Settings.from_environment({"PORT": "eighty", "LOCK_MINUTES": "long"})
    assert len(str(said.value).splitlines()) == 2
    with pytest.raises(BadSetting) as said:
        Settings.from_environment({"SMTP_SECURITY": "maybe", "SECRET_KEY": "x", "LOG_LEVEL": "chatty"})
    assert len(str(said.value).splitlines()) == 3
