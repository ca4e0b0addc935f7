"""The whole way: attendance recorded, the court list tells, real SMTP carries, a later change is seen and corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db, reading
from casework.people.rules.agreements import Recipient
from notices import jobs, services
from notices.gateway.mail import Relay
from notices.models import Notice
from tests.diversion.conftest import COURT_DAY, Case, on
from tests.notices.test_sending import text_of
from tests.support import smtp
from tests.support.application import Reader
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
FIRST, SECOND, EVENING = dt.date(2026, 10, 6), dt.date(2026, 10, 13), on(dt.date(2026, 10, 13), 18)
LIST = f"/court/B01ND00/{COURT_DAY}/tell"
COMPLETED = "Completed. Attended 2 of 2 required appointments: 6 October and 13 October 2026."


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    made = Case(within, team)
    made.arrest()
    made.contacts()
    return made


def send(relay: smtp.Relayed) -> None:
    jobs.run_due(mail=Relay(host="127.0.0.1", port=relay.port, from_address="notices@lantern.example.org"))


def notices() -> list[Notice]:
    with reading():
        return list(db.session.scalars(db.select(Notice).order_by(Notice.number)))


def test_from_attended_to_seen_and_corrected(case: Case, sign_in: SignIn, relay: smtp.Relayed, client: Reader) -> None:
    case.share()
    case.attend(1, FIRST)
    second = case.attend(2, SECOND)
    with time_machine.travel(EVENING):
        liaison = sign_in("liaison")
        page = liaison.get(LIST).text
        assert page.count(COMPLETED) == 2
        assert "CPS London North, cps@example.org" in page
        assert liaison.form(LIST, data={"service_note": ""}).location == "/notices?saved=sent"
        send(relay)
        assert relay.recipients == ["cps@example.org", "court@example.org"]
        assert COMPLETED in text_of(relay.letters[0])
        first = notices()[0]
        assert client.form(f"/seen/{first.seen_key}").status_code == 303
        assert "Acknowledged (1)" in liaison.get("/notices?state=acknowledged").text
        assert "Changed since told" not in liaison.get(f"/notices/{first.reference}").text

        attendance = db.session.get_one(Appointment, second).attendances[-1]
        case.record(second, Outcome.REASON_NOT_KNOWN, replaces=attendance, why=LEARNED_MORE, at=EVENING)
        page = liaison.get(f"/notices/{first.reference}").text
        assert "Changed since told" in page
        assert "Not yet completed. Attended 1 of 2." in page
        liaison.form(LIST, data={"service_note": ""})
        send(relay)
        again = text_of(relay.letters[2])
        assert "This replaces the notice sent at 6:00pm on 13 October 2026. That was notice 1." in again
        assert "Not yet completed. Attended 1 of 2." in again
        assert "Corrected" in liaison.get(f"/notices/{first.reference}").text


def test_an_attendance_nobody_recorded_is_told_to_nobody(case: Case, sign_in: SignIn) -> None:
    case.share()
    case.attend(1, FIRST)
    case.book(2, SECOND)
    with time_machine.travel(EVENING):
        liaison = sign_in("liaison")
        page = liaison.get(LIST).text
        assert "1 not included: their attendance is not recorded." in page
        assert "Completed." not in page
        assert liaison.get(LIST).text.count("<form") == page.count("<form")
    assert notices() == []


def test_agreed_to_the_court_alone_the_page_says_so_and_the_cps_is_told_nothing(
    case: Case, sign_in: SignIn, relay: smtp.Relayed
) -> None:
    case.share(Recipient.COURT)
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    with time_machine.travel(EVENING):
        liaison = sign_in("liaison")
        assert "Not told: Josephine Barnes. There is no agreement to share with them." in liaison.get(LIST).text
        liaison.form(LIST, data={"service_note": ""})
        send(relay)
    assert relay.recipients == ["court@example.org"]


def test_the_programmes_are_wired_as_they_should_be(within: Flask) -> None:
    assert len(services.ends().programmes) == 2
