"""Business days, against the government's own list and both clock changes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import govuk_bank_holidays
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel import workdays

LONDON = ZoneInfo("Europe/London")
PUBLISHED = Path(govuk_bank_holidays.__file__).parent / "bank-holidays.json"
days = st.dates(dt.date(2006, 1, 1), dt.date(2036, 12, 31))
extra = st.frozensets(days, max_size=5)
counts = st.integers(0, 60)


def govuk() -> set[dt.date]:
    events = json.loads(PUBLISHED.read_text())["england-and-wales"]["events"]
    return {dt.date.fromisoformat(event["date"]) for event in events}


def test_every_weekday_agrees_with_the_list_of_gov_uk() -> None:
    published = govuk()
    first, last = min(published).year, max(published).year
    assert last >= 2027
    day = dt.date(first, 1, 1)
    while day.year <= last:
        assert workdays.is_business_day(day) == (day.weekday() < 5 and day not in published), day
        day += dt.timedelta(days=1)


def test_the_days_that_are_written_down_are_those_of_the_library() -> None:
    asked = {
        year: " ".join(f"{day:%m-%d}" for day in sorted(holidays.country_holidays("GB", subdiv="ENG", years=year)))
        for year in range(2000, 2061)
    }
    wanted = "".join(f"{year}: {days}\n" for year, days in asked.items())
    assert workdays.WRITTEN.read_text() == wanted, f"a newer library knows other days: put this there\n{wanted}"


def test_other_years_are_asked_of_the_library() -> None:
    assert dt.date(1999, 4, 2) in workdays.bank_holidays(1999)  # Good Friday
    assert dt.date(2061, 12, 27) in workdays.bank_holidays(2061)  # for Christmas Day, a Sunday


@pytest.mark.parametrize(
    ("day", "counts_as_business"),
    [
        pytest.param(dt.date(2026, 4, 3), False, id="Good Friday"),
        pytest.param(dt.date(2026, 4, 6), False, id="Easter Monday"),
        pytest.param(dt.date(2026, 12, 25), False, id="Christmas Day"),
        pytest.param(dt.date(2026, 12, 28), False, id="the Monday kept for a Boxing Day on a Saturday"),
        pytest.param(dt.date(2026, 12, 29), True, id="the day after it"),
        pytest.param(dt.date(2022, 9, 19), False, id="a day proclaimed once, for a funeral"),
        pytest.param(dt.date(2023, 5, 8), False, id="a day proclaimed once, for a coronation"),
        pytest.param(dt.date(2026, 11, 21), False, id="Saturday"),
        pytest.param(dt.date(2026, 11, 22), False, id="Sunday"),
        pytest.param(dt.date(2026, 11, 23), True, id="Monday"),
        pytest.param(dt.date(2026, 8, 3), True, id="Scotland's August holiday is no holiday here"),
    ],
)
def test_days_that_catch_people_out(day: dt.date, counts_as_business: bool) -> None:
    assert workdays.is_business_day(day) is counts_as_business


def test_christmas_eve_and_three() -> None:
    assert workdays.add_business_days(dt.date(2026, 12, 24), 3) == dt.date(2026, 12, 31)
    assert workdays.business_days_before(dt.date(2026, 12, 31), 3) == dt.date(2026, 12, 24)


def test_a_day_kept_in_settings_closes_the_courts() -> None:
    proclaimed = frozenset({dt.date(2026, 11, 24)})
    assert not workdays.is_business_day(dt.date(2026, 11, 24), proclaimed)
    assert workdays.add_business_days(dt.date(2026, 11, 23), 1, proclaimed) == dt.date(2026, 11, 25)
    assert workdays.business_days_before(dt.date(2026, 11, 25), 1, proclaimed) == dt.date(2026, 11, 23)
    assert workdays.next_business_day(dt.date(2026, 11, 24), proclaimed) == dt.date(2026, 11, 25)


def test_two_days_before_a_tuesday_court_is_the_friday() -> None:
    assert workdays.business_days_before(dt.date(2026, 11, 3), 2) == dt.date(2026, 10, 30)


@pytest.mark.parametrize("count", [-1, -60])
def test_a_negative_number_of_days_is_an_error(count: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        workdays.add_business_days(dt.date(2026, 1, 1), count)
    with pytest.raises(ValueError, match="negative"):
        workdays.business_days_before(dt.date(2026, 1, 1), count)


@given(days, counts, extra)
def test_there_and_back_again(day: dt.date, count: int, closed: frozenset[dt.date]) -> None:
    later = workdays.add_business_days(day, count, closed)
    assert later >= day
    assert workdays.business_days_between(day, later, closed) == count
    assert count == 0 or workdays.is_business_day(later, closed)
    start = workdays.next_business_day(day, closed)
    assert workdays.business_days_before(workdays.add_business_days(start, count, closed), count, closed) == start


@given(days, days, days, extra)
def test_spans_add_up(a: dt.date, b: dt.date, c: dt.date, closed: frozenset[dt.date]) -> None:
    between = workdays.business_days_between
    assert between(a, b, closed) + between(b, c, closed) == between(a, c, closed)
    assert between(a, b, closed) == -between(b, a, closed)


@given(days, extra)
def test_the_next_business_day_is_the_first(day: dt.date, closed: frozenset[dt.date]) -> None:
    found = workdays.next_business_day(day, closed)
    skipped = [day + dt.timedelta(days=n) for n in range((found - day).days)]
    assert workdays.is_business_day(found, closed)
    assert not any(workdays.is_business_day(one, closed) for one in skipped)


@pytest.mark.parametrize(
    ("sent", "counts_on"),
    [
        pytest.param(dt.datetime(2026, 11, 20, 14, 30), dt.date(2026, 11, 20), id="at 14:30 it is still in time"),
        pytest.param(dt.datetime(2026, 11, 20, 14, 30, 1), dt.date(2026, 11, 23), id="a second later it is Monday's"),
        pytest.param(dt.datetime(2026, 11, 21, 9), dt.date(2026, 11, 23), id="Saturday morning is Monday's"),
        pytest.param(dt.datetime(2026, 12, 24, 15), dt.date(2026, 12, 29), id="late on Christmas Eve"),
        pytest.param(dt.datetime(2026, 3, 27, 14, 30), dt.date(2026, 3, 27), id="before the clocks go forward"),
        pytest.param(dt.datetime(2026, 3, 30, 14, 30), dt.date(2026, 3, 30), id="after the clocks go forward"),
        pytest.param(dt.datetime(2026, 10, 23, 14, 30), dt.date(2026, 10, 23), id="before the clocks go back"),
        pytest.param(dt.datetime(2026, 10, 26, 14, 30), dt.date(2026, 10, 26), id="after the clocks go back"),
    ],
)
def test_when_an_email_to_a_court_counts(sent: dt.datetime, counts_on: dt.date) -> None:
    moment = sent.replace(tzinfo=LONDON).astimezone(dt.UTC)
    assert workdays.email_counts_on(moment) == counts_on


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_a_clock_change_moves_no_business_day(night: dt.date) -> None:
    friday, monday = night - dt.timedelta(days=2), night + dt.timedelta(days=1)
    closed = frozenset[dt.date]()
    expected = workdays.next_business_day(monday, closed)
    assert workdays.add_business_days(friday, 1) == expected
    assert workdays.business_days_between(friday, expected) == 1
