"""Dates that follow from the court date and from a notice (domain rules 5, 7, 20 and 21)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.deadline import working_days_left
from casework.kernel.workdays import bank_holidays
from diversion.rules.dates import finish_by, may_ask_until, usual_court_day

CHRISTMAS_2026 = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("court", "days", "expected"),
    [
        pytest.param(date(2026, 11, 3), 2, date(2026, 10, 30), id="Tuesday court, two days: the Friday before"),
        pytest.param(date(2026, 12, 29), 2, date(2026, 12, 23), id="over Christmas"),
        pytest.param(date(2026, 11, 3), 0, date(2026, 11, 3), id="none: the court date itself"),
    ],
)
def test_finish_by_counts_back_in_business_days(court: date, days: int, expected: date) -> None:
    assert finish_by(court, days, CHRISTMAS_2026) == expected


@given(court=DAYS, days=st.integers(1, 30), closed=st.frozensets(DAYS, max_size=20))
def test_as_many_business_days_lie_between_as_the_scheme_asks(court: date, days: int, closed: frozenset[date]) -> None:
    """Against an independent count: walk every day from finish-by to the eve of court."""
    found = finish_by(court, days, closed)
    walk = [found + timedelta(days=n) for n in range((court - found).days)]
    business = [d for d in walk if d.weekday() < 5 and d not in closed and d not in bank_holidays(d.year)]
    assert len(business) == days
    assert business[0] == found


def test_the_usual_court_day_is_five_weeks_on() -> None:
    assert usual_court_day(date(2026, 10, 13), 5, frozenset()) == date(2026, 11, 17)


def test_the_usual_court_day_is_never_a_closed_day() -> None:
    assert usual_court_day(date(2026, 11, 20), 5, CHRISTMAS_2026) == date(2026, 12, 29)


def test_thirty_five_days_are_calendar_days_from_service() -> None:
    assert may_ask_until(date(2026, 10, 13)) == date(2026, 11, 17)


def test_no_working_days_are_left_once_the_date_has_passed_and_today_counts() -> None:
    friday, monday = date(2026, 10, 30), date(2026, 11, 2)
    assert working_days_left(friday, friday, ()) == 1
    assert working_days_left(friday, monday, ()) == 2
    assert working_days_left(monday, friday, ()) == 0
    assert working_days_left(date(2026, 11, 21), date(1971, 1, 4), ()) == 0
