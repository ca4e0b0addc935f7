"""What Today says of an order (ux 2.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.kernel.showing import Rank
from orders.rules import Kept, MeetingFacts, OrderFacts
from orders.rules.clock import clock_of
from orders.rules.tasks import task_of

MADE, NAMED = date(2026, 6, 12), date(2026, 11, 24)
ONE = MeetingFacts(1, date(2026, 7, 2), Kept.COUNTED)
TWO = MeetingFacts(2, date(2026, 8, 6), Kept.COUNTED)
THREE = MeetingFacts(3, date(2026, 9, 10), Kept.COUNTED)
MISSED = MeetingFacts(3, date(2026, 9, 10), Kept.REASON_NOT_KNOWN, reference="K7Q3XWZ2")  # a Thursday


def order(*meetings: MeetingFacts) -> OrderFacts:
    return OrderFacts(made_on=MADE, required_by=NAMED, meetings=meetings)


@pytest.mark.parametrize(
    ("facts", "today", "rank", "button"),
    [
        pytest.param(order(ONE), date(2026, 8, 1), None, None, id="nothing while in time"),
        pytest.param(order(ONE, TWO, THREE), date(2026, 9, 10), Rank.COMPLIED, "Tell the court", id="at once"),
        pytest.param(order(ONE, TWO), date(2026, 11, 18), Rank.RUNNING_OUT, "Book", id="2 of 3, 6 days left"),
        pytest.param(
            order(ONE, TWO, MeetingFacts(3, date(2026, 11, 20))),
            date(2026, 11, 18),
            Rank.RUNNING_OUT,
            "Look",
            id="the third is fixed",
        ),
        pytest.param(order(ONE, TWO, MISSED), date(2026, 9, 16), None, None, id="four working days after a miss"),
        pytest.param(
            order(ONE, TWO, MISSED), date(2026, 9, 17), Rank.REASON_NEEDED, "Give reason", id="five working days"
        ),
        pytest.param(order(ONE, TWO), date(2026, 11, 25), Rank.OUTCOME_NEEDED, "Look", id="the date passed"),
    ],
)
def test_the_one_thing_an_order_asks_for(facts: OrderFacts, today: date, rank: Rank | None, button: str | None) -> None:
    task = task_of(facts, today=today)
    assert (task and task.rank, task and task.button) == (rank, button)


def test_after_how_many_business_days_a_reason_is_asked_for_is_the_sites_to_say() -> None:
    facts = order(ONE, TWO, MISSED)
    asked = [
        days
        for days in range(1, 11)
        if (task := task_of(facts, today=date(2026, 9, 17), reason_after=days)) and task.rank is Rank.REASON_NEEDED
    ]
    assert asked == [1, 2, 3, 4, 5]


def test_running_out_names_what_is_needed_and_by_when() -> None:
    task = task_of(order(ONE, TWO), today=date(2026, 11, 18))
    assert task is not None
    assert task.why == "needs 1 meeting by 24 November 2026, 6 days left"
    assert task.fix == 3


@pytest.mark.parametrize(
    ("free_days", "rank", "said"),
    [
        pytest.param(20, None, "", id="room enough: nothing is asked"),
        pytest.param(
            4,
            Rank.RUNNING_OUT,
            "needs 2 meetings by 24 November 2026, 40 days left. "
            "At risk: 2 to book: 4 useful free times in 29 working days",
            id="two to spare",
        ),
        pytest.param(
            0,
            Rank.RUNNING_OUT,
            "needs 2 meetings by 24 November 2026, 40 days left. "
            "Cannot now be met: 2 to book: no useful free times in 29 working days",
            id="no room at all",
        ),
    ],
)
def test_a_full_diary_puts_an_order_at_risk_long_before_its_date(free_days: int, rank: Rank | None, said: str) -> None:
    today, facts = date(2026, 10, 15), order(ONE)
    free = {today + timedelta(days=n): 1 for n in range(1, free_days + 1)}
    task = task_of(facts, today=today, clock=clock_of(facts, today=today, free=free))
    assert (task and task.rank, task.why if task else "") == (rank, said)


def test_what_is_booked_does_not_ask_for_a_free_time() -> None:
    facts = order(ONE, MeetingFacts(2, date(2026, 10, 20)), MeetingFacts(3, date(2026, 10, 21)))
    clock = clock_of(facts, today=date(2026, 10, 15), free={})
    assert task_of(facts, today=date(2026, 10, 15), clock=clock) is None
