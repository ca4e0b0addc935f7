"""The deadline clock of an order: the date on its paper, three meetings on three days, no power to extend."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.appointments.rules import Outcome
from casework.kernel.deadline import ClockState
from orders import services
from orders.rules.clock import clock_of
from orders.rules.facts import Kept, MeetingFacts, OrderFacts
from orders.views.view import view_of
from tests.orders.conftest import MADE, NAMED, Case, on

SOON = NAMED - dt.timedelta(days=5)


def order(*meetings: MeetingFacts, required_by: dt.date | None = NAMED) -> OrderFacts:
    return OrderFacts(made_on=MADE, required_by=required_by, meetings=meetings)


def met(number: int, kept: Kept | None = Kept.COUNTED, day: dt.date = dt.date(2026, 7, 2)) -> MeetingFacts:
    return MeetingFacts(number, day + dt.timedelta(days=number), kept)


@pytest.mark.parametrize(
    ("facts", "today", "state"),
    [
        pytest.param(order(), MADE, ClockState.ON_TRACK, id="months left"),
        pytest.param(order(), NAMED - dt.timedelta(days=28), ClockState.AT_RISK, id="28 days left and none fixed"),
        pytest.param(order(), NAMED - dt.timedelta(days=29), ClockState.ON_TRACK, id="29 days left"),
        pytest.param(order(met(1), met(2)), NAMED, ClockState.AT_RISK, id="the named day itself counts"),
        pytest.param(order(met(1)), NAMED, ClockState.AT_RISK, id="two on the last day would have to be on one day"),
        pytest.param(
            order(met(1), met(2)), NAMED + dt.timedelta(days=1), ClockState.CANNOT_BE_MET, id="there is no extension"
        ),
        pytest.param(order(met(1), met(2), met(3)), SOON, ClockState.MET, id="all three kept"),
        pytest.param(
            order(met(1), met(2), met(3, Kept.REASON_NOT_KNOWN)), SOON, ClockState.ON_TRACK, id="a reason is awaited"
        ),
        pytest.param(
            order(met(1), met(2), met(3, Kept.EXCUSED)), SOON, ClockState.AT_RISK, id="excused: one to fix again"
        ),
        pytest.param(
            order(met(1), met(2), met(3, None)), NAMED + dt.timedelta(days=1), ClockState.AT_RISK, id="not recorded"
        ),
    ],
)
def test_states(facts: OrderFacts, today: dt.date, state: ClockState) -> None:
    assert clock_of(facts, today=today).state is state


def test_a_paper_without_a_date_is_worked_to_the_six_months() -> None:
    assert clock_of(order(required_by=None), today=MADE).by == dt.date(2026, 12, 12)


def test_a_proclaimed_day_takes_a_working_day_and_leaves_the_date() -> None:
    plain = clock_of(order(), today=SOON)
    proclaimed = clock_of(order(), today=SOON, closed={dt.date(2026, 11, 20)})
    assert (proclaimed.by, proclaimed.working_days_left) == (plain.by, (plain.working_days_left or 0) - 1)


@pytest.mark.sqlite
def test_the_page_says_what_is_needed_by_when_and_what_room_there_is(case: Case) -> None:
    case.keep(1, dt.date(2026, 7, 2))
    case.fix(2, dt.date(2026, 11, 23))
    found = view_of(case.order, by=case.sam, now=on(SOON, 8))
    assert found.clock == [
        ("Must be done by", "24 November 2026 (date on the order)"),
        ("Still needed", "2: 1 to book, 1 booked"),
        ("Time left", "4 working days, 3 useful free times (one a day)"),
    ]
    assert "There is no power to extend" not in found.alarm
    case.say(2, Outcome.CANCELLED_BY_US)
    told = services.clocks([f"order:{case.order.reference}"], agency_id=case.team.agency_id, now=on(NAMED, 16))
    [last] = told.values()
    assert (last.state, last.free_times_left) == (ClockState.CANNOT_BE_MET, 0), "nobody has room after half past three"
