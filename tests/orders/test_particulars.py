"""What an order must say, each particular missing refused at its own field (domain rules 12 and 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.months import finish_by, latest_named_date
from orders.rules.particulars import OtherOrder, Particulars, faults, one_at_a_time

TODAY = date(2026, 11, 21)
PAPER = Particulars(
    court_code="B01ND00",
    made_on=date(2026, 6, 12),
    required_by=date(2026, 11, 24),
    supervisor_id=7,
    supervisor_agreed=True,
    area="East London",
)


def fields(paper: Particulars) -> list[str]:
    return [fault.field for fault in faults(paper, today=TODAY)]


def test_a_whole_paper_is_recorded() -> None:
    assert faults(PAPER, today=TODAY) == ()


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        pytest.param({"court_code": ""}, "court", id="no court"),
        pytest.param({"made_on": None}, "made_on", id="no day made"),
        pytest.param({"required_by": None}, "required_by", id="no date to finish by"),
        pytest.param({"supervisor_id": None}, "supervisor", id="no supervisor"),
        pytest.param({"supervisor_agreed": False}, "supervisor_agreed", id="the supervisor has not agreed"),
        pytest.param({"area": "  "}, "area", id="no local justice area"),
        pytest.param({"made_on": date(2026, 11, 22)}, "made_on", id="made tomorrow"),
        pytest.param({"offence_on": date(2026, 6, 13)}, "offence_on", id="the offence after the order"),
        pytest.param({"required_by": date(2026, 6, 12)}, "required_by", id="finish on the day it was made"),
        pytest.param({"required_by": date(2026, 12, 13)}, "required_by", id="a day over six months"),
    ],
)
def test_each_missing_particular_is_refused_at_its_field(lacks: dict[str, Any], field: str) -> None:
    assert field in fields(replace(PAPER, **lacks))


def test_a_supervisor_from_elsewhere_is_named_as_on_the_paper() -> None:
    assert fields(replace(PAPER, supervisor_id=None, supervisor_name="R. Osei, Turning Point")) == []


def test_everything_missing_is_said_at_once() -> None:
    assert fields(Particulars()) == ["court", "made_on", "supervisor", "required_by", "supervisor_agreed", "area"]


@pytest.mark.parametrize(
    ("made", "named", "allowed"),
    [
        pytest.param((2026, 6, 12), (2026, 12, 12), True, id="the last day of the sixth month still counts"),
        pytest.param((2026, 6, 12), (2026, 12, 13), False, id="the day after it does not"),
        pytest.param((2025, 8, 31), (2026, 2, 28), True, id="31 August to 28 February"),
        pytest.param((2025, 8, 31), (2026, 3, 1), False, id="31 August does not reach 1 March"),
        pytest.param((2023, 8, 31), (2024, 2, 29), True, id="31 August to 29 February in a leap year"),
        pytest.param((2023, 8, 29), (2024, 2, 29), True, id="29 August to the leap day"),
        pytest.param((2024, 2, 29), (2024, 8, 29), True, id="the leap day to 29 August"),
        pytest.param((2024, 2, 29), (2024, 8, 30), False, id="the leap day does not reach 30 August"),
        pytest.param((2026, 3, 31), (2026, 9, 30), True, id="31 March to 30 September"),
        pytest.param((2026, 3, 31), (2026, 10, 1), False, id="31 March does not reach 1 October"),
        pytest.param((2026, 1, 17), (2026, 7, 17), True, id="into summer time"),
        pytest.param((2026, 4, 30), (2026, 10, 30), True, id="30 April is not stretched to 31 October"),
        pytest.param((2026, 4, 30), (2026, 10, 31), False, id="30 April does not reach 31 October"),
        pytest.param((2025, 10, 11), (2026, 4, 11), True, id="a Saturday is not moved"),
        pytest.param((2025, 10, 11), (2026, 4, 13), False, id="nor is the Monday after it allowed"),
        pytest.param((2025, 12, 31), (2026, 6, 30), True, id="the last day of the year"),
    ],
)
def test_six_calendar_months_is_the_ceiling(
    made: tuple[int, int, int], named: tuple[int, int, int], allowed: bool
) -> None:
    paper = replace(PAPER, made_on=date(*made), required_by=date(*named))
    assert ("required_by" not in fields(paper)) is allowed


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)))
def test_the_ceiling_agrees_with_an_independent_calendar(made: date) -> None:
    assert latest_named_date(made) == made + relativedelta(months=6)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)), st.integers(-400, 400))
def test_a_date_is_refused_exactly_when_it_is_past_the_ceiling(made: date, days: int) -> None:
    named = made + timedelta(days=days)
    paper = replace(PAPER, made_on=made, required_by=named)
    refused = "required_by" in [fault.field for fault in faults(paper, today=date(2100, 1, 1))]
    assert refused is (named <= made or named > made + relativedelta(months=6))


@pytest.mark.parametrize(
    ("defect", "query"),
    [
        pytest.param({"required_by": None}, "Names no date", id="no date"),
        pytest.param({"required_by": date(2027, 1, 12)}, "Names a date seven months on", id="seven months"),
        pytest.param({"area": ""}, "Names no local justice area", id="no area"),
        pytest.param({"supervisor_agreed": False}, "Does not say the supervisor agreed", id="not agreed"),
    ],
)
def test_a_defective_paper_is_recorded_once_it_is_queried_with_the_court(defect: dict[str, Any], query: str) -> None:
    defective = replace(PAPER, **defect)
    assert faults(defective, today=TODAY) != ()
    assert faults(replace(defective, query=query), today=TODAY) == ()


@pytest.mark.parametrize(
    ("lacks", "field"),
    [
        pytest.param({"court_code": ""}, "court", id="the court"),
        pytest.param({"made_on": None}, "made_on", id="the day"),
        pytest.param({"supervisor_id": None}, "supervisor", id="somebody who supervises"),
    ],
)
def test_a_query_does_not_excuse_what_there_is_no_order_without(lacks: dict[str, Any], field: str) -> None:
    assert fields(replace(PAPER, query="The paper is torn", **lacks)) == [field]


def test_a_blank_query_excuses_nothing() -> None:
    assert fields(replace(PAPER, area="", query="   ")) == ["area"]


def test_the_refusal_names_the_last_date_the_order_could_name() -> None:
    (fault,) = faults(replace(PAPER, required_by=date(2026, 12, 25)), today=TODAY)
    assert "12 December 2026" in fault.message


@pytest.mark.parametrize(
    ("named", "work_to"),
    [
        pytest.param(date(2026, 11, 24), date(2026, 11, 24), id="the date on the paper"),
        pytest.param(None, date(2026, 12, 12), id="the ceiling where the paper names none"),
        pytest.param(date(2027, 1, 12), date(2026, 12, 12), id="the ceiling where the paper goes past it"),
    ],
)
def test_the_day_to_work_to_is_never_later_than_the_law_allows(named: date | None, work_to: date) -> None:
    assert finish_by(date(2026, 6, 12), named) == work_to


def test_a_second_live_order_is_refused() -> None:
    fault = one_at_a_time((OtherOrder("K7Q3XWZ2", in_force=False), OtherOrder("M4R8TYB6", in_force=True)))
    assert fault is not None
    assert fault.field == "person"
    assert "M4R8TYB6" in fault.message


def test_orders_that_have_ended_do_not_stand_in_the_way() -> None:
    assert one_at_a_time((OtherOrder("K7Q3XWZ2", in_force=False),)) is None
