"""Custody, hospital, warrant, no address, death: each in its place in the record (domain rules 1 and 30)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from casework.people import services
from casework.people.models import Circumstance, Person, SafeguardingRecord
from casework.people.rules.circumstances import CircumstanceKind as Kind
from casework.people.services import SafeguardingAnswers
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.staff import Team


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def happen(team: Team, jo: Person, kind: Kind, role: str = "worker", **changed: object) -> Circumstance:
    values = {"since": TODAY, "place": "Somewhere", "by": team.actor(role), "at": AT} | changed
    with transaction():
        return services.record_circumstance(jo, kind, **values)  # type: ignore[arg-type]


def test_it_stands_from_its_first_day_to_its_last(team: Team, jo: Person) -> None:
    row = happen(team, jo, Kind.HOSPITAL, since=TODAY - DAY, until=TODAY + DAY)
    for day, stands in ((-2, False), (-1, True), (1, True), (2, False)):
        assert (row in services.circumstances(jo, TODAY + day * DAY)) is stands


def test_the_same_thing_twice_is_refused_but_two_bail_conditions_are_not(team: Team, jo: Person) -> None:
    happen(team, jo, Kind.CUSTODY)
    with pytest.raises(Refused, match="already recorded since 21 November 2026") as no:
        happen(team, jo, Kind.CUSTODY)
    assert no.value.field == "kind"
    happen(team, jo, Kind.BAIL_CONDITION, note="Not to enter Mill Street")
    happen(team, jo, Kind.BAIL_CONDITION, note="To live at the hostel")
    assert len(services.circumstances(jo, TODAY)) == 3


def test_ending_it_keeps_it_on_record(team: Team, jo: Person) -> None:
    row = happen(team, jo, Kind.WARRANT, since=TODAY - 3 * DAY)
    with transaction():
        services.end_circumstance(row, until=TODAY - DAY, by=team.actor("worker"), at=AT)
    assert services.circumstances(jo, TODAY) == []
    assert services.all_circumstances(jo, by=team.actor("worker")) == [row]
    assert [e.act for e in events(f"person:{jo.reference}")] == ["collection", "collection", "alteration"]
    with transaction():
        services.end_circumstance(row, by=team.actor("worker"), at=AT)
    assert len(events(f"person:{jo.reference}")) == 3


@pytest.mark.parametrize("last", [TODAY - 2 * DAY, TODAY + DAY])
def test_a_last_day_that_cannot_be(team: Team, jo: Person, last: dt.date) -> None:
    row = happen(team, jo, Kind.HOSPITAL, since=TODAY - DAY)
    with pytest.raises(Refused) as no, transaction():
        services.end_circumstance(row, until=last, by=team.actor("worker"), at=AT)
    assert no.value.field == "until"


def test_only_a_manager_undoes_a_death(team: Team, jo: Person) -> None:
    row = happen(team, jo, Kind.DIED, place="")
    with pytest.raises(Refused, match="manager"), transaction():
        services.end_circumstance(row, by=team.actor("worker"), at=AT)
    with transaction():
        services.end_circumstance(row, by=team.actor("manager"), at=AT)
    assert services.circumstances(jo, TODAY) == []


def test_health_and_home_are_not_shown_to_a_court_liaison(team: Team, jo: Person) -> None:
    happen(team, jo, Kind.HOSPITAL)
    happen(team, jo, Kind.NO_FIXED_ADDRESS)
    warrant = happen(team, jo, Kind.WARRANT, "liaison")
    liaison = team.actor("liaison")
    assert services.circumstances(jo, TODAY, by=liaison) == [warrant]
    assert services.all_circumstances(jo, by=liaison) == [warrant]
    with pytest.raises(NotFound):
        happen(team, jo, Kind.HOSPITAL, "liaison")


def test_another_agency_finds_none_of_it(team: Team, jo: Person) -> None:
    row = happen(team, jo, Kind.CUSTODY)
    stranger = other_agency(team).actor("manager")
    with pytest.raises(NotFound):
        services.load_circumstance(jo, row.reference, by=stranger)
    with pytest.raises(NotFound), transaction():
        services.end_circumstance(row, by=stranger, at=AT)
    with pytest.raises(NotFound):
        services.load_circumstance(jo, "ZZZZZZZZ", by=team.actor("worker"))


CHILD = SafeguardingAnswers(
    name="Ellie Moss",
    date_of_birth=dt.date(2010, 1, 1),
    reason="under_18",
    offence_on=TODAY,
    told_who="Children's services duty team",
    told_at=AT,
)


def test_of_a_child_only_the_safeguarding_record_is_kept(within: Flask, team: Team) -> None:
    with transaction():
        row = services.record_safeguarding(CHILD, by=team.actor("worker"), at=AT)
    assert db.session.scalar(db.select(db.func.count()).select_from(Person)) == 0
    assert (row.told_who, row.told_at) == ("Children's services duty team", AT)
    assert [event.act for event in events(f"safeguarding:{row.reference}")] == ["collection"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": " "}, "name"), ({"told_who": ""}, "told_who"), ({"told_at": AT + DAY}, "told_on")],
)
def test_a_safeguarding_record_says_who_was_told_and_when(
    within: Flask, team: Team, changed: dict[str, object], field: str
) -> None:
    by = team.actor("worker")
    with pytest.raises(Refused) as no, transaction():
        services.record_safeguarding(SafeguardingAnswers(**{**vars(CHILD), **changed}), by=by, at=AT)
    assert no.value.field == field
    assert db.session.scalar(db.select(db.func.count()).select_from(SafeguardingRecord)) == 0
