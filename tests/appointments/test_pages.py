"""The pages for hours, leave, rooms and handing over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.accounts.models import Staff
from casework.appointments import services
from casework.appointments.models import Appointment, Leave, Room
from casework.appointments.services import Needs
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from casework.people.services import add_person
from tests.people.cast import JO, add_jo
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
pytestmark = pytest.mark.sqlite


@pytest.fixture
def soon() -> dt.date:
    """A day three weeks away."""
    return clock.today() + dt.timedelta(weeks=3)


@pytest.fixture
def booked(within: Flask, team: Team, soon: dt.date) -> list[Appointment]:
    by = team.actor("worker")
    jo = add_jo(by)
    return [book(jo, team, soon, hour) for hour in (10, 12, 14)]


def book(person: Person, team: Team, day: dt.date, hour: int = 10) -> Appointment:
    by, time = team.actor("worker"), dt.time(hour)
    with transaction():
        return services.book(
            person, day=day, time=time, place_other="x", with_staff_id=by.staff_id, by=by, at=clock.now()
        )


def staff(team: Team, role: str) -> Staff:
    key = team.actor(role).staff_id
    db.session.rollback()  # they may have been made since this session began to read
    return db.session.get_one(Staff, key)


def press(client: Reader, page: str, button: str) -> TestResponse:
    """Press a button that stands on a page."""
    shown = client.get(page).text
    assert f'action="{button}"' in shown
    return client.post(button, data=hidden_fields(shown, button))


def test_a_worker_keeps_their_own_hours_and_a_manager_everybodys(within: Flask, team: Team, sign_in: SignIn) -> None:
    one = staff(team, "worker")
    page = f"/colleagues/{one.reference}/hours"
    for role, monday in (("worker", "10am"), ("manager", "11am")):
        client = sign_in(role)
        answer = client.form(page, data={"starts_0": monday, "ends_0": "3pm"})
        assert answer.status_code == 303
        assert monday.replace("am", ":00am") in client.get(page).text
    db.session.rollback()
    assert services.recorded_hours(one) == {0: (dt.time(11), dt.time(15))}


def test_nobody_else_changes_them(within: Flask, team: Team, sign_in: SignIn) -> None:
    one = staff(team, "worker")
    for role in ("supervisor", "liaison", "administrator"):
        client = sign_in(role)
        for page in ("hours", "leave", "appointments"):
            assert client.get(f"/colleagues/{one.reference}/{page}").status_code in (403, 404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"starts_0": "10am"}, "Enter when Monday ends", id="no end"),
        pytest.param({"ends_0": "10am"}, "Enter when Monday starts", id="no start"),
        pytest.param({"starts_0": "3pm", "ends_0": "9am"}, "Monday must end after it starts", id="the wrong way round"),
        pytest.param({"starts_0": "teatime", "ends_0": "9am"}, "teatime", id="not a time"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(
    within: Flask, team: Team, sign_in: SignIn, typed: dict[str, str], said: str
) -> None:
    page = f"/colleagues/{staff(team, 'worker').reference}/hours"
    answer = sign_in("worker").form(page, data=typed)
    assert answer.status_code == 200
    assert said in answer.text
    assert all(f'value="{word}"' in answer.text for word in typed.values() if word == "teatime")


def test_leave_says_which_appointments_fall_in_it_and_is_taken_back(
    team: Team, sign_in: SignIn, booked: list[Appointment], soon: dt.date
) -> None:
    client, one = sign_in("worker"), staff(team, "worker")
    page = f"/colleagues/{one.reference}/leave"
    data = {"first_day": f"{soon:%d/%m/%Y}", "last_day": "", "note": "Dentist"}
    assert client.form(page, data=data).status_code == 303
    shown = client.get(page).text
    assert "3 appointments fall in this leave" in shown
    assert all(f"/appointments/{row.reference}" in shown for row in booked)
    db.session.rollback()
    (row,) = db.session.scalars(db.select(Leave))
    later = book(booked[0].person, team, soon + dt.timedelta(days=1))
    handing = client.get(f"/colleagues/{one.reference}/appointments?leave={row.reference}").text
    assert handing.count(" checked") == 3, "what falls in the leave is ticked, and nothing else"
    assert later.reference in handing
    assert press(client, page, f"{page}/{row.reference}/end").status_code == 303
    assert "No leave from now on" in client.get(page).text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        pytest.param(5, 3, "The last day cannot be before the first", id="the wrong way round"),
        pytest.param(-9, -8, "This leave is over already", id="over"),
        pytest.param(1, 800, "longer than a year", id="years"),
    ],
)
def test_leave_that_cannot_be(within: Flask, team: Team, sign_in: SignIn, first: int, last: int, said: str) -> None:
    page = f"/colleagues/{staff(team, 'worker').reference}/leave"
    days = [clock.today() + dt.timedelta(days=n) for n in (first, last)]
    data = {"first_day": f"{days[0]:%d/%m/%Y}", "last_day": f"{days[1]:%d/%m/%Y}"}
    assert said in sign_in("worker").form(page, data=data).text


def test_a_manager_hands_over_what_a_colleague_leaves_behind(
    team: Team, sign_in: SignIn, booked: list[Appointment]
) -> None:
    worker, supervisor = staff(team, "worker"), staff(team, "supervisor")
    keys, versions = [row.id for row in booked], [row.version for row in booked]
    page = f"/colleagues/{worker.reference}/appointments"
    client = sign_in("manager")
    data: dict[str, Any] = {"which": [row.reference for row in booked[:2]], "to_staff": supervisor.reference}
    assert client.form(page, data=data).status_code == 303
    db.session.rollback()
    now = [db.session.get_one(Appointment, key) for key in keys]
    assert [row.with_staff_id for row in now] == [supervisor.id, supervisor.id, worker.id]
    assert [row.version for row in now] == versions, "what was promised has not changed, so its texts go on"
    assert now[0].reference not in client.get(page).text


def test_what_the_colleague_is_busy_for_stays_and_the_page_says_so(
    team: Team, sign_in: SignIn, booked: list[Appointment], soon: dt.date
) -> None:
    worker, supervisor, by = staff(team, "worker"), staff(team, "supervisor"), team.actor("worker")
    with transaction():
        ann = add_person(**JO | {"given_name": "Ann"}, by=by, at=clock.now())
        services.book(
            ann, day=soon, time=dt.time(10, 30), place_other="x", with_staff_id=supervisor.id, by=by, at=clock.now()
        )
    page = f"/colleagues/{worker.reference}/appointments"
    client = sign_in("worker")
    data: dict[str, Any] = {"which": [row.reference for row in booked], "to_staff": supervisor.reference}
    answer = client.form(page, data=data)
    shown = client.get(answer.headers["Location"]).text
    assert "1 of them could not be given" in shown
    again = client.form(page, data=data | {"which": [booked[0].reference]})
    assert "This colleague is busy at all of these times" in again.text


def test_rooms_are_added_and_offered_no_more(within: Flask, team: Team, sign_in: SignIn) -> None:
    client, admin = sign_in("administrator"), team.actor("administrator")
    assert "Add a place first" in client.get("/admin/rooms").text
    with transaction():
        place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=clock.now()).reference
    assert client.form("/admin/rooms", data={"place": place, "name": "Blue"}).status_code == 303
    said = client.form("/admin/rooms", data={"place": place, "name": "blue "}).text
    assert "There is a room of that name here already" in said
    db.session.rollback()
    (room,) = db.session.scalars(db.select(Room))
    end = f"/admin/places/{place}/rooms/{room.reference}/end"
    assert press(client, "/admin/rooms", end).status_code == 303
    assert "None yet" in client.get("/admin/rooms").text


def test_a_week_begins_with_the_usual_hours_and_an_empty_one_goes_back_to_them(
    within: Flask, team: Team, sign_in: SignIn
) -> None:
    client, one = sign_in("worker"), staff(team, "worker")
    page = f"/colleagues/{one.reference}/hours"
    assert client.get(page).text.count('value="9:30am"') == 5
    assert client.form(page, data={"starts_5": "10", "ends_5": "2pm"}).status_code == 303
    assert 'value="9:30am"' not in client.get(page).text
    assert client.form(page, data={}).status_code == 303
    assert client.get(page).text.count('value="9:30am"') == 5


def test_what_goes_with_an_appointment_is_marked_arranged_and_taken_back(
    within: Flask, team: Team, sign_in: SignIn, soon: dt.date
) -> None:
    by, client = team.actor("worker"), sign_in("worker")
    jo, needs = add_jo(by), Needs(interpreter="Romanian", escort=True)
    with transaction():
        made = services.book(jo, day=soon, time=dt.time(10), place_other="x", needs=needs, by=by, at=clock.now())
        page = f"/appointments/{made.reference}"
    shown = client.get(page).text
    assert "Interpreter, Romanian" in shown
    assert shown.count("Not arranged yet") == 2
    assert press(client, page, f"{page}/needs/interpreter").status_code == 303
    assert client.get(page).text.count("Not arranged yet") == 1
    assert press(client, page, f"{page}/needs/interpreter").status_code == 303
    assert client.get(page).text.count("Not arranged yet") == 2
    for nothing in ("childcare", "lunch"):
        answer = client.post(f"{page}/needs/{nothing}", data=hidden_fields(shown, f"{page}/needs/escort"))
        assert answer.status_code == 404
    liaison = sign_in("liaison").get(page).text
    assert "needs/escort" not in liaison
