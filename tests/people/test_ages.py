"""How old somebody is on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.people.rules import ages

BORN = dt.date(2008, 11, 21)
LEAP = dt.date(2008, 2, 29)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        pytest.param(BORN, dt.date(2026, 11, 20), 17, id="the day before the 18th birthday"),
        pytest.param(BORN, dt.date(2026, 11, 21), 18, id="on the 18th birthday"),
        pytest.param(LEAP, dt.date(2026, 2, 28), 17, id="born on 29 February, on 28 February of a common year"),
        pytest.param(LEAP, dt.date(2026, 3, 1), 18, id="born on 29 February, on 1 March"),
        pytest.param(LEAP, dt.date(2028, 2, 29), 20, id="born on 29 February, on the day itself"),
    ],
)
def test_full_years(born: dt.date, day: dt.date, age: int) -> None:
    assert ages.age_on(born, day) == age
    assert ages.is_under_18(born, day) == (age < 18)


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        pytest.param(dt.date(2026, 11, 22), True, id="tomorrow"),
        pytest.param(dt.date(2026, 11, 21), True, id="today"),
        pytest.param(dt.date(2026, 11, 20), False, id="yesterday is a child, not a fault"),
        pytest.param(dt.date(1905, 11, 22), False, id="120 years old"),
        pytest.param(dt.date(1905, 11, 20), True, id="121 years old"),
    ],
)
def test_dates_of_birth_that_cannot_be(born: dt.date, fault: bool) -> None:
    assert bool(ages.birth_fault(born, dt.date(2026, 11, 21))) is fault
