"""Adding, loading and changing a person (promises R1, R3, R6, R7, P8, P14)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from casework.accounts.rules import Action, Compartment
from casework.kernel.database import transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people import services
from casework.people.models import Person
from casework.people.services import Changed
from tests.people.cast import AT, DAY, JO, TODAY, add_jo, events, other_agency
from tests.support.staff import Team


@pytest.mark.parametrize(
    "name", ["O'Brien-Łukasz", "Null", "N/A", "Robert'); DROP TABLE person;--", "<script>x</script>", "王芳"]
)
def test_a_name_is_kept_literally(within: Flask, team: Team, name: str) -> None:
    worker = team.actor("worker")
    kept = services.load_person(add_jo(worker, family_name=name).reference, by=worker)
    assert kept.family_name == name


def test_adding_is_collection_and_loading_is_consultation(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    assert [event.act for event in events(f"person:{jo.reference}")] == ["collection"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"given_name": " ", "family_name": ""}, "given_name", id="no name at all"),
        pytest.param({"family_name": "x" * 101}, "family_name", id="a name of 101 characters"),
        pytest.param({"date_of_birth": TODAY + DAY}, "date_of_birth", id="born tomorrow"),
        pytest.param({"date_of_birth": dt.date(1899, 12, 31)}, "date_of_birth", id="born in 1899"),
        pytest.param({"pronouns": "x" * 21}, "pronouns", id="pronouns too long"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(
    within: Flask, team: Team, changed: dict[str, object], field: str
) -> None:
    worker = team.actor("worker")
    with pytest.raises(Refused) as no:
        add_jo(worker, **changed)
    assert no.value.field == field


def test_one_name_is_enough_and_a_birth_date_may_be_unknown(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"), family_name="", date_of_birth=None)
    assert (jo.family_name, jo.date_of_birth, jo.pronouns) == ("", None, "she")


def test_another_agency_gets_the_same_answer_as_for_nobody(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    stranger = other_agency(team).actor("worker")
    for reference in (jo.reference, "ZZZZZZZZ", "", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            services.load_person(reference, by=stranger)


def test_a_role_without_need_gets_that_answer_too(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    assert services.load_person(jo.reference.lower(), by=team.actor("liaison")) == jo
    with pytest.raises(NotFound):
        services.load_person(jo.reference, by=team.actor("liaison"), compartment=Compartment.SUPPORT)
    with pytest.raises(NotFound):
        services.load_person(jo.reference, by=team.actor("liaison"), action=Action.WRITE)
    with pytest.raises(NotFound):
        services.load_person(jo.reference, by=team.actor("administrator"))


def change(team: Team, jo: Person, role: str = "worker", **changed: object) -> Person:
    by = team.actor(role)
    with transaction():
        values = {"seen_version": jo.version} | JO | changed
        return services.change_person(jo, **values, by=by, at=AT)


def test_a_changed_name_keeps_the_old_one_as_an_alias(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    change(team, jo, family_name="Bell", pronouns="they")
    assert (jo.family_name, jo.pronouns) == ("Bell", "they")
    assert [alias.name for alias in jo.aliases] == ["Joanna O'Brien-Łukasz"]
    last = events(f"person:{jo.reference}")[-1]
    assert (last.act, last.detail) == ("alteration", {"fields": "family_name,pronouns"})
    assert services.search_people("lukasz", by=team.actor("worker")) == [jo]


def test_saving_the_same_again_changes_nothing(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    change(team, jo, seen_version=99)
    assert len(events(f"person:{jo.reference}")) == 1


def test_a_stale_page_is_told_with_both_values(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    seen = jo.version
    change(team, jo, family_name="Bell")
    with pytest.raises(Conflict) as both:
        change(team, jo, "manager", family_name="Ball", seen_version=seen)
    assert "Bell" in both.value.theirs
    assert "Ball" in both.value.yours


def test_a_birth_date_that_makes_a_child_is_stopped(within: Flask, team: Team) -> None:
    jo = add_jo(team.actor("worker"))
    with pytest.raises(Refused, match="safeguarding") as no:
        change(team, jo, date_of_birth=dt.date(2008, 11, 22))
    assert no.value.field == "date_of_birth"
    change(team, jo, date_of_birth=dt.date(2008, 11, 21))


def test_others_follow_a_change_or_stop_it(within: Flask, team: Team) -> None:
    heard: list[Changed] = []
    services.watch(within, lambda person, what, **_: heard.append(what))
    jo = add_jo(team.actor("worker"))
    change(team, jo, known_as="Josie")
    assert heard == [Changed.IDENTITY]

    def stop(person: Person, what: Changed, **_: object) -> None:
        raise Refused("Not while a notice is going out", "known_as")

    services.watch(within, stop)
    with pytest.raises(Refused):
        change(team, jo, known_as="JJ")
    assert services.load_person(jo.reference, by=team.actor("worker")).known_as == "Josie"
