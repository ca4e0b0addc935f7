"""Booking and moving (promises B1, B3, B6, B8, B17, B18; C.14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from casework.appointments import services
from casework.appointments.models import Appointment
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.kernel.database import transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import record_circumstance
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.staff import Team

TEN = dt.time(10)
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def book(team: Team, person: Person, **changed: Any) -> Appointment:
    values: dict[str, Any] = {
        "day": MONDAY,
        "time": TEN,
        "place_other": "The café",
        "by": team.actor("worker"),
        "at": AT,
    }
    with transaction():
        return services.book(person, **(values | changed))


def move(team: Team, appointment: Appointment, **changed: Any) -> Appointment:
    values: dict[str, Any] = {
        "day": MONDAY + DAY,
        "time": TEN,
        "asked_by": MoveAskedBy.PERSON,
        "by": team.actor("worker"),
        "at": AT,
    }
    with transaction():
        return services.move(appointment, **(values | changed))


def test_what_is_promised_is_the_wall_time(team: Team, jo: Person) -> None:
    winter, summer = book(team, jo), book(team, jo, day=dt.date(2027, 6, 1))
    assert winter.starts_at == dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    assert summer.starts_at == dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
    assert (winter.version, winter.outcome, winter.minutes) == (1, None, 60)
    last = events(f"person:{jo.reference}")[-1]
    assert (last.act, last.compartment, last.detail["what"]) == ("collection", "compliance", "booked")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"day": TODAY - DAY}, "day", id="yesterday"),
        pytest.param({"day": TODAY, "time": dt.time(11, 59)}, "time", id="a minute ago"),
        pytest.param({"day": dt.date(2027, 3, 28), "time": dt.time(1, 30)}, "time", id="a time the clocks skip"),
        pytest.param({"day": dt.date(2027, 10, 31), "time": dt.time(1, 30)}, "time", id="a time that comes twice"),
        pytest.param({"day": dt.date(2030, 1, 1)}, "day", id="over three years ahead"),
        pytest.param({"minutes": 0}, "minutes", id="no minutes"),
        pytest.param({"place_other": "  "}, "place", id="nowhere"),
    ],
)
def test_what_cannot_be_booked(team: Team, jo: Person, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        book(team, jo, **changed)
    assert no.value.field == field
    assert services.of_person(jo) == []


def test_today_a_minute_from_now_can_be_booked(team: Team, jo: Person) -> None:
    assert book(team, jo, day=TODAY, time=dt.time(12, 1)).starts_at > AT


def test_a_place_of_the_settings(team: Team, jo: Person) -> None:
    admin = team.actor("administrator")
    with transaction():
        place = services.add_place(name="Mill Street Centre", text_name="Mill Street", by=admin, at=AT)
    appointment = book(team, jo, place=place, place_other="ignored")
    assert services.place_words(appointment) == "Mill Street Centre"
    assert appointment.place_other == ""
    with transaction():
        services.end_place(place, by=admin, at=AT)
    assert services.places(agency_id=jo.agency_id) == []
    with pytest.raises(Refused) as no:
        book(team, jo, place=place, time=dt.time(11))
    assert no.value.field == "place"


@pytest.mark.parametrize(
    ("name", "text_name", "field"), [("", "Mill", "name"), ("Mill", " ", "text_name"), ("Mill", "x" * 25, "text_name")]
)
def test_a_place_says_what_a_text_may_call_it(within: Flask, team: Team, name: str, text_name: str, field: str) -> None:
    admin = team.actor("administrator")
    with pytest.raises(Refused) as no, transaction():
        services.add_place(name=name, text_name=text_name, by=admin, at=AT)
    assert no.value.field == field


def test_places_are_the_agencys_own_and_the_administrators_to_change(within: Flask, team: Team, jo: Person) -> None:
    admin = team.actor("administrator")
    with transaction():
        place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=AT)
        services.change_place(place, name="Mill Street Hall", text_name="the hall", address="", by=admin, at=AT)
    assert services.load_place(place.reference, by=team.actor("worker")).text_name == "the hall"
    far = other_agency(team)
    stranger = add_jo(far.actor("worker"))
    with pytest.raises(NotFound):
        services.load_place(place.reference, by=far.actor("worker"))
    with pytest.raises(NotFound):
        book(far, stranger, place=place, by=far.actor("worker"))
    with pytest.raises(NotFound), transaction():
        services.add_place(name="X", text_name="X", by=team.actor("worker"), at=AT)


def test_one_person_is_in_one_place_at_a_time(team: Team, jo: Person) -> None:
    first = book(team, jo)
    with pytest.raises(Refused, match="already have an appointment"):
        book(team, jo)
    with transaction():
        services.record_outcome(first, Outcome.CANCELLED_BY_US, by=team.actor("worker"), at=AT)
    assert book(team, jo).id != first.id


def test_one_worker_sees_one_person_at_a_time(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    maria = add_jo(worker, given_name="Maria")
    book(team, jo, with_staff_id=worker.staff_id)
    with pytest.raises(Refused, match="taken a moment ago") as no:
        book(team, maria, with_staff_id=worker.staff_id)
    assert no.value.field == "time"
    assert book(team, maria, with_staff_id=team.actor("supervisor").staff_id)


def test_nothing_is_booked_for_somebody_who_has_died(team: Team, jo: Person) -> None:
    with transaction():
        record_circumstance(jo, CircumstanceKind.DIED, since=TODAY, by=team.actor("worker"), at=AT)
    with pytest.raises(Refused, match="died"):
        book(team, jo)


def test_another_agency_and_a_liaison_book_nothing(team: Team, jo: Person) -> None:
    far = other_agency(team)
    for actor in (far.actor("worker"), team.actor("liaison"), team.actor("administrator")):
        with pytest.raises(NotFound):
            book(team, jo, by=actor)
    with pytest.raises(NotFound):
        book(team, jo, with_staff_id=far.actor("worker").staff_id)
    appointment = book(team, jo)
    with pytest.raises(NotFound):
        services.load_appointment(appointment.reference, by=far.actor("manager"))
    with pytest.raises(NotFound):
        move(team, appointment, by=far.actor("manager"))
    assert services.load_appointment(appointment.reference.lower(), by=team.actor("liaison")) == appointment
    assert services.between(AT, AT + 9 * DAY, by=far.actor("manager")) == []
    assert services.between(AT, AT + 9 * DAY, by=team.actor("worker")) == [appointment]


def test_a_move_keeps_who_asked_and_raises_the_version(team: Team, jo: Person) -> None:
    appointment = book(team, jo)
    move(team, appointment, minutes=30)
    assert (appointment.day, appointment.version, appointment.minutes) == (MONDAY + DAY, 2, 30)
    assert services.place_words(appointment) == "The café"
    assert [(row.from_day, row.from_time, row.asked_by) for row in appointment.moves] == [(MONDAY, TEN, "person")]
    move(team, appointment, day=MONDAY, asked_by=MoveAskedBy.US, place_other="The library")
    assert (appointment.version, len(appointment.moves), services.place_words(appointment)) == (3, 2, "The library")
    assert events(f"person:{jo.reference}")[-1].detail["what"] == "moved"


def test_a_move_that_moves_nothing(team: Team, jo: Person) -> None:
    appointment = book(team, jo)
    with pytest.raises(Refused, match="already has"):
        move(team, appointment, day=MONDAY)
    assert move(team, appointment, day=MONDAY, place_other="The library").version == 2


def test_what_has_begun_or_is_recorded_is_not_moved(team: Team, jo: Person) -> None:
    appointment = book(team, jo)
    with pytest.raises(Refused, match="has begun"):
        move(team, appointment, at=appointment.starts_at, day=MONDAY + 2 * DAY)
    with transaction():
        services.record_outcome(appointment, Outcome.CANCELLED_BY_US, by=team.actor("worker"), at=AT)
    with pytest.raises(Refused, match="recorded as"):
        move(team, appointment)


def test_a_stale_page_gets_both_times(team: Team, jo: Person) -> None:
    appointment = book(team, jo)
    move(team, appointment, seen_version=1)
    with pytest.raises(Conflict) as both:
        move(team, appointment, day=MONDAY + 3 * DAY, seen_version=1)
    assert both.value.theirs == "Tue 24 Nov, 10:00am"
    assert both.value.yours == "Thu 26 Nov, 10:00am"


def test_the_next_one_is_the_first_still_open(team: Team, jo: Person) -> None:
    later, sooner = book(team, jo, day=MONDAY + DAY), book(team, jo)
    assert services.next_appointment(jo, after=AT) == sooner
    with transaction():
        services.record_outcome(sooner, Outcome.CANCELLED_BY_US, by=team.actor("worker"), at=AT)
    assert services.next_appointment(jo, after=AT) == later
    assert services.of_person(jo) == [later, sooner]
