"""London wall time and UTC, on both nights the clocks change (domain rule 22)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.kernel import clock
from casework.kernel.refused import Refused


@pytest.mark.parametrize(
    ("day", "time", "utc_hour"),
    [
        pytest.param(dt.date(2027, 1, 5), dt.time(10), 10, id="winter is UTC"),
        pytest.param(dt.date(2027, 7, 5), dt.time(10), 9, id="summer is an hour ahead of UTC"),
        pytest.param(dt.date(2027, 3, 28), dt.time(10), 9, id="the morning after the clocks went forward"),
        pytest.param(dt.date(2027, 10, 31), dt.time(10), 10, id="the morning after the clocks went back"),
    ],
)
def test_wall_time_becomes_its_moment(day: dt.date, time: dt.time, utc_hour: int) -> None:
    assert clock.moment(day, time).hour == utc_hour
    assert clock.local(clock.moment(day, time)).time() == time


def test_a_time_that_does_not_exist_is_refused_on_its_field() -> None:
    with pytest.raises(Refused, match="go forward that night") as no:
        clock.moment(dt.date(2027, 3, 28), dt.time(1, 30), field="time")
    assert no.value.field == "time"


def test_a_time_that_happens_twice_is_refused() -> None:
    with pytest.raises(Refused, match="go back that night"):
        clock.moment(dt.date(2027, 10, 31), dt.time(1, 30))


def test_the_london_day_of_a_late_summer_evening_is_the_next_one() -> None:
    assert clock.local_day(dt.datetime(2027, 7, 5, 23, 30, tzinfo=dt.UTC)) == dt.date(2027, 7, 6)
