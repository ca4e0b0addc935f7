"""Free times from the database, what an appointment needs, drop-ins, and giving one to a colleague."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import Staff
from casework.appointments import services
from casework.appointments.models import Appointment, HeldTime, Place, Room
from casework.appointments.rules import Outcome
from casework.appointments.services import FreeTime, NeedKind, Needs, Taken
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.staff import Team

MONDAY = dt.date(2026, 11, 23)
TUESDAY = MONDAY + DAY
TEN = dt.time(10)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def book(team: Team, person: Person, **changed: Any) -> Appointment:
    by = team.actor("worker")
    values: dict[str, Any] = {"day": MONDAY, "time": TEN, "place_other": "x", "by": by, "at": AT}
    with transaction():
        return services.book(person, **(values | changed))


def offered(team: Team, **changed: Any) -> list[FreeTime]:
    by = team.actor("worker")
    values: dict[str, Any] = {"agency_id": by.agency_id, "staff_id": by.staff_id, "minutes": 60, "now": AT}
    return services.free_times(**(values | {"until": MONDAY, "limit": 50} | changed))


def times(found: list[FreeTime]) -> list[str]:
    return [f"{one.time:%H:%M}" for one in found]


def test_what_the_worker_the_person_or_the_room_is_booked_for_is_not_offered(team: Team, jo: Person) -> None:
    worker, admin = team.actor("worker"), team.actor("administrator")
    with transaction():
        place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=AT)
        room = services.add_room(place, name="Blue", by=admin, at=AT)
    ann = add_jo(worker, given_name="Ann")
    book(team, ann, with_staff_id=worker.staff_id, place=db.session.get(Place, place.id), room_id=room.id)
    left = ["11:00", "11:30", "12:00", "12:30", "13:00", "13:30", "14:00", "14:30", "15:00", "15:30"]
    assert times(offered(team)) == left
    assert times(offered(team, staff_id=None, room_id=room.id)) == left
    assert times(offered(team, staff_id=None, person=ann)) == left[2:], "an hour free on both sides of hers"
    assert len(offered(team, staff_id=None, person=jo)) == 13


def test_hours_and_leave_are_kept_and_the_one_that_moves_is_not_in_its_own_way(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    staff = db.session.get_one(Staff, worker.staff_id)
    with transaction():
        services.set_hours(staff, {0: (TEN, dt.time(12)), 1: (TEN, dt.time(11))}, by=worker, at=AT)
        services.record_leave(staff, first_day=TUESDAY, last_day=TUESDAY, by=worker, at=AT)
    assert times(offered(team, until=TUESDAY)) == ["10:00", "10:30", "11:00"]
    booked = book(team, jo, with_staff_id=worker.staff_id)
    assert times(offered(team)) == ["11:00"]
    assert times(offered(team, moving=booked, person=jo)) == ["10:00", "10:30", "11:00"]
    assert offered(team, not_on=[MONDAY]) == []


def test_what_is_cancelled_is_offered_again_and_what_goes_on_is_not(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    booked = book(team, jo, with_staff_id=worker.staff_id)
    early = booked.starts_at - dt.timedelta(minutes=10)
    with transaction():
        services.record_outcome(booked, Outcome.ATTENDED, by=worker, at=early)
    assert times(offered(team, now=early, minutes=30))[0] == "11:00"
    said = book(team, jo, time=dt.time(14), with_staff_id=worker.staff_id)
    assert "14:00" not in times(offered(team))
    with transaction():
        services.record_outcome(said, Outcome.CANCELLED_BY_US, by=worker, at=AT)
    assert "14:00" in times(offered(team))


def test_free_times_ask_four_questions_however_much_there_is(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    for day in range(4):
        book(team, jo, day=MONDAY + day * DAY, with_staff_id=worker.staff_id)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    key: dict[str, Any] = {
        "agency_id": worker.agency_id,
        "staff_id": worker.staff_id,
        "minutes": 60,
        "now": AT,
        "person": jo,
    }
    assert jo.id
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        found = services.free_times(**key, until=dt.date(2027, 5, 1), limit=6)
        first = len(asked)
        count = services.count_free(**key, until=dt.date(2027, 5, 1))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert (first, len(asked) - first) == (4, 3), "the closed days are read once for a page"
    assert (len(found), count > 500) == (6, True)


def test_what_an_appointment_needs_is_booked_with_it_and_arranged(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    booked = book(team, jo, needs=Needs(interpreter=" Romanian ", transport=True))
    assert [(row.kind, row.detail) for row in booked.needs] == [("interpreter", "Romanian"), ("transport", "")]
    with transaction():
        services.arrange(booked, NeedKind.INTERPRETER, by=worker, at=AT)
    need = services.need_of(booked, NeedKind.INTERPRETER)
    assert (need.arranged_at, need.arranged_by_id) == (AT, worker.staff_id)
    with transaction():
        services.arrange(booked, NeedKind.INTERPRETER, arranged=False, by=worker, at=AT)
    assert services.need_of(booked, NeedKind.INTERPRETER).arranged_at is None
    with pytest.raises(NotFound), transaction():
        services.arrange(booked, NeedKind.CHILDCARE, by=worker, at=AT)


def test_a_drop_in_is_an_appointment_attended_at_once_that_holds_no_time(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    values: dict[str, Any] = {"day": TODAY, "time": dt.time(11, 40), "place_other": "The café", "by": worker, "at": AT}
    with transaction():
        made = services.log_drop_in(jo, **values, with_staff_id=worker.staff_id, note="Wanted a coat")
    said = services.current_attendance(made)
    assert said is not None
    assert (made.outcome, said.happened_on, said.recorded_at, said.note) == ("attended", TODAY, AT, "Wanted a coat")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HeldTime)) == 0
    assert "dropped in" in {event.detail.get("what") for event in events(f"person:{jo.reference}")}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"time": dt.time(12, 1)}, "time", id="a minute to come"),
        pytest.param({"day": TODAY - 32 * DAY}, "day", id="over a month ago"),
        pytest.param({"minutes": 4}, "minutes", id="four minutes"),
        pytest.param({"place_other": " "}, "place", id="nowhere"),
    ],
)
def test_a_drop_in_that_cannot_have_been(team: Team, jo: Person, changed: dict[str, Any], field: str) -> None:
    values: dict[str, Any] = {"day": TODAY, "time": dt.time(12), "place_other": "x", "by": team.actor("worker")}
    with pytest.raises(Refused) as no, transaction():
        services.log_drop_in(jo, **(values | {"at": AT} | changed))
    assert no.value.field == field


def test_a_colleague_takes_an_appointment_over_with_its_time(team: Team, jo: Person) -> None:
    worker, other = team.actor("worker"), team.actor("supervisor")
    booked = book(team, jo, with_staff_id=worker.staff_id)
    with transaction():
        services.reassign(booked, other.staff_id or 0, by=worker, at=AT)
    assert (booked.with_staff_id, booked.version) == (other.staff_id, 1)
    ann = add_jo(worker, given_name="Ann")
    book(team, ann, with_staff_id=worker.staff_id)
    with pytest.raises(Taken) as no, transaction():
        services.reassign(booked, worker.staff_id or 0, by=worker, at=AT)
    assert (no.value.what, booked.with_staff_id) == ("worker", other.staff_id)


def test_what_is_settled_or_another_agencys_is_not_given_away(team: Team, jo: Person) -> None:
    worker, stranger = team.actor("worker"), other_agency(team).actor("worker")
    booked = book(team, jo, with_staff_id=worker.staff_id)
    for by, to in ((worker, stranger), (stranger, worker)):
        with pytest.raises(NotFound), transaction():
            services.reassign(booked, to.staff_id or 0, by=by, at=AT)
    with pytest.raises(Refused), transaction():
        services.reassign(booked, team.actor("manager").staff_id or 0, by=worker, at=booked.starts_at)


def test_a_room_of_another_place_or_one_retired_is_not_booked(team: Team, jo: Person) -> None:
    admin = team.actor("administrator")
    with transaction():
        mill, hub = (services.add_place(name=name, text_name=name, by=admin, at=AT) for name in ("Mill", "Hub"))
        room: Room = services.add_room(mill, name="Blue", by=admin, at=AT)
    with pytest.raises(NotFound):
        book(team, jo, place=hub, room_id=room.id)
    with transaction():
        services.end_room(room, by=admin, at=AT)
    with pytest.raises(Refused) as no:
        book(team, jo, place=mill, room_id=room.id)
    assert no.value.field == "room"
