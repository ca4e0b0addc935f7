"""What one cell may hold: dates and times, numbers, courts, offences, outcomes and endings as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from diversion.history.rules.row import Visit
from diversion.rules.facts import Came
from diversion.rules.words import Method
from tests.history.paper import bad, good

D = dt.date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("9:30", dt.time(9, 30), id="without its nought"),
        pytest.param("1:15", dt.time(1, 15), id="a small hour is the 24-hour clock in a spreadsheet"),
        pytest.param("14:30:00", dt.time(14, 30), id="with seconds"),
        pytest.param("2.30pm", dt.time(14, 30), id="with pm"),
        pytest.param("", None, id="not known"),
    ],
)
def test_times_are_read_as_spreadsheets_write_them(typed: str, meant: dt.time | None) -> None:
    assert good(Arrest_time=typed).arrest_time == meant


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("07700 900123", "+447700900123", id="with a space"),
        pytest.param("07700900123", "+447700900123", id="without"),
        pytest.param("+447700900123", "+447700900123", id="with +44"),
        pytest.param("+44 (0)7700 900 123", "+447700900123", id="with +44 and (0)"),
        pytest.param("00447700900123", "+447700900123", id="with 0044"),
        pytest.param("7700900123", "+447700900123", id="its leading 0 lost"),
        pytest.param("'07700 900123", "+447700900123", id="with the mark that keeps a number text"),
        pytest.param("", "", id="empty"),
        pytest.param("none", "", id="none"),
        pytest.param("n/a", "", id="not applicable"),
        pytest.param("-", "", id="a dash"),
    ],
)
def test_a_mobile_number_is_one_number_however_it_is_typed(typed: str, number: str) -> None:
    assert good(Mobile=typed).mobile == number


@pytest.mark.parametrize("typed", ["01HT0000109", "01 HT 00001 09", "01HT/00001/09", "01ht-00001-09"])
def test_a_urn_is_one_urn_with_spaces_and_slashes(typed: str) -> None:
    assert good(URN=typed).urn == "01HT0000109"


def test_a_urn_may_be_missing() -> None:
    assert good(URN=" ").urn == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Thames", "B01ND00"),
        ("Thames Mags", "B01ND00"),
        ("THAMES MAGISTRATES' COURT", "B01ND00"),
        ("Thames Magistrates’ Court", "B01ND00"),
        ("B01ND00", "B01ND00"),
        pytest.param("Camberwell Green Mags", "B01CX00", id="a court that has closed since"),
        ("Ipswich", "B37HI00"),
    ],
)
def test_a_court_is_known_by_the_ways_people_write_it(typed: str, code: str) -> None:
    assert good(Court=typed).court == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Loitering", ("SO59003",)),
        ("soliciting", ("SO59004",)),
        ("so59003", ("SO59003",)),
        ("SO 59 004", ("SO59004",)),
        ("SO59003 Loiter for prostitution", ("SO59003",)),
        ("loitering and soliciting", ("SO59003", "SO59004")),
    ],
)
def test_an_offence_is_known_by_its_word_or_its_code(typed: str, codes: tuple[str, ...]) -> None:
    assert good(Offence=typed).offence_codes == codes


@pytest.mark.parametrize(
    ("typed", "came", "reason"),
    [
        ("attended", Came.KEPT, ""),
        ("ATTENDED ", Came.KEPT, ""),
        ("did not attend", Came.NOT_KEPT, ""),
        ("Did not attend - ill", Came.NOT_KEPT, "ill"),
        ("did not attend – no childcare", Came.NOT_KEPT, "no childcare"),
        ("DNA", Came.NOT_KEPT, ""),
        ("DNA (in custody)", Came.NOT_KEPT, "in custody"),
        ("cancelled by service", Came.CANCELLED_BY_US, ""),
        ("", Came.NOT_RECORDED, ""),
        ("not known", Came.NOT_RECORDED, ""),
    ],
)
def test_outcomes_in_words(typed: str, came: Came, reason: str) -> None:
    visit = good(**{"1st_outcome": typed}).visits[0]
    assert (visit.came, visit.reason) == (came, reason)


@pytest.mark.parametrize(
    ("typed", "method"),
    [
        ("discontinued", Method.DISCONTINUED),
        ("Withdrawn", Method.WITHDRAWN),
        ("no evidence offered", Method.NO_EVIDENCE),
        ("went ahead", Method.WENT_AHEAD),
        ("Put off", Method.PUT_OFF),
        ("not known", Method.NOT_KNOWN),
        ("unknown", Method.NOT_KNOWN),
        ("", None),
    ],
)
def test_endings_in_words(typed: str, method: Method | None) -> None:
    row = good(Case_ending=typed)
    assert row.ending is method
    assert row.ended_on == (D(2009, 6, 8) if method else None)


def test_a_date_beside_an_ending_nobody_knows_may_say_anything() -> None:
    assert good(Case_ending="not known", Ending_date="some day").ended_on is None
    assert good(Case_ending="not known", Ending_date="8/6/09").ended_on == D(2009, 6, 8)
    assert good(Case_ending="", Ending_date="some day").ended_on is None


def test_an_appointment_that_was_never_booked_is_no_appointment() -> None:
    assert good(**{"2nd_appt": "", "2nd_outcome": ""}).visits[1] == Visit()


def test_a_past_appointment_without_an_outcome_stays_not_recorded() -> None:
    assert good(**{"2nd_outcome": ""}).visits[1] == Visit(D(2009, 5, 20))


def test_a_hearing_still_to_come_needs_its_time() -> None:
    rest = dict.fromkeys(("1st_appt", "1st_outcome", "2nd_appt", "2nd_outcome", "Case_ending", "Ending_date"), "")
    soon = {"Arrest_date": "10/11/2026", "Court_date": "15/12/2026"} | rest
    assert "its time is not given" in bad(Court_time="", **soon).wrong
    assert good(Court_time="2pm", **soon).court_time == dt.time(14)
    assert good(Court_time="").court_time is None


def test_an_appointment_still_to_come_needs_its_time() -> None:
    soon = {"Arrest_date": "10/11/2026", "Court_date": "15/12/2026", "Case_ending": "", "Ending_date": ""}
    soon |= {"1st_appt": "12/11/2026", "2nd_outcome": ""}
    assert "its time is not given" in bad(**{"2nd_appt": "3/12/2026"}, **soon).wrong
    assert good(**{"2nd_appt": "3/12/2026 14:30"}, **soon).visits[1] == Visit(D(2026, 12, 3), dt.time(14, 30))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("FARROW", "Farrow"),
        ("MAC-NEIL", "Mac-Neil"),
        ("D'SOUZA", "D'Souza"),
        ("O’BRIEN", "O’Brien"),
        ("NÍ BHRIAIN", "Ní Bhriain"),
        ("ŁUKASZ", "Łukasz"),
        ("XIMÉNEZ", "Ximénez"),
        ("Mª-JOSÉ", "Mª-José"),
        ("MCDONALD", "McDonald"),
        ("MacNeil", "MacNeil"),
        ("de la Cruz", "de la Cruz"),
        ("van DER Berg", "van DER Berg"),
        ("X", "X"),
    ],
)
def test_only_a_name_wholly_in_capitals_is_given_small_letters(typed: str, shown: str) -> None:
    assert good(Surname=typed).family_name == shown
