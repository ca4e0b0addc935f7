"""A whole site moved to a real PostgreSQL, killed on the way, and found there row by row (issue: one code base)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import audit, clock, gate
from casework.kernel.database import db, dispose, reading, transaction
from casework.people.models import Person
from tests.moving.site import Move, rows
from tests.support.databases import Databases
from tests.support.peopled import manager, peopled
from web.app import create_app
from web.cli import waymark
from web.moving import commands
from web.moving.source import NoMove
from web.schema import WrongSchema
from web.services import gate as gates
from web.settings import Settings


def at(folder: Path) -> Settings:
    """The settings of a site that has everything in one folder."""
    given = {"WAYMARK_HOME": str(folder / "home"), "DATABASE_URL": f"sqlite:///{folder}/people.db"}
    return replace(Settings.from_environment(given), testing=True)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which everybody of the demonstration lives, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("site")
    with peopled(lambda **_: at(folder), folder):
        gate.start_again(clock.now())  # as if everybody had always lived here
        assert gate.why_closed() is None
    return folder


@pytest.fixture
def site(kept: Path, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(at(shutil.copytree(kept, tmp_path / "site")), pages=False)
    yield app
    dispose(app)


@pytest.fixture
def move(site: Flask, all_databases: Databases) -> Iterator[Move]:
    url = all_databases.empty("postgresql")
    yield Move(site, url)
    all_databases.drop(url)


def refused(settings: Settings) -> str:
    with pytest.raises(WrongSchema) as said:
        create_app(settings, pages=False)
    return str(said.value)


def cli(settings: Settings, *words: str) -> Any:
    given = {"WAYMARK_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    return CliRunner().invoke(waymark, list(words), env=given)


def test_killed_three_times_and_run_again_everything_is_there_and_nothing_leaves(site: Flask, move: Move) -> None:
    before, ring = rows(site), move.settings.keyring_path.read_bytes()
    dispose(site)
    move.killed_at(60)
    assert "has not ended" in refused(move.settings)
    assert "has not ended" in refused(move.to)
    move.killed_at(200)
    move.killed_before_it_counts()
    assert "was moved" in refused(move.settings)
    assert "has not ended" in refused(move.to)
    said = move.run()
    assert len([one for one in said if not one.startswith(("comparing", "working"))]) < 200, "it went on where it was"
    assert "was moved" in refused(move.settings)
    there = create_app(move.to, pages=False)
    after = rows(there)
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    for name, found in before.items():
        assert after[name] == found, name
    assert sum(map(len, before.values())) > 500
    assert move.settings.keyring_path.read_bytes() == ring
    with there.app_context():
        _goes_on(there)
    dispose(there)
    done = cli(move.settings, "move", "--to", move.to.database_url)
    assert (done.exit_code, "DATABASE_URL=postgresql" in done.output) == (0, True), done.output


def _goes_on(there: Flask) -> None:
    """The trail is whole, new rows are numbered after the old ones, and two people open the gate, nothing in doubt."""
    with reading():
        assert audit.first_broken() is None
        assert gate.why_closed() == gate.MOVED
        boss = manager()
        people = db.session.scalar(sa.select(sa.func.count(Person.id)))
    with transaction():
        db.session.add(Person(agency_id=boss.agency_id, given_name="Zoë", family_name="Blake", created_at=clock.now()))
    with reading():
        assert db.session.scalar(sa.select(sa.func.count(Person.id))) == (people or 0) + 1
        waits = _states()
    _release(there)
    with reading():
        assert gate.why_closed() is None
        assert _states() == waits, "a move puts no text in doubt"


def _states() -> list[Any]:
    return list(db.session.execute(sa.text("SELECT state, count(*) FROM text GROUP BY state ORDER BY state")).all())


def _release(there: Flask) -> None:
    from casework.accounts import services as accounts

    with transaction():
        agency = db.session.get_one(Agency, manager().agency_id)
        two = [
            accounts.add_staff(
                agency,
                name=f"Ada {n}",
                email=f"ada{n}@example.org",
                password="three kind words together",
                roles=[Role.ADMINISTRATOR],
                at=clock.now(),
            ).actor
            for n in (1, 2)
        ]
    with transaction():
        gates.ask("We moved", by=two[0], at=clock.now())
    with transaction():
        said = gates.agree(by=two[1], at=clock.now())
    assert "goes now" in said
    gate.start_again(clock.now())


def test_it_is_refused_while_anybody_uses_it_and_can_be_given_up(site: Flask, move: Move) -> None:
    with closing(sqlite3.connect(move.settings.database_url.removeprefix("sqlite:///"))) as other:
        other.execute("SELECT count(*) FROM staff").fetchone()
        assert "still running" in cli(move.settings, "move", "--to", move.to.database_url).output
    dispose(create_app(move.settings, pages=False))
    move.killed_at(10)
    assert cli(move.settings, "move", "--give-up").exit_code == 0
    again = create_app(move.settings, pages=False)
    with again.app_context(), transaction():
        assert gate.why_closed() is None
        db.session.execute(sa.update(Agency).values(name="Secret\0name"))
    dispose(again)
    with pytest.raises(NoMove, match="A row of agency, at about") as said:
        move.run()
    assert "Secret" not in str(said.value), "what PostgreSQL cannot keep is named without its words"
    with closing(sqlite3.connect(move.settings.database_url.removeprefix("sqlite:///"))) as file, file:
        file.execute("UPDATE agency SET name = 'Changed meanwhile'")
    done: dict[str, int] = {}
    rows, worked_out = commands._length(move.settings)
    move.run(lambda what, many: done.update({what: done.get(what, 0) + many}))
    of_statuses = [many for what, many in done.items() if what.startswith("working out")]
    assert of_statuses == [worked_out] * 2, "the bar comes to its end with the last status of the last side"
    assert sum(done.values()) - sum(of_statuses) == 2 * rows
    there = create_app(move.to, pages=False)
    with there.app_context(), reading():
        assert set(db.session.scalars(sa.select(Agency.name))) == {"Changed meanwhile"}, "it began anew"
    dispose(there)
    assert cli(move.settings, "move", "--give-up").exit_code == 0
    again = create_app(move.settings, pages=False)
    with again.app_context(), reading():
        assert gate.why_closed() == gate.RESTORED, "the other one may have been used"
    dispose(again)


def test_what_belongs_to_somebody_else_is_refused_and_left_as_it_was(site: Flask, all_databases: Databases) -> None:
    settings: Settings = site.extensions["settings"]
    dispose(site)
    url = all_databases.empty("postgresql")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE invoices (id int)"))
    said = cli(settings, "move", "--to", url)
    assert (said.exit_code, "used by something else: it has the table invoices" in said.output) == (1, True)
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 1
    other = all_databases.migrated("postgresql")
    engine = sa.create_engine(other, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO event SELECT 1, now(), NULL, NULL, 'x', '', '', '', '', '{}', '', ''"))
    assert "another Waymark’s records" in cli(settings, "move", "--to", other).output
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE gate SET moving = 'other'"))
    assert "the move of another Waymark" in cli(settings, "move", "--to", other).output
    for wrong, says in (
        (f"sqlite:///{settings.home}/x.db", "must begin with postgresql"),
        ("postgresql+psycopg://db.example.org/waymark", "sslmode=verify-full"),
        ("postgresql+psycopg://postgres@/none?host=/nowhere", "cannot be reached"),
        ("", "Say where to"),
    ):
        done = cli(settings, "move", "--to", wrong)
        assert (done.exit_code, says in done.output) == (1, True), done.output
    dispose(create_app(settings, pages=False))  # it was never marked
    for made in (url, other):
        all_databases.drop(made)


def test_both_databases_have_the_same_indexes(all_databases: Databases) -> None:
    """Whatever is looked up, unique or partial on one side is so on the other."""
    mine, other = (_indexes(all_databases, kind) for kind in ("sqlite", "postgresql"))
    assert mine == other
    assert len([one for one in mine if one[-1]]) > 10, "partial ones"


def _indexes(all_databases: Databases, kind: str) -> set[tuple[Any, ...]]:
    url = all_databases.migrated(kind)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        look = sa.inspect(connection)
        return {
            (table, index["name"], bool(index["unique"]), *index["column_names"], _is_partial(kind, index))
            for table in look.get_table_names()
            for index in look.get_indexes(table)
            if not index.get("duplicates_constraint")
        }


def _is_partial(kind: str, index: Any) -> bool:
    return index.get("dialect_options", {}).get(f"{kind}_where") is not None
