"""Figures counted by hand, at their edges."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.rules.figures import Days, ReferralFact, VisitFact, as_shared, count, suppressed
from monitoring.rules.headlines import breakdowns, headlines
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


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"a": 0, "b": 9}, {"a": "0", "b": "9"}, id="nothing is not small"),
        pytest.param({"a": 5, "b": 9}, {"a": "5", "b": "9"}, id="five is not small"),
        pytest.param({"a": 4, "b": 9, "c": 7}, {"a": "<5", "b": "9", "c": "hidden"}, id="one small hides another"),
        pytest.param({"a": 4, "b": 1, "c": 7}, {"a": "<5", "b": "<5", "c": "7"}, id="two small hide each other"),
        pytest.param({"a": 4}, {"a": "<5"}, id="alone"),
    ],
)
def test_counts_under_five_are_not_shared_nor_worked_out_from_the_rest(
    counts: dict[str, int], shown: dict[str, str]
) -> None:
    """X6."""
    assert suppressed(counts) == shown


@given(counts=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40)))
def test_a_shared_table_never_leaves_one_number_to_be_worked_out(counts: dict[str, int]) -> None:
    shown = suppressed(counts)
    assert all(not text.isdigit() or int(text) == 0 or int(text) >= 5 for text in shown.values())
    hidden = [name for name, text in shown.items() if not text.isdigit()]
    assert len(hidden) != 1 or all(number == 0 for name, number in counts.items() if name not in hidden)


def test_a_shared_rate_is_not_shown_where_it_gives_away_a_small_count() -> None:
    many = count([referral(n, n, completed=n < 3) for n in range(20)])
    shown = {line.name: line.now for line in headlines(many, count([]), shared=True)}
    assert (shown["Completed"], shown["Completion rate"], shown["Referrals"]) == ("<5", "not shown", "20")
    every = {line.name: line.now for line in headlines(many, count([]), shared=False)}
    assert (every["Completed"], every["Completion rate"]) == ("3", "15%")
    assert not any(part.title == "Days" for part in breakdowns(many, shared=True, words={}))


def test_last_quarter_stands_beside_this_one_and_nothing_is_a_dash() -> None:
    line = next(one for one in headlines(count([]), count([referral(1, 1)]), shared=False) if one.name == "People")
    assert (line.now, line.before) == ("0", "1")
    rate = next(one for one in headlines(count([]), count([]), shared=False) if one.name == "Completion rate")
    assert rate.now == "–"


def test_zero_is_shown_and_four_is_not() -> None:
    assert [as_shared(number) for number in (0, 1, 4, 5)] == ["0", "<5", "<5", "5"]


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
