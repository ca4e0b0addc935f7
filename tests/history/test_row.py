"""Every cell of a referral spreadsheet: what is understood, and what is refused with what to do (promises E C)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.history.rules.days import SAFEGUARDING
from diversion.history.rules.row import Visit, read_row
from diversion.history.rules.sheet import HEADINGS, SheetLine
from diversion.rules.facts import Came
from diversion.rules.words import Method
from tests.history.paper import GOOD, LOOKUPS, bad, good, read

D = dt.date


def test_a_good_line_becomes_a_typed_row() -> None:
    row = good()
    assert (row.family_name, row.given_name, row.date_of_birth) == ("Farrow", "Ada", D(1980, 2, 3))
    assert (row.arrested_on, row.arrest_time) == (D(2009, 5, 4), dt.time(23, 10))
    assert (row.urn, row.court, row.court_day) == ("01HT0000109", "B01ND00", D(2009, 6, 8))
    assert row.visits == (Visit(D(2009, 5, 12), None, Came.KEPT), Visit(D(2009, 5, 20), None, Came.KEPT))
    assert (row.ending, row.ended_on, row.mobile) == (Method.DISCONTINUED, D(2009, 6, 8), "+447700900123")
    assert row.safe_to_text is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("7/4/1980", D(1980, 4, 7), id="day first with strokes"),
        pytest.param("07/04/1980", D(1980, 4, 7), id="day first with noughts"),
        pytest.param("7/4/80", D(1980, 4, 7), id="two digits of the year"),
        pytest.param("1980-04-07", D(1980, 4, 7), id="year first, as machines write it"),
        pytest.param("7 Apr 1980", D(1980, 4, 7), id="a short month"),
        pytest.param("7 April 1980", D(1980, 4, 7), id="a whole month"),
        pytest.param("7th APRIL 80", D(1980, 4, 7), id="an ordinal in capitals with two digits"),
        pytest.param("7.4.1980", D(1980, 4, 7), id="stops"),
        pytest.param("1980-04-07 00:00:00", D(1980, 4, 7), id="midnight left behind by a spreadsheet"),
        pytest.param(" 7 Sept 1980 ", D(1980, 9, 7), id="spaces around, and Sept"),
        pytest.param("03/04/1980", D(1980, 4, 3), id="what could be month first is not (decision 49)"),
    ],
)
def test_a_date_is_read_day_first_however_it_is_written(typed: str, meant: dt.date) -> None:
    """C6."""
    assert good(DOB=typed).date_of_birth == meant


@pytest.mark.parametrize(
    ("born", "arrest", "meant"),
    [
        pytest.param("4/5/91", "4/5/2009", D(1991, 5, 4), id="18 on the day of arrest"),
        pytest.param("1/1/40", "4/5/2009", D(1940, 1, 1), id="69 at arrest"),
        pytest.param("1/1/05", "4/5/2025", D(2005, 1, 1), id="20 at arrest in this century"),
        pytest.param("1 Jan 10", "5/5/09", D(1910, 1, 1), id="99 at arrest is the only grown-up reading"),
    ],
)
def test_a_two_digit_birth_year_is_the_latest_that_makes_her_18_at_arrest(
    born: str, arrest: str, meant: dt.date
) -> None:
    later = {"Court_date": "2025-12-01", "1st_appt": "", "1st_outcome": "", "2nd_appt": "", "2nd_outcome": ""}
    row = good(DOB=born, Arrest_date=arrest, Case_ending="", Ending_date="", **later)
    assert row.date_of_birth == meant


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        pytest.param({"DOB": "5/5/1991"}, "she was 17", id="17 on the day of arrest"),
        pytest.param({"DOB": "1/1/2009"}, "she was 0", id="a baby"),
        pytest.param({"DOB": "5/5/91"}, "under 18 or over 100", id="two digits that make her 17 or 117"),
        pytest.param({"DOB": "1/1/05"}, "under 18 or over 100", id="two digits that make her 4 or 104"),
        pytest.param({"DOB": ""}, "the date of birth is missing", id="age not known"),
    ],
)
def test_nobody_under_18_at_arrest_comes_in_and_safeguarding_is_named(cells: dict[str, str], says: str) -> None:
    problem = bad(**cells)
    assert says in problem.wrong
    assert SAFEGUARDING in problem.advice


def test_she_is_18_from_the_day_itself_and_a_leap_day_child_from_1_march() -> None:
    assert good(DOB="1991-05-04").date_of_birth == D(1991, 5, 4)
    leap = {"Arrest_date": "28/2/2010", "Court_date": "1/4/2010", "1st_appt": "", "1st_outcome": ""}
    leap |= {"2nd_appt": "", "2nd_outcome": "", "Case_ending": "", "Ending_date": ""}
    assert "she was 17" in bad(DOB="29/2/1992", **leap).wrong
    assert good(DOB="29/2/1992", **(leap | {"Arrest_date": "1/3/2010"})).date_of_birth == D(1992, 2, 29)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("21/11/26", D(2026, 11, 21), id="today is not in the future"),
        pytest.param("4/5/99", D(1999, 5, 4), id="the last century"),
        pytest.param("4/5/09", D(2009, 5, 4), id="this century"),
    ],
)
def test_a_two_digit_arrest_year_is_the_latest_that_is_not_in_the_future(typed: str, says: dt.date) -> None:
    rest = dict.fromkeys(("1st_appt", "1st_outcome", "2nd_appt", "2nd_outcome", "Case_ending", "Ending_date"), "")
    row = good(DOB="1/1/1901", Arrest_date=typed, Court_date="1/12/2026", **rest)
    assert row.arrested_on == says


def test_two_digit_years_after_the_arrest_are_the_ones_nearest_to_it() -> None:
    rest = {"1st_appt": "28/12/99", "2nd_appt": "3 Jan 00", "Ending_date": "10/1/00"}
    row = good(Arrest_date="20/12/99", Court_date="10/1/00", **rest)
    assert [visit.day for visit in row.visits] == [D(1999, 12, 28), D(2000, 1, 3)]
    assert (row.court_day, row.ended_on) == (D(2000, 1, 10), D(2000, 1, 10))


@pytest.mark.parametrize(
    ("heading", "typed", "says"),
    [
        pytest.param("DOB", "31/02/1980", "not one certain date", id="a day that does not exist"),
        pytest.param("DOB", "29 Feb 1981", "not one certain date", id="a leap day in a common year"),
        pytest.param("DOB", "4/13/1980", "not one certain date", id="month first is refused, not guessed"),
        pytest.param("DOB", "1899-01-01", "not one certain date", id="before 1900"),
        pytest.param("DOB", "29254", "the number Excel keeps", id="a serial date"),
        pytest.param("DOB", "29254.5", "the number Excel keeps", id="a serial date with a time"),
        pytest.param("DOB", "21/11/2030", "in the future", id="not born yet"),
        pytest.param("DOB", "about 1980", "not one certain date", id="a guess in words"),
        pytest.param("Arrest date", "", "missing", id="no arrest date"),
        pytest.param("Arrest date", "39937", "the number Excel keeps", id="a serial arrest date"),
        pytest.param("Arrest date", "22/11/2026", "in the future", id="arrested tomorrow"),
        pytest.param("Arrest time", "25:00", "not one certain time", id="an hour that does not exist"),
        pytest.param("Arrest time", "0.965277", "the number Excel keeps", id="a part of a day"),
        pytest.param("Court time", "ten", "not one certain time", id="a time in words"),
        pytest.param("Court date", "", "missing", id="no court date"),
        pytest.param("Court date", "3/5/2009", "before the arrest", id="court the day before the arrest"),
        pytest.param("1st appt", "3/5/09", "before the arrest", id="an appointment before the arrest"),
        pytest.param("1st appt", "", "an outcome but no date", id="an outcome without its date"),
        pytest.param("1st appt", "30/02/2009", "not one certain date", id="30 February"),
        pytest.param("2nd appt", "12/5/2027", "in the future", id="attended in the future"),
        pytest.param("2nd outcome", "maybe", "does not say plainly", id="an outcome nobody can count on"),
        pytest.param("2nd outcome", "attended?", "does not say plainly", id="an outcome with a doubt"),
        pytest.param("Case ending", "let off", "not an ending", id="an ending in other words"),
        pytest.param("Ending date", "3 May 2009", "before the arrest", id="ended before the arrest"),
        pytest.param("Ending date", "", "missing", id="an ending without its date"),
        pytest.param("Ending date", "1/12/2026", "in the future", id="an ending still to come"),
        pytest.param("Agreed", "no", "did not agree", id="did not agree"),
        pytest.param("Agreed", "", "does not say", id="agreement not recorded"),
        pytest.param("Safe to text", "perhaps", "not an answer", id="safe to text, perhaps"),
        pytest.param("Offence", "shoplifting", "not an offence", id="an offence this import does not know"),
        pytest.param("Offence", "", "missing", id="no offence"),
        pytest.param("Offence", "SO5900", "not an offence", id="a code cut short"),
        pytest.param("Offence", "TH68001", "does not take", id="a code the scheme does not take"),
        pytest.param("URN", "01HT", "not a URN", id="a URN cut short"),
        pytest.param("URN", "not known yet", "not a URN", id="a URN in words"),
        pytest.param("Court", "Atlantis", "not one certain court", id="no such court"),
        pytest.param("Court", "", "missing", id="no court"),
        pytest.param("Scheme", "Safe Entry", "no scheme called", id="no such scheme"),
        pytest.param("Scheme", "", "missing", id="no scheme"),
        pytest.param("Custody ref", "", "missing", id="no custody reference"),
        pytest.param("Custody ref", " - ", "missing", id="a dash for a custody reference"),
        pytest.param("Custody ref", "1.2E+09", "shortened", id="a custody reference Excel shortened"),
        pytest.param("Surname", " ", "missing", id="no surname"),
        pytest.param("Forename", "", "missing", id="no forename"),
        pytest.param("Surname", "Ada\u202ewor", "invisible", id="right-to-left override"),
        pytest.param("Surname", "Far\u200brow", "invisible", id="zero-width space"),
        pytest.param("Surname", "Z" + "\u0301" * 200, "accents", id="a flood of accents"),
        pytest.param("Surname", "x" * 101, "longer than 100", id="a name of 101 letters"),
        pytest.param("Mobile", "7.7009E+11", "last figures are lost", id="a number Excel shortened"),
        pytest.param("Mobile", "020 7946 0123", "cannot be texted", id="a landline"),
        pytest.param("Mobile", "07700 90012", "cannot be texted", id="a digit short"),
        pytest.param("Mobile", "070 0900 0123", "cannot be texted", id="a personal number"),
        pytest.param("Mobile", "ask her sister", "cannot be texted", id="words for a number"),
        pytest.param("Mobile", "+1 202 555 0123", "cannot be texted", id="a number abroad"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_its_line_and_what_to_do(heading: str, typed: str, says: str) -> None:
    """C5, C6."""
    problem = bad(**{heading.replace(" ", "_"): typed})
    assert (problem.line, problem.field) == (2, heading)
    assert says in problem.wrong
    assert problem.advice
    assert str(problem).startswith(f"Line 2, {heading}: ")


@pytest.mark.parametrize(
    ("day", "typed", "says"),
    [
        pytest.param("29/03/2009", "01:30", ["does not exist", "00:30", "02:30"], id="the hour that was left out"),
        pytest.param("25/10/2009", "01:30", ["happens twice", "01:30 BST", "01:30 GMT"], id="the hour that came twice"),
    ],
)
def test_a_time_that_is_not_one_moment_is_refused_with_both_readings(day: str, typed: str, says: list[str]) -> None:
    """C7."""
    rest = dict.fromkeys(("1st_appt", "1st_outcome", "2nd_appt", "2nd_outcome", "Case_ending", "Ending_date"), "")
    problem = bad(Arrest_date=day, Arrest_time=typed, Court_date="1 Dec 2009", **rest)
    assert problem.field == "Arrest time"
    assert all(part in problem.wrong for part in says)


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://example.org")',
        "@SUM(A1)",
        "-1a",
        "+44 Smith",
        "Null",
        "N/A",
        "Robert'); DROP TABLE person;--",
        "<script>x</script>",
        "O'Brien-Łukasz",
    ],
)
def test_formulas_and_odd_names_are_kept_as_text(typed: str) -> None:
    """C12."""
    assert good(Surname=typed).family_name == typed
    assert good(Known_as=typed).known_as == typed


def test_tabs_returns_and_line_separators_in_a_name_become_one_space() -> None:
    assert good(Surname="Van\tder\r\nBerg\u2028Smith").family_name == "Van der Berg Smith"


def test_every_problem_of_a_line_is_told_at_once_in_the_order_of_the_headings() -> None:
    problems = read(DOB="31/2/80", Court="Atlantis", Surname="", **{"2nd_appt": "x"})
    assert isinstance(problems, list)
    assert [problem.field for problem in problems] == ["Surname", "DOB", "Court", "2nd appt"]


def test_what_is_shown_back_of_a_cell_is_short_and_obeys_nothing() -> None:
    problem = bad(Case_ending="\x1b[31m" + "x" * 500)
    assert "\x1b" not in str(problem)
    assert len(str(problem)) < 300


@given(cells=st.fixed_dictionaries({name: st.text(max_size=30) for name in HEADINGS}))
def test_no_cells_whatever_make_the_reading_fail(cells: dict[str, str]) -> None:
    problems = read_row(SheetLine(2, cells), LOOKUPS)
    assert isinstance(problems, list)


@given(heading=st.sampled_from(HEADINGS), text=st.text(max_size=60))
def test_one_strange_cell_gives_a_row_or_problems_that_name_it(heading: str, text: str) -> None:
    found = read_row(SheetLine(2, GOOD | {heading: text}), LOOKUPS)
    if isinstance(found, list):
        assert found
        assert all(problem.wrong and problem.advice for problem in found)


STYLES = (
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%Y}",
    "{0:%Y-%m-%d}",
    "{0.day} {0:%b} {0.year}",
    "{0.day} {0:%B} {0.year}",
)


@given(day=st.dates(D(2000, 1, 1), D(2026, 11, 21)), style=st.sampled_from(STYLES), short=st.sampled_from(STYLES[3:]))
def test_a_date_comes_back_whatever_style_it_is_written_in(day: dt.date, style: str, short: str) -> None:
    rest = dict.fromkeys(("1st_appt", "1st_outcome", "2nd_appt", "2nd_outcome", "Case_ending", "Ending_date"), "")
    cells = {"DOB": "1/1/1970", "Arrest_date": style.format(day), "Court_date": short.format(day)} | rest
    row = good(**cells)
    assert (row.arrested_on, row.court_day) == (day, day)
