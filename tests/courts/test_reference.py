"""The courts, forces and codes of England and Wales, and finding a court however it is written."""

from __future__ import annotations

import pytest

from casework.courts import reference

KNOWN = [
    ("B01ND00", "Thames", "2574", True),
    ("B01MN00", "Stratford", "2574", True),
    ("B01CX00", "Camberwell Green", "2576", False),
    ("B01EF00", "Croydon", "2576", True),
    ("B01IX00", "Westminster", "2570", True),
    ("B01GU00", "Highbury Corner", "2572", True),
    ("B20BL00", "Birmingham", "2922", True),
    ("B37HI00", "Ipswich", "2870", True),
]


@pytest.mark.parametrize(("code", "short", "area", "is_open"), KNOWN)
def test_the_courts_we_know_by_heart(code: str, short: str, area: str, is_open: bool) -> None:
    found = reference.court(code)
    assert found is not None
    assert (found.short_name, found.lja_code, found.open) == (short, area, is_open)
    assert found.name.startswith(f"{short} Magistrates' Court")
    assert reference.find_court(short) is found


@pytest.mark.parametrize(
    "typed",
    [
        "Thames",
        "thames",
        "  THAMES  ",
        "Thames Mags",
        "Thames MC",
        "Thames Magistrates",
        "Thames Magistrates' Court",
        "thames magistrates court",
        "Thames Magistrates’ Court",
        "Thames Magistrate's Court",
        "The Thames Magistrates Court",
        "B01ND00",
        "b01nd00",
        "B01 ND 00",
    ],
)
def test_however_it_is_typed_it_is_thames(typed: str) -> None:
    found = reference.find_court(typed)
    assert found is not None
    assert found.ou_code == "B01ND00"


@pytest.mark.parametrize("typed", ["", "   ", "'", "Atlantis", "Crown Court at Snaresbrook", "x" * 5000])
def test_an_unknown_court_is_nobody(typed: str) -> None:
    assert reference.find_court(typed) is None


@pytest.mark.parametrize(("typed", "areas"), [("Newport", {"Hampshire", "Gwent"}), ("Walsall mags", {"West Midlands"})])
def test_two_courts_of_one_name_are_offered_not_guessed(typed: str, areas: set[str]) -> None:
    found = reference.look_up(typed)
    assert found.court is None
    assert {court.area for court in found.candidates} == areas
    assert len(found.candidates) == 2


@pytest.mark.parametrize(("typed", "meant"), [("Tames", "B01ND00"), ("Highbury", "B01GU00"), ("Stratfod", "B01MN00")])
def test_a_slip_of_the_pen_is_offered_not_taken(typed: str, meant: str) -> None:
    found = reference.look_up(typed)
    assert found.court is None
    assert meant in {court.ou_code for court in found.candidates}


def test_every_court_is_found_by_its_own_code_and_name() -> None:
    everything = reference.courts()
    assert len(everything) > 270
    assert len({court.ou_code for court in everything}) == len(everything)
    for court in everything:
        found = reference.look_up(court.name)
        assert reference.court(court.ou_code) is court
        assert court in (found.court, *found.candidates), court


def test_a_closed_court_is_kept_but_not_offered() -> None:
    assert "B01CX00" in {court.ou_code for court in reference.courts()}
    assert "B01CX00" not in {court.ou_code for court in reference.courts(open_only=True)}
    camberwell = reference.find_court("Camberwell Green Mags")
    assert camberwell is not None
    assert camberwell.label == "Camberwell Green Magistrates' Court, London (closed)"


def test_a_local_justice_area_is_named_where_its_name_is_known() -> None:
    thames, ipswich = reference.court("B01ND00"), reference.court("B37HI00")
    assert thames is not None
    assert ipswich is not None
    assert (thames.lja_label, ipswich.lja_label) == ("East London (2574)", "Suffolk (2870)")


@pytest.mark.parametrize("code", ["SO59003", "SO59004", "SO59501", "SO59502", "SO59503", "so59003"])
def test_the_offences_that_matter(code: str) -> None:
    found = reference.offence(code)
    assert found is not None
    assert found.code == code.upper()


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("2053", "Discontinuance"),
        ("2051", "Withdrawn"),
        ("2063", "Withdrawn - Final"),
        ("2094", "Withdrawn due to Diversionary Route"),
        ("2050", "No Evidence Offered - Dismissed"),
        ("1144", "Engagement and Support Order"),
    ],
)
def test_the_results_that_matter(code: str, title: str) -> None:
    found = reference.result(code)
    assert found is not None
    assert found.title == title


def test_forces_are_those_of_england_and_wales() -> None:
    assert reference.force("01HT1234526") == reference.Code("01", "Metropolitan Police Service")
    assert reference.force("74") is None
    assert len(reference.forces()) == 44
    assert reference.offence("") is None
    assert reference.result("9999") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("2053", "2053", id="the code"),
        pytest.param(" 2053 ", "2053", id="the code with spaces"),
        pytest.param("Discontinuance (2053)", "2053", id="as the list shows it"),
        pytest.param("discontinued", "2053", id="the word people say"),
        pytest.param("withdrawn", "2051", id="a whole title, though others begin so"),
        pytest.param("withdrawn final", "2063", id="two words"),
        pytest.param("diversionary", "2094", id="a word in the middle"),
        pytest.param("not guilty", "2004", id="not guilty"),
        pytest.param("engagement", "1144", id="an order"),
    ],
)
def test_a_result_is_found_by_its_code_or_its_words(typed: str, code: str) -> None:
    found, near = reference.look_up_result(typed)
    assert found is not None
    assert (found.code, near) == (code, ())


def test_of_several_results_those_that_fit_the_answer_are_meant() -> None:
    found, near = reference.look_up_result("conditional bail")
    assert found is None
    assert "4530" in {row.code for row in near}
    assert len(near) > 1
    only, _ = reference.look_up_result("defendant absent", ["4543"])
    assert only is not None
    assert only.code == "4543"


@pytest.mark.parametrize("typed", ["", "   ", "zebra", "9999"])
def test_words_of_no_result_lead_to_none(typed: str) -> None:
    assert reference.look_up_result(typed) == (None, ())
