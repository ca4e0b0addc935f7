"""Finding people by any part of any name, and asking whether two are one (promises R6, R7, Q)."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from flask import Flask

from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound
from casework.people import services
from casework.people.models import Person
from casework.people.rules.contact import ContactAnswers
from casework.people.rules.likeness import WhoIs, may_be_same, surely_same
from tests.people.cast import AT, NUMBER, add_jo, other_agency
from tests.support.staff import Team


@pytest.mark.parametrize("term", ["joanna", "JO", "o'brien", "obrien", "lukasz", "lukas", "jo obr", "brien"])
def test_by_any_part_of_any_name(within: Flask, team: Team, term: str) -> None:
    """Q5."""
    worker = team.actor("worker")
    jo = add_jo(worker)
    add_jo(worker, given_name="Maria", family_name="Silva", known_as="")
    assert services.search_people(term, by=worker) == [jo]


@pytest.mark.parametrize("term", ["", "   ", "smith", "%", "_", "'; --", "x" * 5000])
def test_nothing_found_is_nothing_shown(within: Flask, team: Team, term: str) -> None:
    """Q1, Q2."""
    worker = team.actor("worker")
    add_jo(worker)
    assert services.search_people(term, by=worker) == []


def test_by_reference_and_by_whole_number_only(within: Flask, team: Team) -> None:
    """Q4."""
    worker = team.actor("worker")
    jo = add_jo(worker)
    with transaction():
        services.set_safe_contact(jo, ContactAnswers(mobile=NUMBER), by=worker, at=AT)
    assert services.search_people(jo.reference.lower(), by=worker) == [jo]
    assert services.search_people("07700 900 123", by=worker) == [jo]
    assert services.search_people("0123", by=worker) == []
    assert services.search_people("07700 900 123", by=team.actor("liaison")) == []


def test_another_agency_finds_nobody(within: Flask, team: Team) -> None:
    """Q3."""
    jo = add_jo(team.actor("worker"))
    with transaction():
        services.set_safe_contact(jo, ContactAnswers(mobile=NUMBER), by=team.actor("worker"), at=AT)
    stranger = other_agency(team).actor("manager")
    for term in ("Joanna", jo.reference, "07700 900123"):
        assert services.search_people(term, by=stranger) == []
    assert services.similar_people("Joanna", "O'Brien-Łukasz", dt.date(1995, 2, 3), by=stranger) == []


def test_an_administrator_searches_nobody(within: Flask, team: Team) -> None:
    with pytest.raises(NotFound):
        services.search_people("Jo", by=team.actor("administrator"))


BORN = dt.date(1995, 2, 3)


@pytest.mark.parametrize(
    ("given", "family", "born", "asked"),
    [
        pytest.param("joanna", "O’BRIEN-LUKASZ", BORN, True, id="the same, typed otherwise"),
        pytest.param("Jo", "O'Brien-Łukasz", BORN, True, id="by what she is called"),
        pytest.param("Joana", "O'Brien-Łukasz", BORN, True, id="one letter less"),
        pytest.param("Joanna", "O'Brien-Łukasz", None, True, id="birth date not known"),
        pytest.param("Joanna", "O'Brien-Łukasz", dt.date(1995, 3, 2), True, id="day and month changed places"),
        pytest.param("Joanna", "O'Brien-Łukasz", dt.date(1996, 2, 3), True, id="another year"),
        pytest.param("O'Brien-Łukasz", "Joanna", BORN, True, id="names changed places"),
        pytest.param("Joanna", "O'Brien-Łukasz", dt.date(1990, 7, 8), False, id="same name, another birth date"),
        pytest.param("Maria", "O'Brien-Łukasz", BORN, False, id="a sister"),
        pytest.param("Joanna", "Silva", BORN, False, id="another family name"),
        pytest.param("", "", BORN, False, id="no name"),
    ],
)
def test_when_to_ask_whether_it_is_the_same_person(given: str, family: str, born: dt.date | None, asked: bool) -> None:
    jo = WhoIs("Joanna", "O'Brien-Łukasz", BORN, "Jo")
    assert may_be_same(WhoIs(given, family, born), jo) is asked


def test_exact_matches_come_first(within: Flask, team: Team) -> None:
    worker = team.actor("worker")
    near = add_jo(worker, date_of_birth=dt.date(1995, 2, 4))
    exact = add_jo(worker)
    assert services.similar_people("Joanna", "O'Brien-Łukasz", BORN, by=worker) == [exact, near]
    assert surely_same(WhoIs("Joanna", "O’Brien-Lukasz", BORN), WhoIs("JOANNA", "O'Brien-Łukasz", BORN))


@pytest.mark.sqlite
def test_two_thousand_people_are_searched_in_a_blink(within: Flask, team: Team) -> None:
    worker = team.actor("worker")
    with transaction():
        db.session.add_all(
            Person(
                agency_id=worker.agency_id,
                given_name=f"Given{n}",
                family_name=f"Family{n}",
                date_of_birth=None,
                created_at=AT,
            )
            for n in range(2000)
        )
    started = time.process_time()
    found = services.search_people("Family1234", by=worker)
    assert [person.given_name for person in found][:1] == ["Given1234"]
    assert time.process_time() - started < 2
