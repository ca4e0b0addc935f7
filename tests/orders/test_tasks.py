"""What Today says of an order (ux 2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from casework.kernel.showing import Rank
from orders.rules import Kept, MeetingFacts, OrderFacts
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
