"""Which rows are one referral, and which are one person (promises E C8, C9; domain rule 31)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.history.rules.repeats import people, sort_out
from tests.history.paper import good


def test_the_same_line_twice_is_named_and_counted_once() -> None:
    found = sort_out([good(2), good(3)])
    assert [row.line for row in found.rows] == [2]
    assert [str(repeat) for repeat in found.repeats] == ["Line 3 says the same as line 2; it is counted once"]
    assert not found.problems


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"Surname": "FARROW"}, id="capitals"),
        pytest.param({"DOB": "3/2/80"}, id="another date style"),
        pytest.param({"Court": "Thames Mags"}, id="another way to write the court"),
        pytest.param({"URN": "01HT/00001/09"}, id="slashes in the URN"),
        pytest.param({"Mobile": "+447700900123"}, id="a number with +44"),
        pytest.param({"Custody_ref": "ht / 0001 / 09"}, id="spaces in the custody reference"),
        pytest.param({"Scheme": "SAFE  EXIT"}, id="the scheme in capitals"),
    ],
)
def test_the_same_referral_written_another_way_is_still_a_repeat(cells: dict[str, str]) -> None:
    assert len(sort_out([good(2), good(3, **cells)]).repeats) == 1


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        pytest.param({"Surname": "Farow"}, "Surname", id="another name is a slip, not a second person"),
        pytest.param({"DOB": "4 Feb 1980"}, "DOB", id="another date of birth"),
        pytest.param({"Court_date": "9/6/09"}, "Court date", id="another court date"),
        pytest.param({"2nd_outcome": "did not attend"}, "2nd outcome", id="another outcome"),
        pytest.param({"1st_appt": "13/5/09"}, "1st appt", id="another appointment"),
        pytest.param({"Case_ending": "went ahead"}, "Case ending", id="another ending"),
    ],
)
def test_the_same_referral_saying_something_else_is_refused_by_field(cells: dict[str, str], field: str) -> None:
    found = sort_out([good(2), good(3, **cells)])
    assert [row.line for row in found.rows] == [2]
    assert [(problem.line, problem.field) for problem in found.problems] == [(3, field)]
    assert "as line 2" in found.problems[0].wrong


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"Arrest_date": "5/5/2009"}, id="the same custody reference on another day"),
        pytest.param({"Custody_ref": "KF/0001/09"}, id="the same day and URN at another station"),
        pytest.param({"Scheme": "TRUST"}, id="the same arrest in another scheme"),
    ],
)
def test_a_referral_is_known_by_scheme_custody_reference_and_arrest_date_together(cells: dict[str, str]) -> None:
    found = sort_out([good(2), good(3, **cells)])
    assert len(found.rows) == 2
    assert len(people(found.rows)) == 1


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        pytest.param({"Surname": "O’BRIEN"}, 1, id="another apostrophe and capitals"),
        pytest.param({"Surname": "O' Brien"}, 1, id="a space after the apostrophe"),
        pytest.param({"Surname": "OBrien"}, 2, id="no apostrophe at all"),
        pytest.param({"Surname": "O'Brian"}, 2, id="one letter"),
        pytest.param({"Forename": "Siân"}, 1, id="the same accent"),
        pytest.param({"Forename": "Sia\u0302n"}, 1, id="the same accent written apart"),
        pytest.param({"Forename": "Sian"}, 2, id="no accent"),
        pytest.param({"DOB": "1980-02-03"}, 1, id="the same day of birth written another way"),
        pytest.param({"DOB": "2 March 1980"}, 2, id="day and month changed about"),
        pytest.param({"Surname": "Siân", "Forename": "O'Brien"}, 2, id="names changed about"),
        pytest.param({"Known_as": "Si"}, 1, id="another known-as name does not part one person"),
    ],
)
def test_rows_are_one_person_only_where_name_and_birth_agree_exactly(cells: dict[str, str], count: int) -> None:
    named = {"Surname": "O'Brien", "Forename": "Siân"}
    rows = [good(2, **named), good(3, Custody_ref="HT/0002/09", **(named | cells))]
    assert len(people(rows)) == count


def test_a_person_is_shown_as_typed_most_lately_but_not_in_capitals() -> None:
    [person] = people(
        [
            good(2, Surname="MCKAY", Arrest_date="4/5/2009", Known_as="", Mobile="07700 900111"),
            good(3, Surname="McKay", Arrest_date="3/5/2009", Known_as="Mac", Mobile=""),
            good(4, Surname="MCKAY", Arrest_date="2/5/2009", Known_as="Old", Mobile="07700 900222"),
        ]
    )
    assert person.spelling == ("McKay", "Ada")
    assert (person.known_as, person.mobile) == ("Mac", "+447700900111")


@given(order=st.permutations([2, 3, 4, 5]))
def test_the_order_of_the_lines_never_changes_who_is_one_person(order: list[int]) -> None:
    cells = {2: {}, 3: {"Surname": "FARROW"}, 4: {"DOB": "1/1/70"}, 5: {"Forename": "Eda"}}
    rows = [good(line, Custody_ref=f"HT/{line}", **cells[line]) for line in order]
    found = people(sort_out(rows).rows)
    assert sorted(sorted(row.line for row in person.rows) for person in found) == [[2, 3], [4], [5]]
