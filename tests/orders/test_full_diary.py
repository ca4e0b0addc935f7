"""An order is on Today as soon as its supervisor's diary leaves it too little room, long before its date is near."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.kernel.database import db, transaction
from casework.kernel.worklists import Rank
from orders import services
from tests.orders.conftest import NAMED, Case, on

pytestmark = pytest.mark.sqlite
TODAY = NAMED - dt.timedelta(days=45)


def away(case: Case, last: dt.date) -> None:
    with transaction():
        staff = db.session.get_one(Staff, case.sam.staff_id)
        appointments.record_leave(staff, first_day=TODAY, last_day=last, by=case.sam, at=on(TODAY))


@pytest.mark.parametrize(
    ("back", "said"),
    [
        pytest.param(30, "", id="two weeks are room enough"),
        pytest.param(1, "At risk: 3 to book: 2 useful free times in 32 working days", id="two days for three"),
        pytest.param(-1, "Cannot now be met: 3 to book: no useful free times in 32 working days", id="none"),
    ],
)
def test_a_supervisor_on_leave_is_said_six_weeks_before(case: Case, back: int, said: str) -> None:
    away(case, NAMED - dt.timedelta(days=back + 1))
    db.session.rollback()
    with time_machine.travel(on(TODAY), tick=False):
        found = services.worklist(agency_id=case.sam.agency_id, staff_id=case.sam.staff_id, today=TODAY)
    rows = [(task.rank, task.why, task.button) for task in found.tasks]
    whole = f"needs 3 meetings by 24 November 2026, 45 days left. {said}"
    assert rows == ([(Rank.RUNNING_OUT, whole, "Book")] if said else [])
