"""One worker, room and person are in one place at a time, by the database (promises B3)."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask, g

from casework.appointments import services
from casework.appointments.models import Appointment, HeldTime, Place, Room
from casework.appointments.rules import MoveAskedBy, Outcome
from casework.appointments.services import Taken
from casework.kernel import database
from casework.kernel.database import db, transaction
from casework.people.models import Person
from tests.people.cast import AT, DAY, TODAY, add_jo
from tests.support.corrections import LEARNED_MORE
from tests.support.databases import KINDS, Databases, alembic
from tests.support.staff import Team

MONDAY = dt.date(2026, 11, 23)
TEN = dt.time(10)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


@pytest.fixture
def ann(jo: Person, team: Team) -> Person:
    return add_jo(team.actor("worker"), given_name="Ann")


@pytest.fixture
def rooms(team: Team, within: Flask) -> list[Room]:
    admin = team.actor("administrator")
    with transaction():
        place = services.add_place(name="Mill Street", text_name="Mill Street", by=admin, at=AT)
        return [services.add_room(place, name=name, by=admin, at=AT) for name in ("Blue", "Green")]


def book(team: Team, person: Person, **changed: Any) -> Appointment:
    values: dict[str, Any] = {"day": MONDAY, "time": TEN, "place_other": "x", "by": team.actor("worker"), "at": AT}
    with transaction():
        return services.book(person, **(values | changed))


def move(team: Team, appointment: Appointment, at_time: dt.time) -> Appointment:
    by = team.actor("worker")
    with transaction():
        return services.move(appointment, day=MONDAY, time=at_time, asked_by=MoveAskedBy.PERSON, by=by, at=AT)


def say(team: Team, appointment: Appointment, outcome: Outcome, at: dt.datetime, **more: Any) -> None:
    with transaction():
        services.record_outcome(appointment, outcome, by=team.actor("worker"), at=at, **more)


def held(appointment: Appointment) -> int:
    rows = sa.select(sa.func.count()).select_from(HeldTime).where(HeldTime.appointment_id == appointment.id)
    return db.session.scalar(rows) or 0


@pytest.mark.parametrize(
    ("starts", "minutes", "free"),
    [
        pytest.param(dt.time(9), 60, True, id="ends when it begins"),
        pytest.param(dt.time(9, 5), 60, False, id="its last five minutes"),
        pytest.param(dt.time(10, 15), 15, False, id="inside it"),
        pytest.param(dt.time(9), 180, False, id="around it"),
        pytest.param(dt.time(10, 58), 30, False, id="two minutes of it, off the five-minute step"),
        pytest.param(dt.time(11), 60, True, id="begins when it ends"),
    ],
)
def test_whatever_overlaps_is_refused_and_what_only_touches_is_not(
    team: Team, jo: Person, starts: dt.time, minutes: int, free: bool
) -> None:
    book(team, jo)
    if free:
        book(team, jo, time=starts, minutes=minutes)
        return
    with pytest.raises(Taken) as no:
        book(team, jo, time=starts, minutes=minutes)
    assert (no.value.what, no.value.field) == ("person", "time")


def test_a_worker_and_a_room_are_held_like_a_person(team: Team, jo: Person, ann: Person, rooms: list[Room]) -> None:
    blue, green = rooms
    worker = team.actor("worker").staff_id
    place = db.session.get_one(Place, blue.place_id)
    book(team, jo, with_staff_id=worker, place=place, room_id=blue.id)
    for what, wanted in (
        ("worker", {"with_staff_id": worker, "place": place, "room_id": green.id}),
        ("room", {"place": place, "room_id": blue.id}),
    ):
        with pytest.raises(Taken) as no:
            book(team, ann, **wanted)
        assert no.value.what == what
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Appointment)) == 1
    book(team, ann, place=place, room_id=green.id)


def test_a_move_takes_its_new_time_and_lets_the_old_one_go(team: Team, jo: Person) -> None:
    booked = book(team, jo)
    move(team, booked, dt.time(10, 30))
    assert held(booked) == 12
    book(team, jo, time=dt.time(9, 30))
    with pytest.raises(Taken):
        move(team, booked, dt.time(9, 30))
    assert (booked.time, held(booked), len(booked.moves)) == (dt.time(10, 30), 12, 1)


def test_what_is_settled_lets_its_time_go(team: Team, jo: Person) -> None:
    booked = book(team, jo)
    say(team, booked, Outcome.CANCELLED_BY_US, AT)
    assert held(booked) == 0
    book(team, jo)


def test_her_time_stays_held_while_she_is_there(team: Team, jo: Person) -> None:
    booked = book(team, jo)
    say(team, booked, Outcome.ATTENDED, booked.starts_at)
    assert held(booked) == 12
    later = book(team, jo, day=MONDAY + 3 * DAY)
    say(team, later, Outcome.ATTENDED, later.starts_at + dt.timedelta(hours=1))
    assert (held(booked), held(later)) == (0, 0)


def test_what_was_said_in_error_takes_its_time_again_unless_somebody_else_has_it(team: Team, jo: Person) -> None:
    booked = book(team, jo)
    say(team, booked, Outcome.CANCELLED_BY_US, AT)
    said = services.current_attendance(booked)
    say(team, booked, Outcome.IN_ERROR, AT, replaces=said, why=LEARNED_MORE)
    assert held(booked) == 12
    say(team, booked, Outcome.CANCELLED_BY_US, AT)
    book(team, jo)
    with pytest.raises(Taken):
        say(team, booked, Outcome.IN_ERROR, AT, replaces=services.current_attendance(booked), why=LEARNED_MORE)
    assert booked.outcome == "cancelled_by_us"


def test_two_connections_cannot_hold_the_same_five_minutes(team: Team, jo: Person) -> None:
    """The key itself, without any service of ours: the second writer waits for the first, and then is refused."""
    first, second = book(team, jo), book(team, jo, time=dt.time(12))
    keys = (first.id, second.id)
    row = {"kind": "worker", "holder_id": 7, "step": 1}
    said: list[str] = []

    def write(engine: sa.Engine) -> None:
        try:
            with engine.begin() as connection:
                connection.execute(sa.insert(HeldTime).values(**row, appointment_id=keys[1]))
            said.append("held twice")
        except sa.exc.IntegrityError:
            said.append("refused")

    engine = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
    db.session.rollback()
    with engine.connect() as connection:
        connection.execute(sa.insert(HeldTime).values(**row, appointment_id=keys[0]))
        other = threading.Thread(target=write, args=(engine,))
        other.start()
        time.sleep(0.2)
        assert said == [], "it waits for the first to end"
        connection.commit()
    other.join()
    assert said == ["refused"]


class OneEach:
    """A lock of its own for every transaction that asks."""

    def __format__(self, how: str) -> str:
        return str(random.getrandbits(31))


@pytest.mark.postgresql
def test_two_who_do_not_queue_still_cannot_have_one_time(
    app: Flask, team: Team, jo: Person, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the writers' queue taken away, the services themselves meet at the key (SQLite has one writer anyway)."""
    monkeypatch.setattr(database, "_WRITERS", OneEach())
    worker = team.actor("worker")
    said: list[str] = []
    booked, go = threading.Event(), threading.Event()

    def attempt(person_id: int, wait: bool) -> None:
        with app.app_context():
            g.intent = "read"
            try:
                with transaction():
                    person = db.session.get_one(Person, person_id)
                    services.book(
                        person, day=MONDAY, time=TEN, place_other="x", with_staff_id=worker.staff_id, by=worker, at=AT
                    )
                    if wait:
                        booked.set()
                        assert go.wait(10)
                said.append("booked")
            except Taken as no:
                said.append(no.what)

    one = threading.Thread(target=attempt, args=(jo.id, True))
    two = threading.Thread(target=attempt, args=(ann.id, False))
    one.start()
    assert booked.wait(10)
    two.start()
    time.sleep(0.3)
    assert said == []
    go.set()
    one.join()
    two.join()
    assert said == ["booked", "worker"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_booked_before_is_held_and_what_already_clashes_stays(kind: str, all_databases: Databases) -> None:
    url = all_databases.empty(kind)
    command.upgrade(alembic(url), "002")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    tomorrow = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0) + DAY
    with engine.begin() as connection:
        _fill(connection, tomorrow)
    command.upgrade(alembic(url), "003")
    with engine.connect() as connection:
        rows = connection.execute(sa.text("select appointment_id, kind, count(*) from held_time group by 1, 2")).all()
    wanted = [(1, "person", 12), (1, "worker", 12), (2, "person", 12), (2, "worker", 6)]
    assert sorted((row[0], row[1], row[2]) for row in rows) == wanted
    all_databases.drop(url)


def _fill(connection: sa.Connection, tomorrow: dt.datetime) -> None:
    """Two who clash by half an hour for one worker, one that is past, one that is settled."""
    meta = sa.MetaData()
    meta.reflect(connection)
    now = tomorrow - DAY
    put: dict[str, list[dict[str, Any]]] = {
        "agency": [{"id": 1, "name": "x", "kind": "charity", "phone": "", "made_by_import": False}],
        "staff": [{"id": 1, "agency_id": 1, "court_code": "", "password_hash": "x"}],
        "person": [{"id": number, "agency_id": 1, "pronouns": "they"} for number in (1, 2, 3, 4)],
        "appointment": [
            {"id": 1, "person_id": 1, "starts_at": tomorrow, "outcome": None},
            {"id": 2, "person_id": 2, "starts_at": tomorrow + dt.timedelta(minutes=30), "outcome": None},
            {"id": 3, "person_id": 3, "starts_at": now - DAY, "outcome": None},
            {"id": 4, "person_id": 4, "starts_at": tomorrow, "outcome": "cancelled_by_us"},
        ],
    }
    for name, rows in put.items():
        for row in rows:
            connection.execute(_row(meta.tables[name], row, now))


def _row(table: sa.Table, given: dict[str, Any], now: dt.datetime) -> Any:
    """A row with what is given, and anything at all in what else it must have."""
    anything: dict[type, Any] = {
        sa.Integer: 1,
        sa.String: "x",
        sa.LargeBinary: b"x",
        sa.Boolean: False,
        sa.DateTime: now,
        sa.Date: TODAY,
        sa.Time: TEN,
    }
    needed = [column for column in table.columns if not column.nullable and column.name not in given]
    filled = {c.name: next(v for kind, v in anything.items() if isinstance(c.type, kind)) for c in needed}
    special = {"minutes": 60, "reference": f"{table.name[:4]}{given['id']}", "with_staff_id": 1}
    more = {name: value for name, value in special.items() if name in table.columns}
    return sa.insert(table).values(**(filled | more | given))
