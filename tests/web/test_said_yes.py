"""A booking that they said yes to says so on Today, on the person's page, the referral's and the order's (ux 3.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from casework.appointments import services as appointments
from casework.appointments.models import Appointment
from casework.appointments.rules import MoveAskedBy
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from reminders.models import Reply
from reminders.services import shown_yes
from tests.diversion.conftest import Case, on
from tests.orders import conftest as orders
from tests.support.application import Reader
from tests.support.staff import Team
from web.services.today import worklist

SignIn = Callable[[str], Reader]
DAY = dt.date(2026, 10, 6)
TAG = '<strong class="govuk-tag govuk-tag--teal">Booked, said yes</strong>'


@pytest.fixture(autouse=True)
def early() -> Iterator[None]:
    """Eight in the morning of the day of the appointment at ten."""
    with time_machine.travel(on(DAY, 8), tick=False):
        yield


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    made = Case(within, team)
    made.arrest()
    made.book(1, DAY)
    return made


def the_booking() -> Appointment:
    found: Appointment = db.session.scalars(db.select(Appointment).order_by(Appointment.id.desc()).limit(1)).one()
    return found


def says(meaning: str = "yes", booked: Appointment | None = None) -> None:
    booked = booked or the_booking()
    with transaction():
        db.session.add(
            Reply(
                agency_id=booked.agency_id,
                person_id=booked.person_id,
                appointment_id=booked.id,
                sid=f"SM{db.session.query(Reply).count():032x}",
                number="+447700900123",
                number_index=bytes(32),
                meaning=meaning,
                body=meaning,
                received_at=clock.now(),
                read_at=clock.now(),
            )
        )


def pages(case: Case) -> list[str]:
    return ["/today?who=team", f"/people/{case.person.reference}", f"/referrals/{case.referral.reference}"]


def test_it_stands_on_today_the_persons_page_and_the_referral(case: Case, sign_in: SignIn) -> None:
    robin = sign_in("worker")
    assert [TAG in robin.get(url).text for url in pages(case)] == [False, False, False]
    says("change")
    assert [TAG in robin.get(url).text for url in pages(case)] == [False, False, False]
    says()
    assert [robin.get(url).text.count(TAG) for url in pages(case)] == [1, 1, 1]


def test_once_it_has_begun_it_is_to_be_recorded_and_no_longer_a_promise(case: Case, sign_in: SignIn) -> None:
    says()
    with time_machine.travel(on(DAY, 11), tick=False):
        robin = sign_in("worker")
        assert [TAG in robin.get(url).text for url in pages(case)] == [False, False, False]


def test_a_yes_to_the_time_before_the_move_is_none_to_the_new_one(case: Case, sign_in: SignIn) -> None:
    says()
    with transaction():
        appointments.move(
            the_booking(),
            day=DAY,
            time=dt.time(15),
            asked_by=MoveAskedBy.US,
            by=worker_of(case),
            at=clock.now() + dt.timedelta(minutes=1),
        )
    assert TAG not in sign_in("worker").get(pages(case)[1]).text


def worker_of(case: Case) -> Actor:
    return case.team.actor("worker")


def test_it_stands_on_the_page_of_the_order(within: Flask, team: Team, sign_in: SignIn) -> None:
    case = orders.Case(within, team)
    case.add_person()
    case.record()
    case.fix(1, DAY, at=dt.date(2026, 9, 1))
    url = f"/orders/{case.order.reference}"
    sam = sign_in("supervisor")
    assert TAG not in sam.get(url).text
    says()
    assert sam.get(url).text.count(TAG) == 1


def test_who_may_not_look_at_messages_is_not_told_of_a_reply(case: Case) -> None:
    says()
    booked = the_booking().id
    assert shown_yes([booked], by=case.team.actor("worker")) == {booked}
    assert shown_yes([booked], by=case.team.actor("liaison")) == set()


def test_today_asks_no_more_however_many_have_said_yes(case: Case) -> None:
    def asked() -> int:
        count: list[object] = []
        db.session.rollback()
        event.listen(db.engine, "before_cursor_execute", note := lambda *said: count.append(said[2]))
        try:
            worklist(by=case.team.actor("worker"), mine=False, now=clock.now())
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(count)

    case.book(2, DAY, 14)
    nobody = asked()
    for booked in db.session.scalars(db.select(Appointment).order_by(Appointment.id)).all():
        says(booked=booked)
    page = worklist(by=case.team.actor("worker"), mine=False, now=clock.now())
    assert sum(row.tag is not None for group in page.groups for row in group.rows) == 2
    assert asked() == nobody
