"""What a court or prosecutor decided about a hearing, and what may rest on it (domain rules 4, 5 and 6)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.courts import reference, rules
from casework.courts.rules import HearingResult

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


def faults(kind: HearingResult, **changed: object) -> list[str]:
    given: dict[str, object] = {
        "result_code": "",
        "decided_by": "CPS London North",
        "decided_on": TODAY,
        "reference": "e-mail of 21 November",
        "hearing_day": TODAY + DAY,
        "today": TODAY,
    }
    return list(rules.outcome_faults(kind, **(given | changed)))  # type: ignore[arg-type]


def test_only_three_results_free_the_day_and_an_adjournment_is_not_one() -> None:
    assert {kind for kind in HearingResult if kind.frees_the_day} == {
        HearingResult.EXCUSED,
        HearingResult.WILL_NOT_TAKE_PLACE,
        HearingResult.ENDED,
    }


@pytest.mark.parametrize(
    ("kind", "changed", "fields"),
    [
        pytest.param(HearingResult.EXCUSED, {}, [], id="excused"),
        pytest.param(HearingResult.EXCUSED, {"decided_by": " "}, ["decided_by"], id="excused by nobody"),
        pytest.param(HearingResult.EXCUSED, {"reference": ""}, ["reference"], id="excused under no reference"),
        pytest.param(HearingResult.EXCUSED, {"decided_on": TODAY + DAY}, ["decided_on"], id="decided tomorrow"),
        pytest.param(HearingResult.ENDED, {"result_code": "2053"}, [], id="discontinued"),
        pytest.param(HearingResult.ENDED, {}, ["result_code"], id="ended, nobody says how"),
        pytest.param(HearingResult.ENDED, {"result_code": "1144"}, ["result_code"], id="an order does not end a case"),
        pytest.param(HearingResult.ADJOURNED, {"reference": ""}, [], id="put off"),
        pytest.param(HearingResult.ADJOURNED, {"result_code": "2053"}, ["result_code"], id="put off by an ending"),
        pytest.param(HearingResult.WENT_AHEAD, {}, ["kind"], id="went ahead tomorrow"),
        pytest.param(HearingResult.WARRANT, {}, ["kind"], id="warrant for tomorrow"),
        pytest.param(HearingResult.WARRANT, {"hearing_day": TODAY, "reference": ""}, [], id="warrant today"),
        pytest.param(
            HearingResult.NOT_KNOWN, {"hearing_day": TODAY, "decided_by": "", "reference": ""}, [], id="not known"
        ),
    ],
)
def test_who_when_and_under_what_reference(kind: HearingResult, changed: dict[str, object], fields: list[str]) -> None:
    assert faults(kind, **changed) == fields


def test_every_code_is_one_of_the_reference_data() -> None:
    for kind in HearingResult:
        assert kind.words
        assert kind.hint
        assert all(reference.result(code) for code in kind.codes), kind


@pytest.mark.parametrize(
    ("next_day", "fault"),
    [
        pytest.param(None, "Enter the new court date", id="no date"),
        pytest.param(TODAY, "", id="today"),
        pytest.param(TODAY + 2 * DAY, "", id="later"),
        pytest.param(TODAY + DAY, "same as the old", id="the same day"),
        pytest.param(TODAY - DAY, "in the past", id="yesterday"),
    ],
)
def test_the_new_date(next_day: dt.date | None, fault: str) -> None:
    said = rules.next_day_fault(next_day, hearing_day=TODAY + DAY, today=TODAY)
    assert said.find(fault) >= 0 if fault else said == ""


def test_a_listing() -> None:
    assert rules.listing_faults(day=TODAY, arrested_on=TODAY - DAY, today=TODAY) == {}
    assert list(rules.listing_faults(day=TODAY, arrested_on=TODAY, today=TODAY)) == ["day"]
    assert list(rules.listing_faults(day=TODAY + 1500 * DAY, arrested_on=None, today=TODAY)) == ["day"]
