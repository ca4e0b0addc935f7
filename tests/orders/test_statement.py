"""What the court may be told of an order (ux 3.5; domain rules 9, 15 and 16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from orders.rules import AtCourt, Kept, MeetingFacts, OrderFacts
from orders.rules.statement import sentence, told_facts
from tests.orders.test_standing import DAY, ORDER

MADE, NAMED, TODAY = date(2026, 6, 12), date(2026, 11, 24), date(2026, 9, 14)
ONE = MeetingFacts(1, date(2026, 7, 2), Kept.COUNTED)
TWO = MeetingFacts(2, date(2026, 8, 6), Kept.COUNTED)
THREE = MeetingFacts(3, date(2026, 9, 10), Kept.COUNTED)


def order(*meetings: MeetingFacts) -> OrderFacts:
    return OrderFacts(made_on=MADE, required_by=NAMED, meetings=meetings)


@pytest.mark.parametrize(
    ("facts", "today", "words"),
    [
        pytest.param(
            order(ONE, TWO, THREE),
            TODAY,
            "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
            "2 July, 6 August and 10 September 2026. Required by 24 November 2026.",
            id="complied with",
        ),
        pytest.param(
            order(ONE),
            TODAY,
            "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026.",
            id="in progress",
        ),
        pytest.param(
            order(ONE, replace(TWO, kept=Kept.REASON_NOT_KNOWN)),
            TODAY,
            "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026.",
            id="a missed meeting is a count, not a judgement",
        ),
        pytest.param(
            order(ONE, replace(TWO, kept=Kept.CANCELLED_BY_US)),
            TODAY,
            "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026. "
            "1 appointment was cancelled by the service.",
            id="cancelled by us is said",
        ),
        pytest.param(
            order(ONE, TWO),
            date(2026, 11, 25),
            "Date passed. Attended 2 of 3 meetings required by the order of 12 June 2026: "
            "2 July and 6 August 2026. Required by 24 November 2026.",
            id="the date passed",
        ),
        pytest.param(
            order(ONE, TWO, replace(THREE, day=date(2026, 11, 26))),
            date(2026, 11, 27),
            "Date passed. Attended 2 of 3 meetings required by the order of 12 June 2026: "
            "2 July and 6 August 2026. Required by 24 November 2026. "
            "1 meeting of the order was attended after 24 November 2026, on 26 November 2026.",
            id="kept late is said with its date",
        ),
        pytest.param(order(ONE, replace(TWO, kept=None)), TODAY, None, id="nothing while one is not recorded"),
        pytest.param(replace(order(ONE), revoked_on=TODAY), TODAY, None, id="nothing once revoked"),
        pytest.param(replace(order(ONE), at_court=AtCourt.FINE), TODAY, None, id="nothing once fined instead"),
        pytest.param(replace(order(ONE), required_by=None), TODAY, None, id="in progress on a paper without a date"),
        pytest.param(
            replace(order(ONE, TWO, THREE), required_by=None),
            TODAY,
            "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
            "2 July, 6 August and 10 September 2026.",
            id="complied with, though the paper names no date",
        ),
    ],
)
def test_the_sentence_that_fits(facts: OrderFacts, today: date, words: str | None) -> None:
    assert sentence(facts, today=today) == words


@given(ORDER, DAY)
def test_no_order_with_an_unrecorded_meeting_can_be_told(facts: OrderFacts, today: date) -> None:
    if facts.unrecorded(today):
        assert sentence(facts, today=today) is None


@given(ORDER, DAY)
def test_complied_is_said_only_of_three_meetings_attended_in_time(facts: OrderFacts, today: date) -> None:
    said = sentence(facts, today=today) or ""
    assert said.startswith("Complied") is (bool(said) and len(facts.counted) == 3)
    assert "will not appear" not in said


def test_staff_read_each_meeting_and_the_query_before_they_send() -> None:
    facts = replace(order(ONE, replace(TWO, kept=None, day=date(2026, 10, 1))), query="Names no area")
    assert told_facts(facts, today=TODAY) == (
        "Meeting 1: 2 July 2026, attended",
        "Meeting 2: 1 October 2026, fixed",
        "Query with the court: Names no area",
    )
