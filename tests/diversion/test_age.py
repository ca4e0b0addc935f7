"""Under 18 on the day of the alleged offence: a hard stop (domain rule 1; journey F)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from diversion.rules.age import AdultThen, AgeDoubt, Safeguard, arrest_faults, may_enter

ARRESTED = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("born", "offences", "expected"),
    [
        pytest.param(date(2008, 11, 20), [], AdultThen(ARRESTED), id="eighteen on the day of arrest"),
        pytest.param(date(2008, 11, 21), [], Safeguard(AgeDoubt.UNDER_18, ARRESTED), id="eighteen the day after"),
        pytest.param(
            date(2008, 11, 19),
            [date(2026, 11, 18), ARRESTED],
            Safeguard(AgeDoubt.UNDER_18, date(2026, 11, 18)),
            id="the earliest offence charged decides, not the arrest",
        ),
        pytest.param(
            date(2008, 11, 18), [date(2026, 11, 18)], AdultThen(date(2026, 11, 18)), id="eighteen on the offence date"
        ),
        pytest.param(None, [], Safeguard(AgeDoubt.NOT_KNOWN, ARRESTED), id="age not known"),
        pytest.param(
            date(2008, 2, 29),
            [date(2026, 2, 28)],
            Safeguard(AgeDoubt.UNDER_18, date(2026, 2, 28)),
            id="born 29 February, still under on the 28th",
        ),
        pytest.param(
            date(2008, 2, 29), [date(2026, 3, 1)], AdultThen(date(2026, 3, 1)), id="born 29 February, 1 March"
        ),
    ],
)
def test_the_day_of_the_offence_decides(
    born: date | None, offences: list[date], expected: AdultThen | Safeguard
) -> None:
    assert may_enter(born, offence_days=offences, arrested_on=ARRESTED) == expected


def test_a_doubted_age_opens_the_same_page() -> None:
    found = may_enter(date(1995, 2, 3), offence_days=[], arrested_on=ARRESTED, doubted=True)
    assert found == Safeguard(AgeDoubt.DOUBTED, ARRESTED)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"born": date(2026, 11, 22)}, "date_of_birth", id="born tomorrow"),
        pytest.param({"born": date(1899, 1, 1)}, "date_of_birth", id="born in 1899"),
        pytest.param({"arrested_on": date(2026, 11, 22)}, "arrested_on", id="arrested tomorrow"),
        pytest.param({"offence_days": [date(2026, 11, 21)]}, "offence_on", id="offence after the arrest"),
        pytest.param({"court_day": ARRESTED}, "court_day", id="court on the day of arrest"),
    ],
)
def test_dates_that_cannot_be_true_are_named_at_their_field(changed: dict[str, Any], field: str) -> None:
    """R5."""
    usual: dict[str, Any] = {
        "born": date(1995, 2, 3),
        "arrested_on": ARRESTED,
        "offence_days": [],
        "court_day": date(2026, 12, 29),
        "today": date(2026, 11, 21),
    }
    assert list(arrest_faults(**usual)) == []
    assert field in arrest_faults(**(usual | changed))
