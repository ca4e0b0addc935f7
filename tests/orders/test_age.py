"""Under 18 on the day of the offence: no order, and the safeguarding page (domain rule 1)."""

from __future__ import annotations

from datetime import date

import pytest

from orders.rules.age import AgeStop, age_stop, offence_date_fault

MADE = date(2026, 6, 12)


@pytest.mark.parametrize(
    ("born", "offence_on", "doubted", "stop"),
    [
        pytest.param(date(2008, 5, 1), date(2026, 5, 1), False, None, id="18 on the day of the offence"),
        pytest.param(date(2008, 5, 1), date(2026, 4, 30), False, AgeStop.UNDER_18, id="18 the day after it"),
        pytest.param(date(2008, 6, 13), None, False, AgeStop.UNDER_18, id="not yet 18 when the order was made"),
        pytest.param(date(1995, 2, 3), None, False, None, id="long an adult, offence date not known"),
        pytest.param(None, date(2026, 5, 1), False, AgeStop.NOT_KNOWN, id="date of birth not known"),
        pytest.param(date(1995, 2, 3), date(2026, 5, 1), True, AgeStop.DOUBTED, id="her age is doubted"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), False, AgeStop.UNDER_18, id="born on the leap day"),
    ],
)
def test_the_age_stop(born: date | None, offence_on: date | None, doubted: bool, stop: AgeStop | None) -> None:
    assert age_stop(born, offence_on=offence_on, made_on=MADE, doubted=doubted) is stop


@pytest.mark.parametrize(
    ("born", "offence_on", "asked"),
    [
        pytest.param(date(2008, 1, 1), None, True, id="18 in January, order in June"),
        pytest.param(date(2008, 1, 1), date(2026, 5, 1), False, id="the date is given"),
        pytest.param(date(2007, 6, 12), None, False, id="18 a year before the order"),
        pytest.param(date(2007, 6, 13), None, True, id="18 a day less than a year before it"),
    ],
)
def test_the_offence_date_is_asked_for_where_it_decides(born: date, offence_on: date | None, asked: bool) -> None:
    assert (offence_date_fault(born, offence_on=offence_on, made_on=MADE) is not None) is asked
