"""The court liaison sees identity, references, dates, counts and status, and nothing of health or texts (rule 29)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import time_machine
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from reminders.models import Text
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on
from tests.support.application import Reader
from tests.support.staff import Team

SignIn = Callable[[str], Reader]


def test_hospital_and_having_no_address_stay_with_the_workers(within: Flask, team: Team, sign_in: SignIn) -> None:
    case = Case(within, team)
    case.arrest()
    with time_machine.travel(on(ARRESTED, 14)), transaction():
        for kind in (CircumstanceKind.HOSPITAL, CircumstanceKind.NO_FIXED_ADDRESS, CircumstanceKind.CUSTODY):
            people.record_circumstance(
                case.person, kind, since=ARRESTED, place="The Royal", by=case.robin, at=clock.now()
            )
    address = f"/people/{case.person.reference}"
    with time_machine.travel(on(ARRESTED, 15)):
        seen, hidden = sign_in("worker").get(address).text, sign_in("liaison").get(address).text
    assert "Hospital" in seen
    assert "Hospital" not in hidden
    assert "No fixed address" not in hidden
    assert "Custody" in hidden


def test_today_says_nothing_of_texts_to_a_liaison(within: Flask, team: Team, sign_in: SignIn) -> None:
    case = Case(within, team)
    case.arrest()
    with transaction():
        text = db.session.scalars(db.select(Text)).first()
        assert text is not None
        text.state, text.ended_why = "undelivered", "The phone is off or out of reach"
    with time_machine.travel(on(COURT_DAY - dt.timedelta(days=7), 12)):
        seen = sign_in("worker").get("/today?who=team").text
        hidden = [sign_in("liaison").get(one).text for one in ("/today?who=team", "/today/print?who=team")]
    assert "out of reach" in seen
    assert all("out of reach" not in page and "Texts not delivered" not in page for page in hidden)
