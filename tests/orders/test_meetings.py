"""Three meetings and never a fourth (domain rules 11, 14 and 18)."""

from __future__ import annotations

from datetime import date

import pytest

from orders.rules import Kept, MeetingFacts, OrderFacts
from orders.rules.meetings import fixing_fault, next_number, slots

MADE, NAMED, TODAY = date(2026, 6, 12), date(2026, 11, 24), date(2026, 9, 14)
ONE = MeetingFacts(1, date(2026, 7, 2), Kept.COUNTED)
TWO = MeetingFacts(2, date(2026, 8, 6), Kept.COUNTED)


def third(how: Kept | None, day: date = date(2026, 9, 10)) -> MeetingFacts:
    return MeetingFacts(3, day, how)


def order(*meetings: MeetingFacts) -> OrderFacts:
    return OrderFacts(made_on=MADE, required_by=NAMED, meetings=meetings)


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        pytest.param(order(), 1, id="the first"),
        pytest.param(order(ONE), 2, id="the second"),
        pytest.param(order(ONE, TWO), 3, id="the third"),
        pytest.param(order(ONE, TWO, third(None, date(2026, 9, 20))), None, id="all three fixed"),
        pytest.param(order(ONE, TWO, third(Kept.COUNTED)), None, id="all three kept"),
        pytest.param(order(ONE, TWO, third(Kept.REASON_NOT_KNOWN)), None, id="missed, reason not known yet"),
        pytest.param(order(ONE, TWO, third(Kept.NOT_EXCUSED)), None, id="missed, reason not accepted"),
        pytest.param(order(ONE, TWO, third(Kept.EXCUSED)), 3, id="excused: a replacement"),
        pytest.param(order(ONE, TWO, third(Kept.CANCELLED_BY_US)), 3, id="cancelled by us: a replacement"),
        pytest.param(order(ONE, TWO, third(Kept.MOVED)), 3, id="moved: a replacement"),
        pytest.param(order(MeetingFacts(1, date(2026, 7, 2), Kept.EXCUSED), TWO), 1, id="the earliest that is open"),
        pytest.param(
            order(ONE, TWO, third(Kept.CANCELLED_BY_US), third(None, date(2026, 9, 20))),
            None,
            id="one replacement at a time",
        ),
    ],
)
def test_which_meeting_comes_next(facts: OrderFacts, number: int | None) -> None:
    assert next_number(facts) == number


@pytest.mark.parametrize(
    ("facts", "day", "words"),
    [
        pytest.param(order(ONE), date(2026, 9, 21), None, id="an open meeting in time"),
        pytest.param(order(ONE), NAMED, None, id="on the last day"),
        pytest.param(order(ONE), date(2026, 11, 25), "24 November 2026", id="the day after the last"),
        pytest.param(order(ONE), date(2026, 6, 11), "12 June 2026", id="before the order"),
        pytest.param(
            order(ONE, TWO, third(None, date(2026, 9, 20))), date(2026, 9, 21), "all of them are fixed", id="a fourth"
        ),
        pytest.param(
            order(ONE, TWO, third(Kept.REASON_NOT_KNOWN)),
            date(2026, 9, 21),
            "acceptable reason",
            id="a missed one first",
        ),
        pytest.param(order(ONE, TWO, third(Kept.COUNTED)), date(2026, 9, 21), "No more meetings", id="complied"),
    ],
)
def test_when_a_meeting_may_be_fixed(facts: OrderFacts, day: date, words: str | None) -> None:
    fault = fixing_fault(facts, day, today=TODAY)
    assert (fault is None) if words is None else (fault is not None and words in fault.message)


def test_no_meeting_is_fixed_past_the_ceiling_though_the_paper_goes_past_it() -> None:
    queried = OrderFacts(made_on=MADE, required_by=date(2027, 1, 12), query="Names a date seven months on")
    fault = fixing_fault(queried, date(2026, 12, 13), today=TODAY)
    assert fault is not None
    assert "12 December 2026" in fault.message


def test_the_three_meetings_keep_every_time_they_were_fixed() -> None:
    excused, again = third(Kept.EXCUSED), third(None, date(2026, 9, 20))
    assert [len(slot.fixings) for slot in slots(order(ONE, excused, again))] == [1, 0, 2]
    assert slots(order(excused, again))[2].last == again
