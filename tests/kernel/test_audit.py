"""The audit trail: chained, in the same transaction as the change, broken by any tampering (promises P11)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from tests.support.tampering import unguard

NOON = dt.datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)
ROBIN = Actor(staff_id=None, agency_id=1, name="Robin", roles=frozenset({"worker"}))


def _write(count: int) -> None:
    with transaction():
        for number in range(count):
            others = [f"person:{number}A", f"person:{number}B"]
            audit.record(Act.ALTERATION, f"person:{number}", by=ROBIN, at=NOON, detail={"n": "ü"}, others=others)


def test_an_untouched_chain_is_whole(within: Flask) -> None:
    _write(20)
    assert audit.first_broken() is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE event SET record = 'person:9' WHERE seq = 5", id="a line changed"),
        pytest.param("UPDATE event SET reason = 'because' WHERE seq = 5", id="a reason put in"),
        pytest.param("UPDATE event_record SET record = 'person:X' WHERE seq = 5", id="a record of a list changed"),
        pytest.param("UPDATE event SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 5", id="a time changed"),
    ],
)
def test_tampering_is_found_at_its_line(within: Flask, damage: str) -> None:
    _write(10)
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.text(damage))
    assert audit.first_broken() == 5


def test_a_line_taken_out_is_found(within: Flask) -> None:
    _write(10)
    with transaction():
        unguard(db.session.connection())
        db.session.execute(sa.text("DELETE FROM event_record WHERE seq = 5"))
        db.session.execute(sa.text("DELETE FROM event WHERE seq = 5"))
    assert audit.first_broken() == 5


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE event SET reason = 'because' WHERE seq = 5", id="changed"),
        pytest.param("DELETE FROM event WHERE seq = 5", id="taken out"),
        pytest.param("UPDATE event_record SET record = 'person:X'", id="a record of a list changed"),
        pytest.param("DELETE FROM event_record", id="the records of lists taken out"),
    ],
)
def test_the_database_itself_refuses_to_change_a_line(within: Flask, change: str) -> None:
    _write(10)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), transaction():
        db.session.execute(sa.text(change))
    assert audit.first_broken() is None


def _fail_after_noting() -> None:
    with transaction():
        audit.record(Act.ALTERATION, "person:1", by=ROBIN, at=NOON)
        raise RuntimeError("no")


def test_a_change_that_fails_leaves_no_line(within: Flask) -> None:
    """T10."""
    with pytest.raises(RuntimeError, match="no"):
        _fail_after_noting()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_many_writers_keep_one_chain(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            for _ in range(8):
                _write(1)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.max(Event.seq))) == 32
        assert audit.first_broken() is None
