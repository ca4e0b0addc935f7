"""The pretend people (ux 6.1): every promised status is there, whenever one looks, and nothing of theirs can leave."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import Engine, event, select

import notices.jobs
import reminders.jobs
import reminders.services
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Role
from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.appointments.rules import Outcome
from casework.courts.models import CourtContact
from casework.kernel import audit
from casework.kernel.database import db, reading
from casework.people.models import Person, SafeContact
from diversion import services as diversion
from diversion.models import CaseEnding, Referral, Release
from diversion.rules.words import Status as Referred
from notices import services as told
from notices.gateway.letter import Letter
from notices.models import Notice
from notices.services.ends import KEY, ends
from orders import services as orders
from orders.models import SupportOrder
from orders.rules import Status as Ordered
from orders.rules.standing import in_force
from reminders.gateway import Message
from reminders.models import Reply, Text
from tests.support.application import Reader, hidden_fields
from tests.support.pretend import afresh
from web import wiring
from web.demo import place
from web.demo.cast import EVERYBODY, JO, LENA
from web.demo.stage import THAMES
from web.demo.tour import tour

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MOMENTS = [
    pytest.param(dt.datetime(2026, 12, 26, 22, tzinfo=dt.UTC), id="Boxing Day at night"),
    pytest.param(dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), id="the night the clocks go forward"),
]


@contextmanager
def looking(app: Flask, now: dt.datetime) -> Iterator[None]:
    """Inside the pretend people's database, at this moment."""
    with time_machine.travel(now, tick=False), app.app_context():
        g.pretend = place.engine()
        with reading():
            yield


def make(app: Flask, now: dt.datetime = NOON) -> None:
    with time_machine.travel(now, tick=False), app.app_context():
        place.make(now=now)


def every(model: Any) -> list[Any]:
    return list(db.session.scalars(select(model)))


@contextmanager
def few_enough_statements() -> Iterator[None]:
    """What can be promised of "under five seconds" on a machine that others use too."""
    sent = 0

    def count(*_: object) -> None:
        nonlocal sent
        sent += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert 5_000 < sent < 13_500


@pytest.mark.parametrize("now", MOMENTS)
def test_every_promised_status_is_there(app: Flask, now: dt.datetime) -> None:
    with few_enough_statements(), afresh():
        make(app, now)
    with looking(app, now):
        assert {row.status for row in every(Referral)} == {status.value for status in Referred}
        assert {row.status for row in every(SupportOrder)} == {
            Ordered.ACTIVE, Ordered.RUNNING_OUT, Ordered.COMPLIED_NOT_TOLD, Ordered.COMPLIED_TOLD,
            Ordered.REASON_AWAITED, Ordered.DATE_PASSED, Ordered.NO_REASONABLE_EXCUSE, Ordered.BACK_AT_COURT,
        }  # fmt: skip
        assert {row.outcome for row in every(Attendance)} == {outcome.value for outcome in Outcome}
        assert {row.asked_by for row in every(AppointmentMove)} == {"person", "us"}
        assert {row.method for row in every(CaseEnding)} >= {
            "discontinued", "withdrawn", "no_evidence", "went_ahead",
        }  # fmt: skip
        assert {row.state for row in every(Text)} >= {"planned", "delivered", "undelivered", "cancelled", "expired"}
        assert any(row.state == "planned" and row.held_why for row in every(Text))
        assert {row.meaning for row in every(Reply)} == {"stop", "wrong", "yes", "safety"}
        assert {row.state for row in every(Notice)} == {"to_send", "sent", "refused"}
        assert any(row.acknowledged_at for row in every(Notice))
        assert any(row.replaces_id for row in every(Notice))
        the_court_list_is_as_promised(now)
        the_records_are_whole(now)


def the_court_list_is_as_promised(now: dt.datetime) -> None:
    """Twelve people on the next court day: nine completed, two not, one to check first."""
    agency = every(Agency)[0]
    day = min(row.hearing.day for row in every(Referral) if row.hearing and row.hearing.day > now.date())
    asked = {"agency_id": agency.id, "court_code": THAMES, "day": day, "today": now.date()}
    rows = diversion.court_rows(**asked)
    assert orders.court_rows(**asked) == []
    assert len({row.person_id for row in rows}) == len(rows) == 12
    assert Counter("check" if row.check_first else row.done for row in rows) == {True: 9, False: 2, "check": 1}


def the_records_are_whole(now: dt.datetime) -> None:
    """What is stored is what the rules say, and the audit trail is unbroken."""
    assert [referral for referral in every(Referral) if diversion.differences(referral, at=now)] == []
    assert orders.stale(at=now) == []
    assert audit.first_broken() is None


def test_each_of_them_has_what_was_promised(app: Flask) -> None:
    make(app)
    with looking(app, NOON):
        people = {(one.given_name, one.family_name): one for one in every(Person)}
        assert set(people) == {(who.given, who.family) for who in EVERYBODY}
        assert len(people) == 14
        jo, lena = people[JO.given, JO.family], people[LENA.given, LENA.family]
        assert len(diversion.referrals_of(jo)) == 5
        assert [row.person_id for row in every(Release)] == [jo.id]
        (order,) = orders.orders_of(lena)
        standing = orders.standing_of(order, at=NOON)
        assert (standing.attended, standing.days_left) == (2, 6)
        contact = db.session.scalars(select(SafeContact).where(SafeContact.person_id == lena.id)).all()[-1]
        assert (contact.voicemail, contact.letters) == ("no", "no")
        assert not in_force(orders.facts_of(order, at=NOON), dt.date(2027, 1, 1))
        quarters = {(row.arrested_on.year, (row.arrested_on.month - 1) // 3) for row in every(Referral)}
        assert len(quarters) >= 3
        assert {row.role for one in every(Staff) for row in one.roles} == {role.value for role in Role}


def test_nobody_real_can_be_reached(app: Flask) -> None:
    make(app)
    with looking(app, NOON):
        numbers = [row.mobile for row in every(SafeContact) if row.mobile] + [row.number for row in every(Reply)]
        assert numbers
        assert all(re.fullmatch(r"\+447700900\d{3}", number) for number in numbers)
        phones = [one.phone for one in every(Staff)] + [one.phone for one in every(CourtContact)]
        assert all(re.fullmatch(r"020 7946 0\d{3}", phone) for phone in phones)
        addresses = [one.email for one in every(Staff)] + [row.recipient_email for row in every(Notice)]
        assert all(address.endswith("@pretend.example.org") for address in addresses)
        assert {row.gateway for row in every(Text)} <= {"", "outbox"}


class Tripwire:
    """Both ends at once: whatever is handed to it has left."""

    name = "tripwire"

    def hand_over(self, message: Message) -> Any:
        raise AssertionError("a pretend text left")

    def listed(self, number: str, since: dt.datetime) -> Any:
        raise AssertionError("a pretend number left")

    def hand(self, letter: Letter) -> Any:
        raise AssertionError("a pretend notice left")


def test_the_worker_never_sees_what_they_planned(app: Flask) -> None:
    make(app)
    later = NOON + dt.timedelta(days=10)
    with time_machine.travel(later, tick=False), app.app_context():
        assert reminders.jobs.run_due(Tripwire(), clock=lambda: later) == 0
        assert notices.jobs.run_due(lambda: later, Tripwire()) == 0
        with reading():
            assert every(Person) == every(Text) == every(Notice) == []
    with looking(app, later):
        assert any(row.state == "planned" for row in every(Text))


def test_what_the_worker_does_among_them_stays_here_whatever_is_set_up(app: Flask) -> None:
    """A provider and a relay are wired and ready; the pretend people's day goes on, and both stay untouched."""
    make(app)
    with app.app_context():
        reminders.services.wire(app, live=Tripwire(), sender="+447700900999")
        app.extensions[KEY] = replace(ends(), mail=Tripwire())
    later = NOON + dt.timedelta(days=5)  # the day before Bethany's second meeting
    with time_machine.travel(later, tick=False):
        for job in wiring.jobs().values():
            with app.app_context():
                g.pretend = place.engine()
                job()
    with looking(app, later):
        states = Counter(row.state for row in every(Text))
        assert states["kept"] > 0
        assert states["claimed"] == states["handed"] == states["accepted"] == 0
        assert {row.state for row in every(Notice)} == {"person", "sent", "refused"}, "too late: a person is asked"


def test_beside_a_live_provider_there_are_no_pretend_people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "forbidden", lambda: True)
    assert start(app).get("/today").status_code != 200
    with app.app_context():
        assert not place.exists()


def start(app: Flask) -> Reader:
    """Somebody new presses "Look around with pretend people"."""
    client = app.test_client()
    assert isinstance(client, Reader)
    carried = hidden_fields(client.get("/").text, "/demo")
    client.post("/demo", data=carried)
    return client


@pytest.fixture
def be(app: Flask) -> Iterator[Callable[[str], Reader]]:
    """`be("supervisor")` looks around as that pretend colleague."""
    make(app)
    with time_machine.travel(NOON, tick=False):

        def started(role: str) -> Reader:
            client = start(app)
            if role != Role.WORKER:
                address = f"/demo/as/{role}"
                carried = hidden_fields(client.get("/today").text, address)
                assert client.post(address, data=carried).status_code == 303
            return client

        yield started


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("worker", ["/today", "/people", "/messages"]),
        ("supervisor", ["/today", "/orders"]),
        ("liaison", [f"/court/{THAMES}/2026-11-25", "/notices"]),
        ("manager", ["/today"]),
        ("administrator", ["/admin"]),
        ("partner", ["/visits"]),
    ],
)
def test_each_colleague_can_look_around(be: Callable[[str], Reader], role: str, addresses: list[str]) -> None:
    client = be(role)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Pretend data" in answer.text


def test_the_tour_leads_somewhere(app: Flask, be: Callable[[str], Reader]) -> None:
    with looking(app, NOON):
        steps = tour(today=NOON.date())
    assert [step.done for step in steps] == [False] * 5
    for step in steps:
        assert be(step.role.value).get(step.url).status_code == 200, step.job


def test_what_was_tried_is_ticked_off(app: Flask, be: Callable[[str], Reader]) -> None:
    worker = be("worker")
    assert worker.get("/demo").text.count("Done") == 0
    with looking(app, NOON):
        rebecca = next(one for one in every(Person) if one.given_name == "Rebecca")
        (waiting,) = [row for row in every(Appointment) if row.person_id == rebecca.id and not row.outcome]
        address = f"/appointments/{waiting.reference}/outcome"
    body = {**hidden_fields(worker.get("/today").text, address), "outcome": "attended"}
    assert worker.post(address, data=body).status_code == 303
    assert worker.get("/demo").text.count("Done") == 1


def test_the_tour_is_for_looking_around_only(client: Reader) -> None:
    assert client.get("/demo").status_code == 404


def test_what_was_told_stands_beside_what_is_true_now(app: Flask) -> None:
    make(app)
    with looking(app, NOON):
        dana = next(one for one in every(Person) if one.given_name == "Dana")
        referral = next(r for r in diversion.referrals_of(dana) if r.status == Referred.COMPLETED)
        line = told.last_told(diversion.subject(referral), agency_id=dana.agency_id)
        assert line is not None
        assert line.sentence.startswith("Not yet completed")
        assert len(every(Appointment)) > 40
