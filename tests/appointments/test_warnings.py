"""What to look at twice before booking, and that going on keeps its reason (promises B12, domain rule 30)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from casework.appointments import services
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import MoveAskedBy
from casework.kernel.database import db, transaction
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import record_circumstance
from tests.people.cast import AT, TODAY, add_jo
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
MONDAY = dt.date(2026, 11, 23)
CHRISTMAS, SATURDAY = dt.date(2026, 12, 25), dt.date(2026, 11, 28)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def kinds(team: Team, person: Person, **changed: Any) -> list[str]:
    """The kinds of warning for an ordinary booking of Monday at ten with the worker, changed in these ways."""
    values: dict[str, Any] = {
        "day": MONDAY,
        "time": dt.time(10),
        "with_staff_id": team.actor("worker").staff_id,
        "place_other": "The café",
        "now": AT,
    }
    return [one.kind for one in services.warnings(person, **(values | changed))]


def book(team: Team, person: Person, **changed: Any) -> Appointment:
    by = team.actor("worker")
    values: dict[str, Any] = {"day": MONDAY, "time": dt.time(12), "place_other": "The café", "by": by, "at": AT}
    with transaction():
        return services.book(person, **(values | changed))


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        pytest.param({}, [], id="an ordinary morning"),
        pytest.param({"hearings": [MONDAY]}, ["court_day"], id="the same day as court"),
        pytest.param({"until": MONDAY}, [], id="on the finish-by date"),
        pytest.param({"until": dt.date(2026, 11, 20)}, ["after_finish_by"], id="after the finish-by date"),
        pytest.param({"day": CHRISTMAS}, ["closed_day"], id="Christmas Day"),
        pytest.param({"closed": [MONDAY]}, ["closed_day"], id="a day kept closed in settings"),
        pytest.param({"day": SATURDAY}, ["closed_day"], id="a Saturday"),
        pytest.param({"time": dt.time(9, 29)}, ["outside_hours"], id="a minute before the worker starts"),
        pytest.param({"time": dt.time(9, 30)}, [], id="as the worker starts"),
        pytest.param({"time": dt.time(15, 30)}, [], id="ends as the worker goes"),
        pytest.param({"time": dt.time(15, 31)}, ["outside_hours"], id="ends a minute later"),
        pytest.param({"time": dt.time(18), "with_staff_id": None}, [], id="an evening elsewhere"),
        pytest.param({"time": dt.time(22), "with_staff_id": None}, ["unusual_hour"], id="late elsewhere"),
        pytest.param({"day": dt.date(2027, 11, 23)}, ["far_ahead"], id="a year ahead"),
    ],
)
def test_the_day_and_the_hour(team: Team, jo: Person, changed: dict[str, Any], wanted: list[str]) -> None:
    assert kinds(team, jo, **changed) == wanted


def test_a_saturday_that_the_worker_keeps_is_nothing_unusual_and_leave_is(team: Team, jo: Person) -> None:
    worker = team.actor("worker")
    staff = services.colleagues_of(by=worker, now=AT)[0]
    with transaction():
        services.set_hours(staff, {5: (dt.time(9), dt.time(12))}, by=worker, at=AT)
        services.record_leave(staff, first_day=MONDAY, last_day=MONDAY, by=worker, at=AT)
    assert kinds(team, jo, day=SATURDAY) == []
    assert kinds(team, jo) == ["on_leave", "outside_hours"]


@pytest.mark.parametrize(
    ("starts", "minutes", "near"),
    [
        pytest.param(dt.time(10), 60, False, id="an hour between"),
        pytest.param(dt.time(10, 1), 60, True, id="59 minutes before it"),
        pytest.param(dt.time(13, 30), 60, True, id="half an hour after it"),
        pytest.param(dt.time(14), 60, False, id="an hour after it"),
    ],
)
def test_within_an_hour_of_another_of_theirs(team: Team, jo: Person, starts: dt.time, minutes: int, near: bool) -> None:
    booked = book(team, jo)
    found = kinds(team, jo, time=starts, minutes=minutes)
    assert found == (["near_theirs"] if near else [])
    assert kinds(team, jo, time=starts, minutes=minutes, moving=booked) == []


def test_the_workers_next_one_warns_where_there_is_no_time_to_get_there(team: Team, jo: Person) -> None:
    ann = add_jo(team.actor("worker"), given_name="Ann")
    book(team, ann, with_staff_id=team.actor("worker").staff_id)
    back_to_back = {"time": dt.time(13), "minutes": 60}
    assert kinds(team, jo, **back_to_back) == []
    assert kinds(team, jo, **back_to_back, place_other="The court") == ["near_workers"]
    assert kinds(team, jo, time=dt.time(11, 30), minutes=30) == ["near_workers"]


@pytest.mark.parametrize(
    ("kind", "place", "note", "said"),
    [
        pytest.param(CircumstanceKind.CUSTODY, "HMP Bronzefield", "", "in custody at HMP Bronzefield", id="custody"),
        pytest.param(CircumstanceKind.HOSPITAL, "St Mary's", "", "in hospital at St Mary's", id="hospital"),
        pytest.param(CircumstanceKind.BAIL_CONDITION, "", "Not to enter Mill Street", "Not to enter", id="bail"),
        pytest.param(CircumstanceKind.WARRANT, "Thames", "", "supported surrender", id="warrant"),
    ],
)
def test_what_stands_in_their_way_is_said(
    team: Team, jo: Person, kind: CircumstanceKind, place: str, note: str, said: str
) -> None:
    with transaction():
        record_circumstance(jo, kind, since=TODAY, place=place, note=note, by=team.actor("worker"), at=AT)
    (found,) = services.warnings(jo, day=MONDAY, time=dt.time(10), now=AT)
    assert (found.kind, said in found.message) == (kind.value, True)


def test_going_on_keeps_its_reason_and_a_move_keeps_its_own(team: Team, jo: Person) -> None:
    booked = book(team, jo, despite=" She asked for it ")
    with transaction():
        services.move(
            booked,
            day=MONDAY,
            time=dt.time(14),
            asked_by=MoveAskedBy.PERSON,
            despite="The only time",
            by=team.actor("worker"),
            at=AT,
        )
    db.session.expire_all()
    assert (booked.despite, booked.moves[0].despite) == ("She asked for it", "The only time")
    assert book(team, jo, time=dt.time(10)).despite is None


def test_an_offered_hour_needs_no_reason(team: Team, jo: Person, within: Flask) -> None:
    book(team, jo)
    worker = team.actor("worker")
    assert worker.agency_id is not None
    offered = services.free_times(
        agency_id=worker.agency_id, staff_id=worker.staff_id, minutes=60, until=None, now=AT, person=jo, limit=200
    )
    assert len(offered) > 100
    assert not [one for one in offered if kinds(team, jo, day=one.day, time=one.time)]


def test_place_is_compared_by_what_it_is(team: Team, jo: Person) -> None:
    admin, worker = team.actor("administrator"), team.actor("worker")
    ann = add_jo(worker, given_name="Ann")
    with transaction():
        place: Place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=AT)
    book(team, ann, place=place, place_other="", with_staff_id=worker.staff_id)
    assert kinds(team, jo, time=dt.time(13), place=place, place_other="") == []
    assert kinds(team, jo, time=dt.time(13), place_other="Mill Street") == ["near_workers"]
