"""When somebody has to decide about a record: pure dates (domain rule 28, promises 14.2.7)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.rules.bundle import REMOVED, without_names
from casework.people.rules.keeping import (
    USUAL,
    KeepingFacts,
    Kind,
    Lasting,
    due,
    longest_fault,
    newest_that_is_over,
    over_on,
)

DAY = dt.date(2026, 11, 21)
days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def facts(*lasting: tuple[Kind, dt.date], kept: dt.date | None = None) -> KeepingFacts:
    return KeepingFacts([Lasting(kind, last) for kind, last in lasting], kept)


@pytest.mark.parametrize(
    ("last", "today", "is_due"),
    [
        pytest.param(dt.date(2025, 11, 21), DAY, True, id="twelve months to the day"),
        pytest.param(dt.date(2025, 11, 22), DAY, False, id="one day short of twelve months"),
        pytest.param(dt.date(2024, 2, 29), dt.date(2025, 2, 28), True, id="from the leap day to the last of February"),
        pytest.param(DAY, DAY, False, id="something happened today"),
    ],
)
def test_contact_alone_is_kept_for_twelve_months(last: dt.date, today: dt.date, is_due: bool) -> None:
    assert (due(facts((Kind.CONTACT, last)), today) is not None) is is_due


def test_a_record_waits_for_whatever_in_it_lasts_longest() -> None:
    whole = facts((Kind.CONTACT, dt.date(2023, 1, 1)), (Kind.ORDER, dt.date(2020, 11, 22)))
    assert due(whole, DAY) is None
    found = due(whole, DAY + dt.timedelta(days=1))
    assert found is not None
    assert found.because.kind is Kind.ORDER


def test_what_is_kept_longer_comes_back_the_day_after() -> None:
    old = facts((Kind.CONTACT, dt.date(2020, 1, 1)), kept=DAY)
    assert due(old, DAY) is None
    assert due(old, DAY + dt.timedelta(days=1)) is not None


def test_a_record_without_anything_in_it_is_never_due() -> None:
    assert due(facts(), DAY) is None


@given(days, st.sampled_from(Kind))
def test_the_list_is_searched_by_exactly_the_days_that_are_over(today: dt.date, kind: Kind) -> None:
    cut = newest_that_is_over(kind, today)
    assert over_on(Lasting(kind, cut), USUAL) <= today < over_on(Lasting(kind, cut + dt.timedelta(days=1)), USUAL)


@given(days, days, st.sampled_from(Kind), st.integers(0, 40))
def test_once_due_it_stays_due(last: dt.date, today: dt.date, kind: Kind, later: int) -> None:
    if due(facts((kind, last)), today) is not None:
        assert due(facts((kind, last)), today + dt.timedelta(days=later)) is not None


@pytest.mark.parametrize(
    ("until", "fine"),
    [
        pytest.param(None, False, id="no date"),
        pytest.param(DAY, False, id="today"),
        pytest.param(DAY + dt.timedelta(days=1), True, id="tomorrow"),
        pytest.param(dt.date(2028, 11, 21), True, id="two years on"),
        pytest.param(dt.date(2028, 11, 22), False, id="a day more than two years"),
    ],
)
def test_nothing_is_kept_for_ever_by_one_decision(until: dt.date | None, fine: bool) -> None:
    assert (longest_fault(until, DAY) is None) is fine


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("Came with Ana Popescu, left alone", f"Came with {REMOVED}, left alone", id="another person"),
        pytest.param("Asked POPESCU, Ana about it", f"Asked {REMOVED} about it", id="family name first"),
        pytest.param("Ana Popescu's sister rang", f"{REMOVED} sister rang", id="whose sister"),
        pytest.param("Jo Brown came by herself", "Jo Brown came by herself", id="her own name stays"),
        pytest.param("Ana came. Popescu did not", "Ana came. Popescu did not", id="not one name"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_names_of_others_are_taken_out_of_a_bundle(text: str, said: str) -> None:
    others = {("ana", "popescu"), ("jo", "brown")}
    assert without_names(text, others, {"jo", "brown"}) == said
