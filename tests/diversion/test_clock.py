"""The deadline clock of a referral, with the diary of its worker: on its page, on Today and for many at once."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.kernel.database import db, transaction
from casework.kernel.deadline import ClockState
from casework.kernel.showing import Rank
from diversion import services
from diversion.models import Referral
from diversion.services.facts import facts_of_all
from diversion.services.loading import load_all
from diversion.views.view import view_of
from tests.diversion.conftest import COURT_DAY, Case, on

TODAY = dt.date(2026, 10, 2)
FRIDAY = dt.date(2026, 10, 30)
NOW = on(TODAY, 8)


@pytest.fixture
def full(case: Case) -> Case:
    """Four weeks before the date, and Robin away until the day before it: the status alone says "in progress"."""
    case.arrest()
    with transaction():
        case.referral.worker_id = case.robin.staff_id
        staff = db.session.get_one(Staff, case.robin.staff_id)
        last = FRIDAY - dt.timedelta(days=1)
        appointments.record_leave(staff, first_day=TODAY, last_day=last, by=case.robin, at=NOW)
    return case


@pytest.mark.sqlite
def test_a_diary_that_is_too_full_is_said_while_there_is_time_to_act(
    full: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.kernel.clock.now", lambda: NOW)
    assert full.referral.status == "in_progress"
    found = view_of(full.referral, by=full.robin, now=NOW)
    assert found.risk == ("At risk", "orange")
    assert found.alarms == [
        "2 to book: 1 useful free time in 21 working days. "
        "Book now, or ask a colleague or a partner service that has room."
    ]
    [task] = services.tasks(agency_id=full.team.agency_id, staff_id=full.robin.staff_id, today=TODAY)
    assert (task.rank, task.slack) == (Rank.RUNNING_OUT, -1)
    assert task.url.endswith(f"referral:{full.referral.reference}:1")


@pytest.mark.sqlite
def test_once_even_the_first_has_no_room_it_cannot_be_met_and_may_still_count(full: Case) -> None:
    """The first is with Robin alone, so the partner's free days are worth nothing until it is kept (rule 8)."""
    with transaction():
        staff = db.session.get_one(Staff, full.robin.staff_id)
        appointments.record_leave(staff, first_day=FRIDAY, last_day=COURT_DAY, by=full.robin, at=NOW)
    found = view_of(full.referral, by=full.robin, now=NOW)
    assert found.risk == ("Cannot now be met", "red")
    assert found.alarms[0].endswith(
        "One kept after Fri 30 Oct but before the hearing still counts, and is reported with its date."
    )


@pytest.mark.sqlite
def test_a_case_that_ended_has_no_clock(full: Case) -> None:
    full.discontinued(on_day=TODAY)
    found = view_of(full.referral, by=full.robin, now=NOW)
    assert (found.chip, found.risk, found.alarms) == (None, None, [])
    assert [key for key, _value in found.rows] == ["Court", "Finish by", "Police reference"]


def test_many_clocks_take_no_more_queries_than_one(full: Case) -> None:
    few = _queries(full)
    for number in range(4):
        full.arrest_again(at=on(TODAY), arrested_on=dt.date(2026, 9, 20 + number), court_day=COURT_DAY)
    assert _queries(full) == few
    found = services.clocks(_subjects(), agency_id=full.team.agency_id, now=NOW)
    assert len(found) == 5
    assert {one.state for one in found.values()} <= {ClockState.AT_RISK, ClockState.ON_TRACK}


def _subjects() -> list[str]:
    return [f"referral:{reference}" for reference in db.session.scalars(sa.select(Referral.reference))]


def _queries(case: Case) -> int:
    db.session.rollback()
    found = load_all(agency_id=case.team.agency_id)
    facts, seen = facts_of_all(found, at=NOW), list[str]()

    def note(*said: object) -> None:
        seen.append(str(said[2]))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        services.clocks_of(found, facts, now=NOW)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) <= 5
    return len(seen)
