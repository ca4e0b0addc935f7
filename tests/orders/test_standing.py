"""Where an order stands, from its facts alone (ux 3.3; domain rules 8, 9, 15 to 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules import AtCourt, Kept, MeetingFacts, OrderFacts, Status
from orders.rules.standing import ends_on, in_force, spent_on, standing

MADE, NAMED = date(2026, 6, 12), date(2026, 11, 24)
TODAY = date(2026, 9, 14)


def kept(number: int, day: date, how: Kept | None = Kept.COUNTED, *, started: bool = False) -> MeetingFacts:
    return MeetingFacts(number=number, day=day, kept=how, started=started)


ONE = kept(1, date(2026, 7, 2))
TWO = kept(2, date(2026, 8, 6))
THREE = kept(3, date(2026, 9, 10))
MISSED = kept(3, date(2026, 9, 10), Kept.REASON_NOT_KNOWN)


def order(*meetings: MeetingFacts, **more: Any) -> OrderFacts:
    return replace(OrderFacts(made_on=MADE, required_by=NAMED, meetings=meetings), **more)


@pytest.mark.parametrize(
    ("facts", "today", "status", "words"),
    [
        pytest.param(order(), TODAY, Status.ACTIVE, "0 of 3 attended", id="just made"),
        pytest.param(order(ONE, TWO), TODAY, Status.ACTIVE, "2 of 3 attended", id="two kept, in time"),
        pytest.param(order(ONE), date(2026, 10, 26), Status.ACTIVE, "1 of 3 attended", id="29 days left"),
        pytest.param(order(ONE), date(2026, 10, 27), Status.RUNNING_OUT, "Running out of time", id="28 days left"),
        pytest.param(
            order(ONE, TWO), date(2026, 11, 18), Status.RUNNING_OUT, "Running out of time", id="2 of 3, 6 days"
        ),
        pytest.param(
            order(ONE, TWO), NAMED, Status.RUNNING_OUT, "Running out of time", id="the last day is still in time"
        ),
        pytest.param(
            order(ONE, TWO), date(2026, 11, 25), Status.DATE_PASSED, "Date passed, not complied", id="the day after it"
        ),
        pytest.param(
            order(ONE, TWO, THREE), TODAY, Status.COMPLIED_NOT_TOLD, "Complied, court not yet told", id="three kept"
        ),
        pytest.param(
            order(ONE, TWO, THREE),
            date(2027, 1, 4),
            Status.COMPLIED_NOT_TOLD,
            "Complied, court not yet told",
            id="three kept, and nobody told the court before the date went by",
        ),
        pytest.param(
            order(ONE, TWO, THREE, court_told_on=TODAY),
            TODAY,
            Status.COMPLIED_TOLD,
            "Complied, court told",
            id="the court told",
        ),
        pytest.param(
            order(ONE, TWO, kept(3, TODAY - timedelta(days=1), None)),
            TODAY,
            Status.CHECK_FIRST,
            "Check first",
            id="yesterday not recorded",
        ),
        pytest.param(
            order(ONE, kept(2, TODAY, None, started=True)), TODAY, Status.CHECK_FIRST, "Check first", id="an hour ago"
        ),
        pytest.param(order(ONE, kept(2, TODAY, None)), TODAY, Status.ACTIVE, "1 of 3 attended", id="later today"),
        pytest.param(
            order(ONE, TWO, MISSED), TODAY, Status.REASON_AWAITED, "Reason awaited", id="missed, not known why"
        ),
        pytest.param(
            order(ONE, TWO, kept(3, date(2026, 9, 10), Kept.NOT_EXCUSED)),
            TODAY,
            Status.REASON_AWAITED,
            "Reason awaited",
            id="a reason not accepted is not yet an opinion",
        ),
        pytest.param(
            order(ONE, TWO, kept(3, date(2026, 9, 10), Kept.EXCUSED)),
            TODAY,
            Status.ACTIVE,
            "2 of 3 attended",
            id="excused",
        ),
        pytest.param(
            order(ONE, TWO, kept(3, date(2026, 9, 10), Kept.CANCELLED_BY_US), kept(3, date(2026, 9, 12))),
            TODAY,
            Status.COMPLIED_NOT_TOLD,
            "Complied, court not yet told",
            id="a replacement kept completes the three",
        ),
        pytest.param(
            order(ONE, TWO, kept(2, date(2026, 9, 10))),
            TODAY,
            Status.ACTIVE,
            "2 of 3 attended",
            id="the same meeting kept twice counts once",
        ),
        pytest.param(
            order(ONE, TWO, kept(3, NAMED)),
            date(2026, 11, 25),
            Status.COMPLIED_NOT_TOLD,
            "Complied, court not yet told",
            id="the third kept on the last day",
        ),
        pytest.param(
            order(ONE, TWO, kept(3, date(2026, 11, 25))),
            date(2026, 11, 26),
            Status.DATE_PASSED,
            "Date passed, not complied",
            id="kept the day after the date does not count",
        ),
        pytest.param(
            order(ONE, TWO, MISSED),
            date(2026, 12, 1),
            Status.DATE_PASSED,
            "Date passed, not complied",
            id="the date outruns a reason still awaited",
        ),
        pytest.param(
            order(ONE, TWO, MISSED, opinion_on=TODAY),
            TODAY,
            Status.NO_REASONABLE_EXCUSE,
            "No reasonable excuse: information to be laid",
            id="the opinion formed",
        ),
        pytest.param(
            order(ONE, TWO, MISSED, opinion_on=TODAY, at_court=AtCourt.PENDING),
            TODAY,
            Status.BACK_AT_COURT,
            "Back at court",
            id="information laid",
        ),
        pytest.param(
            order(ONE, MISSED, opinion_on=TODAY, at_court=AtCourt.FINE),
            TODAY,
            Status.ENDED,
            "Ended",
            id="fined instead",
        ),
        pytest.param(
            order(ONE, TWO, MISSED, opinion_on=TODAY, at_court=AtCourt.NO_ACTION),
            TODAY,
            Status.REASON_AWAITED,
            "Reason awaited",
            id="no action at court leaves the order running",
        ),
        pytest.param(order(ONE, revoked_on=TODAY), TODAY, Status.REVOKED, "Revoked", id="revoked"),
        pytest.param(
            order(ONE, TWO, kept(3, date(2026, 9, 10), Kept.REASON_NOT_KNOWN), court_told_on=TODAY),
            TODAY,
            Status.REASON_AWAITED,
            "Reason awaited",
            id="corrected after the court was told: no longer complied",
        ),
    ],
)
def test_the_status_of_an_order(facts: OrderFacts, today: date, status: Status, words: str) -> None:
    found = standing(facts, today=today)
    assert (found.status, found.tag[0]) == (status, words)
    assert found.because


def test_a_check_first_names_the_meetings_to_record() -> None:
    late = kept(2, date(2026, 9, 3), None)
    assert standing(order(ONE, late), today=TODAY).meetings == (late,)


def test_the_days_left_are_calendar_days_to_the_date_to_work_to() -> None:
    assert standing(order(ONE, TWO), today=date(2026, 11, 18)).days_left == 6


@pytest.mark.parametrize(
    ("facts", "ends"),
    [
        pytest.param(order(ONE), NAMED, id="the named date"),
        pytest.param(order(ONE, TWO, THREE), NAMED, id="complied, nobody told: the named date"),
        pytest.param(
            order(ONE, TWO, THREE, court_told_on=date(2026, 9, 14)), date(2026, 9, 14), id="the day of the notice"
        ),
        pytest.param(
            order(ONE, TWO, THREE, court_told_on=date(2026, 12, 1)),
            NAMED,
            id="a late notice: the named date came first",
        ),
        pytest.param(order(ONE, court_told_on=date(2026, 9, 14)), NAMED, id="a notice without three kept ends nothing"),
        pytest.param(order(ONE, revoked_on=date(2026, 8, 1)), date(2026, 8, 1), id="revoked"),
        pytest.param(order(ONE, required_by=None), None, id="a paper that names no date"),
    ],
)
def test_the_order_ends_with_the_notice_or_the_named_date_whichever_is_first(
    facts: OrderFacts, ends: date | None
) -> None:
    assert ends_on(facts) == ends


@pytest.mark.parametrize(
    ("day", "live"),
    [
        pytest.param(date(2026, 6, 11), False, id="before it was made"),
        pytest.param(date(2026, 6, 12), True, id="the day it was made"),
        pytest.param(date(2026, 9, 14), True, id="to the end of the day of the notice"),
        pytest.param(date(2026, 9, 15), False, id="the day after the notice"),
    ],
)
def test_the_order_is_in_force_to_the_end_of_its_last_day(day: date, live: bool) -> None:
    assert in_force(order(ONE, TWO, THREE, court_told_on=date(2026, 9, 14)), day) is live


def test_an_order_revoked_today_no_longer_stands_in_the_way_of_another() -> None:
    assert not in_force(order(ONE, revoked_on=TODAY), TODAY)


@pytest.mark.parametrize(
    ("facts", "spent"),
    [
        pytest.param(order(ONE), NAMED, id="the named date"),
        pytest.param(
            order(ONE, TWO, THREE, court_told_on=TODAY), NAMED, id="the named date, though the order ended before"
        ),
        pytest.param(order(ONE, MISSED), NAMED, id="a missed meeting alone hides nothing"),
        pytest.param(order(ONE, MISSED, opinion_on=TODAY), None, id="hidden once the opinion is formed"),
        pytest.param(order(ONE, at_court=AtCourt.PENDING), None, id="hidden while a breach is pending"),
        pytest.param(order(ONE, at_court=AtCourt.FINE), None, id="hidden once a fine replaced it"),
        pytest.param(order(ONE, revoked_on=TODAY), None, id="hidden once revoked"),
        pytest.param(order(required_by=None), None, id="hidden while the paper names no date"),
        pytest.param(
            order(required_by=date(2027, 1, 12)), None, id="hidden while the paper's date is past the ceiling"
        ),
    ],
)
def test_spent_on_is_the_named_date_or_nothing(facts: OrderFacts, spent: date | None) -> None:
    assert spent_on(facts) == spent


# --- true of every order, whatever happens and in whatever order it becomes known ---------------------------------

MEETING = st.builds(
    MeetingFacts,
    number=st.integers(1, 3),
    day=st.dates(MADE, NAMED + timedelta(days=30)),
    kept=st.none() | st.sampled_from(Kept),
    started=st.booleans(),
)
ORDER = st.builds(
    OrderFacts,
    made_on=st.just(MADE),
    required_by=st.none() | st.dates(MADE + timedelta(days=1), NAMED),
    meetings=st.lists(MEETING, max_size=6).map(tuple),
    court_told_on=st.none() | st.dates(MADE, NAMED),
    opinion_on=st.none() | st.just(TODAY),
    at_court=st.none() | st.sampled_from(AtCourt),
    revoked_on=st.none() | st.dates(MADE, NAMED),
)
DAY = st.dates(MADE, NAMED + timedelta(days=60))


@given(ORDER, DAY, st.randoms())
def test_the_order_in_which_facts_arrive_changes_nothing(facts: OrderFacts, today: date, chance: Random) -> None:
    meetings = list(facts.meetings)
    chance.shuffle(meetings)
    one, other = standing(facts, today=today), standing(replace(facts, meetings=tuple(meetings)), today=today)
    assert (one.status, one.attended, one.because) == (other.status, other.attended, other.because)


@given(ORDER, DAY)
def test_never_complied_without_three_different_meetings_attended_in_time(facts: OrderFacts, today: date) -> None:
    status = standing(facts, today=today).status
    if status in {Status.COMPLIED_NOT_TOLD, Status.COMPLIED_TOLD}:
        last = facts.required_by or date.max
        attended = {m.number for m in facts.meetings if m.kept is Kept.COUNTED and m.day <= last}
        assert attended == {1, 2, 3}
        assert not facts.unrecorded(today)


@given(ORDER, DAY)
def test_an_opinion_is_never_implied(facts: OrderFacts, today: date) -> None:
    if facts.opinion_on is None:
        assert standing(facts, today=today).status is not Status.NO_REASONABLE_EXCUSE


@given(ORDER, DAY)
def test_an_order_never_outlives_the_date_it_names(facts: OrderFacts, today: date) -> None:
    if facts.required_by and today > facts.required_by:
        assert not in_force(facts, today)
