"""Moments, sealed columns, references, and transactions that say at their start whether they write."""

from __future__ import annotations

import datetime as dt
import gc
import threading
import time

import pytest
import sqlalchemy as sa
from flask import Flask, g

from casework.accounts.models import Agency
from casework.accounts.services import add_agency
from casework.kernel import clock, database, keyring
from casework.kernel.columns import reference, ring
from casework.kernel.database import db, transaction
from casework.people.models import Person

NOON = dt.datetime(2026, 7, 1, 11, 0, tzinfo=dt.UTC)


def _person(agency: Agency, name: str) -> Person:
    return Person(
        agency_id=agency.id,
        given_name=name,
        family_name="Łukasz-O'Brien",
        date_of_birth=dt.date(1990, 2, 28),
        created_at=NOON,
    )


def _keep(row: Agency) -> None:
    with transaction():
        db.session.add(row)


def test_a_moment_without_a_time_zone_is_refused(within: Flask) -> None:
    naive = Agency(name="A", kind="charity", created_at=dt.datetime(2026, 7, 1, 12))
    with pytest.raises(sa.exc.StatementError, match="needs its time zone"):
        _keep(naive)


def test_a_moment_comes_back_in_utc(within: Flask) -> None:
    summer = dt.datetime(2026, 7, 1, 12, 0, tzinfo=clock.LONDON)
    with transaction():
        agency = add_agency("Lantern", at=summer)
    assert db.session.get_one(Agency, agency.id).created_at == NOON
    assert db.session.get_one(Agency, agency.id).created_at.tzinfo is dt.UTC


def test_names_and_birth_dates_are_sealed_in_the_database(within: Flask) -> None:
    with transaction():
        db.session.add(_person(add_agency("Lantern", at=NOON), "Zoë"))
    raw = db.session.execute(sa.text("SELECT given_name, family_name, date_of_birth FROM person")).one()
    assert all(b"Zo" not in bytes(cell) and b"1990" not in bytes(cell) for cell in raw)
    found = db.session.scalars(sa.select(Person)).one()
    assert (found.given_name, found.family_name, found.date_of_birth) == ("Zoë", "Łukasz-O'Brien", dt.date(1990, 2, 28))


def test_a_sealed_value_moved_to_another_column_does_not_open(within: Flask) -> None:
    with transaction():
        db.session.add(_person(add_agency("Lantern", at=NOON), "Zoë"))
        db.session.flush()
        db.session.execute(sa.text("UPDATE person SET family_name = given_name"))
    with pytest.raises(keyring.KeyringError, match=r"person\.family_name"):
        db.session.scalars(sa.select(Person.family_name)).one()


def test_equal_names_are_sealed_differently(within: Flask) -> None:
    assert ring().seal(b"same", "person.given_name") != ring().seal(b"same", "person.given_name")


def test_a_key_ring_that_others_can_read_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "keyring.json"
    keyring.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(keyring.KeyringError, match="chmod 600"):
        keyring.load(path)


def test_references_say_nothing_and_do_not_repeat() -> None:
    made = {reference() for _ in range(5000)}
    assert len(made) == 5000
    assert not any(set("01ILOU") & set(one) for one in made)


def test_a_reading_request_can_write_nothing(within: Flask) -> None:
    g.intent = "read"
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text("DELETE FROM agency"))
    db.session.rollback()


def _fail_half_way() -> None:
    with transaction():
        add_agency("Lantern", at=NOON)
        raise RuntimeError("half way")


def test_a_transaction_that_fails_leaves_nothing(within: Flask) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        _fail_half_way()
    assert db.session.scalar(sa.select(sa.func.count(Agency.id))) == 0


def test_writers_that_read_first_queue_and_none_is_turned_away(app: Flask) -> None:
    """Under a plain BEGIN most of these would fail at once with "database is locked" (stack.md 7)."""
    with app.app_context(), transaction():
        key = add_agency("0", at=NOON).id

    def add_one() -> None:
        with app.app_context():
            for _ in range(10):
                with transaction():
                    agency = db.session.get_one(Agency, key, with_for_update=True)
                    agency.name = str(int(agency.name) + 1)

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.get_one(Agency, key).name == "40"


@pytest.mark.sqlite
def test_a_writer_waits_longer_for_its_colleagues_than_sqlite_would(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite alone would turn the second away after 20 ms; in the queue it has its turn."""
    monkeypatch.setitem(database.SQLITE_SETTINGS, "busy_timeout", 20)
    database.dispose(app)
    first_writes = threading.Event()

    def first() -> None:
        with app.app_context(), transaction():
            add_agency("first", at=NOON)
            first_writes.set()
            time.sleep(0.4)

    thread = threading.Thread(target=first)
    thread.start()
    first_writes.wait(20)
    with app.app_context():
        with transaction():
            add_agency("second", at=NOON)
        thread.join()
        assert db.session.scalars(sa.select(Agency.name).order_by(Agency.id)).all() == ["first", "second"]


@pytest.mark.sqlite
def test_whatever_becomes_of_a_writer_the_next_has_its_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_TURN_SECONDS", 60)

    def next_one() -> None:
        with app.app_context(), transaction():
            add_agency("next", at=NOON)

    with app.app_context():
        for leave in (sa.Connection.commit, sa.Connection.rollback, sa.Connection.invalidate, sa.Connection.close):
            connection = db.engine.connect()
            connection.execute(sa.text("UPDATE agency SET name = name"))
            leave(connection)
            connection.close()
        held = db.engine.connect()
        held.execute(sa.text("UPDATE agency SET name = name"))
        del held
        gc.collect()
        waiting = threading.Thread(target=next_one, daemon=True)
        waiting.start()
        waiting.join(30)
        assert not waiting.is_alive(), "somebody who is gone still holds the turn"
        assert db.session.scalars(sa.select(Agency.name)).all() == ["next"]
