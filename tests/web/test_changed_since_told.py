"""A correction after a notice has gone: the pages say "Changed since told" and lead to the notice that takes its place
(promises T4, domain rule 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from notices.models import Notice
from orders import services as orders
from orders.rules import Status
from orders.services.correcting import correct_court
from tests.diversion.conftest import Case, on
from tests.orders.conftest import Case as OrderCase
from tests.orders.conftest import on as order_on
from tests.support.application import Reader
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)
LATER = dt.date(2026, 9, 16)


def gone() -> None:
    """Every notice made so far has been taken by the mail server."""
    with transaction():
        for notice in db.session.scalars(db.select(Notice).where(Notice.state == "to_send")):
            notice.state, notice.sent_at = "sent", notice.made_at


def test_a_referral_its_person_and_its_appointment_say_so(within: Flask, team: Team, sign_in: SignIn) -> None:
    case = Case(within, team)
    case.arrest()
    case.contacts()
    case.share()
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    with time_machine.travel(on(SECOND, 16), tick=True):
        robin = sign_in("worker")
        referral, person = f"/referrals/{case.referral.reference}", f"/people/{case.person.reference}"
        robin.form(f"{referral}/tell", data={"service_note": ""})
        appointment = f"/appointments/{case.referral.requirements[1].bookings[0].appointment.reference}"
        assert "/undo" in robin.get(appointment).text
        gone()
        assert "/undo" not in robin.get(appointment).text
        assert "Changed since told" not in robin.get(referral).text
        robin.form(appointment, data={"outcome": "no_acceptable_reason", "why": "wrong_person"})
        for address in (referral, person, appointment):
            said = robin.get(address).text
            assert "Changed since told" in said, address
            assert f'href="{referral}/tell"' in said, address
        assert robin.form(f"{referral}/tell", data={"service_note": ""}).status_code == 303
        replaced = [notice.replaces_id for notice in db.session.scalars(db.select(Notice).order_by(Notice.number))]
        assert replaced[:2] == [None, None]
        assert None not in replaced[2:]
        assert "Changed since told" not in robin.get(referral).text


def test_a_birth_date_put_right_afterwards_is_a_change_too(within: Flask, team: Team, sign_in: SignIn) -> None:
    case = Case(within, team)
    case.arrest()
    case.contacts()
    case.share()
    with time_machine.travel(on(SECOND, 16), tick=True):
        robin = sign_in("worker")
        referral = f"/referrals/{case.referral.reference}"
        robin.form(f"{referral}/tell", data={"service_note": ""})
        gone()
        assert "Changed since told" not in robin.get(referral).text
        with transaction():
            case.person.date_of_birth = dt.date(1991, 2, 3)
        for address in (referral, f"/people/{case.person.reference}"):
            assert "date of birth 3 February 1991" in robin.get(address).text, address


@pytest.fixture
def complied(within: Flask, team: Team) -> OrderCase:
    """Lena's order, kept three times, and the court told of it."""
    case = OrderCase(within, team)
    case.add_person()
    case.record()
    case.keep_all()
    ade, at = team.actor("administrator"), order_on(dt.date(2026, 9, 11))
    with transaction():
        desk = courts.add_contact(
            kind="court", name="List office", email="c@example.org", court_codes=["B01ND00"], by=ade, at=at
        )
        courts.read_back(desk, who="Duty clerk", by=ade, at=at)
        orders.tell_court(case.order, by=case.sam, at=at)
    gone()
    with transaction():
        orders.restate(case.order, at=order_on(dt.date(2026, 9, 11), 15))
    return case


def test_an_order_is_corrected_by_its_supervisor(complied: OrderCase, sign_in: SignIn) -> None:
    assert complied.order.status == Status.COMPLIED_TOLD
    with time_machine.travel(order_on(LATER), tick=True):
        sam, where = sign_in("supervisor"), f"/orders/{complied.order.reference}"
        assert "there is nothing to correct" in sam.get(f"{where}/correction").text
        with transaction():
            appointment = complied.appointment(3)
            orders.record_outcome(
                appointment,
                Outcome.REASON_NOT_KNOWN,
                replaces=appointment.attendances[-1],
                why=LEARNED_MORE,
                by=complied.sam,
                at=order_on(LATER, 13),
            )
        assert "Changed since told" in sam.get(where).text
        assert f'href="{where}/correction"' in sam.get("/today").text
        assert f'href="{where}/correction"' in sam.get(where).text
        assert "They will be told" in sam.get(f"{where}/correction").text
        assert sam.form(f"{where}/correction", data={"read_back": "y"}).status_code == 303
        newest = db.session.scalars(db.select(Notice).order_by(Notice.number.desc())).first()
        assert newest is not None
        assert newest.replaces_id is not None
        assert "Attended 2 of 3" in newest.body
        assert "Changed since told" not in sam.get(where).text


def test_nobody_but_a_supervisor_corrects_it(complied: OrderCase, team: Team) -> None:
    robin = team.actor("worker")
    with transaction(), pytest.raises(Refused):
        correct_court(complied.order, by=robin, at=order_on(LATER))
