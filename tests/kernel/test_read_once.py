"""What many parts of one page ask for is read once, and again as soon as anything may have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from casework.kernel import clock
from casework.kernel.closed_days import closed_days, courts_shut
from casework.kernel.database import db, reading, transaction
from casework.kernel.models import ClosedDay

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def asked(within: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def close(day: dt.date) -> None:
    db.session.add(ClosedDay(day=day, court_code="", why="Coronation", added_at=clock.now()))
    db.session.flush()


def selects(asked: list[str]) -> int:
    return sum("FROM closed_day" in statement for statement in asked)


def test_closed_days_are_read_once_for_a_page(asked: list[str]) -> None:
    with reading():
        assert closed_days() == closed_days() == courts_shut() == frozenset()
    assert selects(asked) == 1


def test_a_day_closed_meanwhile_counts_in_the_next_page(asked: list[str]) -> None:
    with reading():
        assert DAY not in closed_days()
    with transaction():
        close(DAY)
        assert DAY in closed_days()
        close(DAY + dt.timedelta(days=1))
        assert DAY + dt.timedelta(days=1) in closed_days()
    with reading():
        assert closed_days() == {DAY, DAY + dt.timedelta(days=1)}
