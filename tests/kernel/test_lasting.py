"""PostgreSQL keeps what it has prepared from one reading transaction to the next, and undoes what was written."""

from __future__ import annotations

import socket

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.services import add_agency
from casework.kernel import clock, database
from casework.kernel.database import db, transaction
from casework.kernel.lasting import CutOff, server

_OFTEN = sa.select(Agency.id).where(Agency.name == "Lantern")
_PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT agency.id%'")


def _add_in_vain() -> None:
    with transaction():
        add_agency("Lantern", at=clock.now())
        raise LookupError


def _read_often() -> int:
    for _ in range(8):
        with database.reading():
            assert len(db.session.scalars(_OFTEN).all()) == 1
    with database.reading():
        return int(db.session.scalar(_PREPARED) or 0)


@pytest.mark.postgresql
def test_what_is_prepared_outlasts_the_transaction_that_read(within: Flask) -> None:
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1


@pytest.mark.postgresql
def test_what_is_written_is_still_undone_and_a_reader_is_still_held_to_reading(within: Flask) -> None:
    with pytest.raises(LookupError):
        _add_in_vain()
    assert db.session.scalars(_OFTEN).all() == []
    with database.reading(), pytest.raises(sa.exc.InternalError, match="read-only"):
        db.session.execute(sa.insert(Agency).values(name="Lantern", kind="charity", created_at=clock.now()))
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1


@pytest.mark.postgresql
def test_after_a_reading_that_failed_the_line_is_still_good(within: Flask) -> None:
    with database.reading(), pytest.raises(sa.exc.DataError):
        db.session.scalar(sa.text("SELECT 1 / 0"))
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1


@pytest.mark.sqlite
def test_a_server_that_does_not_answer_is_waited_for_by_one_and_then_left_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1_000.0
    monkeypatch.setattr("casework.kernel.lasting.time.monotonic", lambda: now)
    line = server("a machine of this test")

    def ask(fault: Exception | None = None) -> None:
        with line.asked():
            if fault is not None:
                raise fault

    silent, refused = psycopg.errors.ConnectionTimeout(), psycopg.OperationalError("connection refused")
    for fault, after in ((silent, 2.9), (CutOff(), 0.2), (silent, 3.1), (refused, 0.0)):
        with pytest.raises(type(fault)):
            ask(None if isinstance(fault, CutOff) else fault)
        now += after
    ask()  # it refused, which is an answer
    with pytest.raises(psycopg.errors.ConnectionTimeout):
        ask(silent)
    now += 3.1
    with line.asked(), pytest.raises(CutOff):
        ask()  # while one asks for everybody
    ask()


@pytest.mark.sqlite
def test_a_server_that_takes_the_line_and_says_nothing_is_asked_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        engine = sa.create_engine(f"postgresql+psycopg://127.0.0.1:{deaf.getsockname()[1]}/x?connect_timeout=2")
        database.prepare(engine)
        with pytest.raises(sa.exc.OperationalError, match="timeout"):
            engine.connect()
        with pytest.raises(sa.exc.OperationalError, match="did not answer a moment ago"):
            engine.connect()
        deaf.settimeout(1)
        deaf.accept()[0].close()
        with pytest.raises(TimeoutError):
            deaf.accept()
