"""Dates and times in words."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.kernel import words

TUESDAY = dt.date(2026, 10, 13)


def test_days() -> None:
    assert words.short_day(TUESDAY) == "Tue 13 Oct"
    assert words.short_day_year(TUESDAY) == "13 Oct 2026"
    assert words.long_day(TUESDAY) == "13 October 2026"
    assert words.full_day(TUESDAY) == "Tuesday 13 October 2026"


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        (dt.time(10), "10:00am"),
        (dt.time(0, 5), "12:05am"),
        (dt.time(12), "12:00pm"),
        (dt.time(12, 30), "12:30pm"),
        (dt.time(23, 59), "11:59pm"),
    ],
)
def test_times(wall: dt.time, said: str) -> None:
    assert words.clock_time(wall) == said


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        pytest.param(dt.datetime(2026, 3, 29, 0, 59), "Sun 29 Mar, 12:59am", id="before the clocks go forward"),
        pytest.param(dt.datetime(2026, 3, 29, 1, 0), "Sun 29 Mar, 2:00am", id="after"),
        pytest.param(dt.datetime(2026, 10, 25, 0, 30), "Sun 25 Oct, 1:30am", id="before the clocks go back"),
        pytest.param(dt.datetime(2026, 10, 25, 1, 30), "Sun 25 Oct, 1:30am", id="after"),
        pytest.param(dt.datetime(2026, 6, 30, 23, 30), "Wed 1 Jul, 12:30am", id="the London date, not the UTC one"),
    ],
)
def test_moments_are_said_in_london(utc: dt.datetime, said: str) -> None:
    assert words.short_moment(utc.replace(tzinfo=dt.UTC)) == said


def test_a_moment_in_full() -> None:
    assert words.long_moment(dt.datetime(2026, 10, 12, 15, 2, tzinfo=dt.UTC)) == "4:02pm on 12 October 2026"


def test_lists_and_counts() -> None:
    assert words.joined([]) == ""
    assert words.joined(["a"]) == "a"
    assert words.joined(["a", "b"]) == "a and b"
    assert words.joined(["a", "b", "c"], "or") == "a, b or c"
    assert words.counted(1, "appointment") == "1 appointment"
    assert words.counted(0, "person", "people") == "0 people"
