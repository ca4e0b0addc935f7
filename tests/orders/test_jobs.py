"""What happens to an order by itself (domain rules 9, 12 and 15)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.kernel.database import db
from orders import jobs
from orders.rules import Status
from tests.orders.conftest import NAMED, Case, on


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param(dt.date(2026, 7, 2), Status.CHECK_FIRST, id="the time of a meeting came"),
        pytest.param(dt.date(2026, 6, 30), Status.ACTIVE, id="nothing happened"),
    ],
)
def test_the_stored_status_follows_the_day(case: Case, day: dt.date, status: Status) -> None:
    case.fix(1, dt.date(2026, 7, 2))
    changed = jobs.restate_due(lambda: on(day))
    db.session.rollback()
    assert case.order.status == status
    assert changed == (status is not Status.ACTIVE)


def test_the_date_of_the_order_goes_by(case: Case) -> None:
    jobs.restate_due(lambda: on(NAMED, 23))
    db.session.rollback()
    assert case.order.status == Status.RUNNING_OUT
    assert jobs.restate_due(lambda: on(NAMED + dt.timedelta(days=1), 1)) == 1
    db.session.rollback()
    assert case.order.status == Status.DATE_PASSED


def test_a_second_waking_changes_nothing(case: Case) -> None:
    assert jobs.restate_due(lambda: on(NAMED)) == 1
    assert jobs.restate_due(lambda: on(NAMED)) == 0
    assert case.order.status == Status.RUNNING_OUT
