"""Figures counted by hand, at their edges."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.rules.figures import Days, ReferralFact, VisitFact, count
from monitoring.rules.periods import Quarter, quarter_of, read_quarter

D = dt.date


def referral(
    person: int, day: int, *, completed: bool = False, earlier: int = 0, kept: int | None = None
) -> ReferralFact:
    arrested = D(2026, 1, 1) + dt.timedelta(days=day)
    first = arrested + dt.timedelta(days=kept or 0)
    return ReferralFact(
        person_id=person,
        arrested_on=arrested,
        status="completed" if completed else "not_completed",
        completed_on=arrested + dt.timedelta(days=20) if completed else None,
        ending="discontinued" if completed else "",
        visits=(VisitFact(1, first, "attended" if kept else "reason_not_known", kept is not None, "health"),),
        earlier=earlier,
    )


def test_people_referrals_and_completions() -> None:
    found = count(
        [
            referral(1, 0, completed=True, kept=3),
            referral(1, 5, completed=True, earlier=1, kept=9),
            referral(2, 6, kept=4),
            referral(3, 7, earlier=2),
        ]
    )
    assert (found.people, found.new_people, found.people_referred_again) == (3, 2, 1)
    assert (found.referrals, found.completed, found.not_completed) == (4, 2, 2)
    assert found.referrals_per_person == pytest.approx(4 / 3)
    assert found.completion_rate == 0.5
    assert (found.first_appointment_kept, found.first_appointment_kept_rate) == (3, 0.75)
    assert found.endings == {"discontinued": 2, "not_recorded": 2}
    assert found.appointments == {"attended": 3, "reason_not_known": 1}
    assert found.missed_by_reason == {"health": 4}
    assert found.days_from_arrest_to_first_kept == Days(3, 4, 9)
    assert found.days_from_arrest_to_completion == Days(20, 20, 20)


def test_nothing_to_count_has_no_rates_and_does_not_divide() -> None:
    found = count([])
    assert (found.people, found.referrals, found.completed) == (0, 0, 0)
    assert found.referrals_per_person is found.completion_rate is found.first_appointment_kept_rate is None


def test_quarters() -> None:
    assert quarter_of(D(2026, 11, 21)) == Quarter(2026, 4)
    assert (Quarter(2026, 4).first, Quarter(2026, 4).last) == (D(2026, 10, 1), D(2026, 12, 31))
    assert Quarter(2026, 1).later(-1) == Quarter(2025, 4)
    assert Quarter(2026, 4).words == "October to December 2026"
    assert read_quarter("2026-q4") == Quarter(2026, 4)


@pytest.mark.parametrize("slug", ["2026-q5", "2026-q0", "26-q1", "1899-q1", "9999-q1", "2026", "", "2026-q4x"])
def test_an_address_that_names_no_quarter_is_none(slug: str) -> None:
    assert read_quarter(slug) is None


@given(day=st.dates(D(1950, 1, 1), D(2100, 12, 31)))
def test_every_day_is_in_the_quarter_of_its_address(day: dt.date) -> None:
    found = quarter_of(day)
    assert found.first <= day <= found.last
    assert read_quarter(found.slug) == found
    assert found.later(1).later(-1) == found
