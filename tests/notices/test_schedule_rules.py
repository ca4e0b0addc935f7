"""When a court is told, chased, and until when trying again is of use (domain rules 20 and 22). Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.workdays import email_counts_on, is_business_day
from notices.rules.schedule import at, chase_at, chase_until, last_day_proposed, times, useful_until

LONDON = ZoneInfo("Europe/London")


def london(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("court_day", "proposed", "last_look"),
    [
        pytest.param(date(2026, 10, 15), london(13, 12), london(14, 14), id="a Thursday: Tuesday noon, Wednesday"),
        pytest.param(date(2026, 10, 13), london(9, 12), london(12, 14), id="a Tuesday: over the weekend"),
        pytest.param(date(2026, 10, 17), london(15, 12), london(16, 14), id="a Saturday court: as from Friday"),
        pytest.param(date(2026, 10, 27), london(23, 12), london(26, 14), id="the clocks go back between: London time"),
        pytest.param(date(2026, 12, 29), london(23, 12, month=12), london(24, 14, month=12), id="over Christmas"),
    ],
)
def test_everybody_is_proposed_two_business_days_before_and_looked_at_on_the_last(
    court_day: date, proposed: datetime, last_look: datetime
) -> None:
    found = times(court_day)
    assert (found.propose_at, found.last_look_at) == (proposed, last_look)
    assert found.counts_until == last_look + timedelta(minutes=30)
    assert found.propose_at.tzinfo is UTC


def test_a_day_closed_by_hand_moves_both_back() -> None:
    assert times(date(2026, 10, 15), {date(2026, 10, 14)}).propose_at == london(12, 12)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)))
def test_the_last_day_proposed_is_the_last_whose_moment_has_come(now: datetime) -> None:
    last = last_day_proposed(now)
    assert times(last).propose_at <= now
    assert times(last + timedelta(days=1)).propose_at > now


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_what_is_sent_at_the_last_look_counts_before_the_court_day(court_day: date) -> None:
    assert email_counts_on(times(court_day).last_look_at) < court_day


@pytest.mark.parametrize(
    ("sent", "court_day", "due"),
    [
        pytest.param(london(12, 11), None, london(13, 11), id="one business day"),
        pytest.param(london(9, 11), None, london(12, 11), id="over a weekend"),
        pytest.param(london(10, 23), None, london(13, 9), id="sent on a Saturday counts from Monday morning"),
        pytest.param(london(13, 16), date(2026, 10, 15), london(14, 14), id="at the last look where that is sooner"),
        pytest.param(london(14, 16), date(2026, 10, 15), london(15, 9), id="on the morning of court where that is"),
        pytest.param(london(15, 11), date(2026, 10, 15), london(16, 11), id="sent on the day itself: nothing sooner"),
    ],
)
def test_chased_after_one_business_day(sent: datetime, court_day: date | None, due: datetime) -> None:
    assert chase_at(sent, court_day) == due


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)), st.integers(0, 20))
def test_never_chased_before_it_was_sent_nor_later_than_one_business_day(sent: datetime, ahead: int) -> None:
    due = chase_at(sent, sent.date() + timedelta(days=ahead))
    assert sent < due <= chase_at(sent, None)
    assert is_business_day(chase_at(sent, None).astimezone(LONDON).date())


def test_chasing_ends_with_the_court_day_or_after_four_weeks() -> None:
    assert chase_until(london(12, 11), date(2026, 10, 15)) == london(16, 0)
    assert chase_until(london(12, 11), None) == london(12, 11) + timedelta(days=28)


@pytest.mark.parametrize(
    ("made", "court_day", "until"),
    [
        pytest.param(london(12, 11), date(2026, 10, 15), london(15, 17), id="until the court rises"),
        pytest.param(london(15, 16), date(2026, 10, 15), london(16, 16), id="at least one business day"),
        pytest.param(london(9, 11), None, london(13, 11), id="two business days where there is no court day"),
    ],
)
def test_trying_again_is_of_use_until(made: datetime, court_day: date | None, until: datetime) -> None:
    assert useful_until(made, court_day) == until


def test_a_wall_time_is_londons() -> None:
    assert at(date(2026, 7, 1), time(12)).hour == 11
    assert at(date(2026, 12, 1), time(12)).hour == 12
