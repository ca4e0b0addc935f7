"""A colleague of a partner service: sees who comes to them and when, says who came, and nothing else (rules 9, 29)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Attendance, Place
from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound
from diversion import services
from tests.diversion.conftest import Case, on
from tests.support.application import Reader, hidden_fields
from tests.support.reading import Page
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
TODAY = dt.date(2026, 10, 16)


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    with time_machine.travel(on(TODAY, 15), tick=True):
        yield


@pytest.fixture
def hub(within: Flask, team: Team) -> Place:
    """The Hub, where Nell of a partner service receives people, and Mill Street, where she does not."""
    nell, ade = team.actor("partner"), team.actor("administrator")
    with transaction():
        for name in ("Mill Street", "The Hub"):
            place = appointments.add_place(name=name, text_name=name, by=ade, at=on(TODAY))
        staff = db.session.get_one(Staff, nell.staff_id)
        appointments.receives_at(staff, [place], works_as="Key worker", by=ade, at=on(TODAY))
    return place


@pytest.fixture
def case(hub: Place, team: Team, within: Flask) -> Case:
    made = Case(within, team)
    made.arrest(known_as="Jo")
    made.attend(1, dt.date(2026, 10, 6))
    return made


def book(case: Case, hub: Place, day: dt.date = TODAY, hour: int = 14) -> str:
    made = case.book(2, day, hour, place=hub, place_other="", with_staff_id=None, with_other="Nell")
    return db.session.get_one(Appointment, made).reference


def latest() -> Attendance:
    found: Attendance | None = db.session.scalars(db.select(Attendance).order_by(Attendance.id.desc())).first()
    assert found is not None
    return found


def press(nell: Reader, reference: str, outcome: str) -> int:
    where = f"/visits/{reference}/outcome"
    forms = [form for form in Page(nell.get("/visits").text).forms if form.posts_to(where)]
    return nell.post(where, data={**forms[0].hidden, "outcome": outcome}).status_code


def test_the_name_she_is_called_the_time_and_nothing_else(case: Case, hub: Place, sign_in: SignIn) -> None:
    book(case, hub)
    said = sign_in("partner").get("/visits").text
    assert "Jo</strong>" in said
    assert "2pm" in said or "2:00pm" in said
    for hidden in ("Josephine", "Barnes", "Safe Exit", "referral", "07700", "01HT1234526", "Thames", "court"):
        assert hidden not in said, hidden


@pytest.mark.parametrize(("outcome", "kept"), [("attended", "attended"), ("reason_not_known", "reason_not_known")])
def test_their_word_is_kept_with_their_name_and_what_they_work_as(
    case: Case, hub: Place, sign_in: SignIn, outcome: str, kept: str
) -> None:
    reference = book(case, hub)
    assert press(sign_in("partner"), reference, outcome) == 303
    said = latest()
    assert (said.outcome, said.told_by_name, said.told_by_role) == (kept, "Nell Fry", "Key worker")
    assert said.recorded_by_id == case.team.actor("partner").staff_id


def test_a_wrong_press_is_corrected_by_the_one_who_pressed(case: Case, hub: Place, sign_in: SignIn) -> None:
    reference, nell = book(case, hub), sign_in("partner")
    press(nell, reference, "attended")
    assert press(nell, reference, "reason_not_known") == 303
    assert (latest().outcome, latest().corrected_because) == ("reason_not_known", "wrong_button")


def test_what_a_worker_said_is_not_replaced_and_not_told_in_full(case: Case, hub: Place, sign_in: SignIn) -> None:
    reference, nell = book(case, hub), sign_in("partner")
    where = f"/visits/{reference}/outcome"
    waiting = hidden_fields(nell.get("/visits").text, where)
    case.record(appointment_id(reference), Outcome.NO_ACCEPTABLE_REASON)
    both = nell.post(where, data={**waiting, "outcome": "attended"})
    assert both.status_code == 409
    assert "Did not attend" in both.text
    assert "acceptable" not in both.text
    assert "Save mine" not in both.text


def appointment_id(reference: str) -> int:
    found: int = db.session.scalars(db.select(Appointment.id).where(Appointment.reference == reference)).one()
    return found


@pytest.mark.parametrize("outcome", ["no_acceptable_reason", "cancelled_by_us", "in_error", "could_not_take_part", "x"])
def test_anything_else_is_not_theirs_to_say(case: Case, hub: Place, sign_in: SignIn, outcome: str) -> None:
    reference = book(case, hub)
    assert press(sign_in("partner"), reference, outcome) == 422
    assert latest().told_by_name == ""


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        pytest.param(TODAY - dt.timedelta(days=14), True, id="14 days back"),
        pytest.param(TODAY - dt.timedelta(days=15), False, id="15 days back"),
        pytest.param(TODAY + dt.timedelta(days=7), True, id="7 days ahead"),
        pytest.param(TODAY + dt.timedelta(days=8), False, id="8 days ahead"),
    ],
)
def test_only_from_14_days_back_to_7_ahead(case: Case, hub: Place, sign_in: SignIn, day: dt.date, shown: bool) -> None:
    reference = book(case, hub, day, 16)
    nell = sign_in("partner")
    assert ("Jo</strong>" in nell.get("/visits").text) is shown
    if not shown:
        with pytest.raises(NotFound):
            appointments.visit(reference, by=case.team.actor("partner"), at=on(TODAY, 15))


def test_not_at_another_place_nor_one_that_is_ours_to_record(case: Case, hub: Place, sign_in: SignIn) -> None:
    elsewhere = case.book(2, TODAY, 14, place_other="Cable Row", with_staff_id=None)
    nell = case.team.actor("partner")
    assert "Jo" not in sign_in("partner").get("/visits").text
    at, there = on(TODAY, 15), db.session.get_one(Appointment, elsewhere)
    with transaction(), pytest.raises(NotFound):
        services.record_outcome(there, Outcome.ATTENDED, by=nell, at=at)


def test_every_other_page_is_not_there(case: Case, hub: Place, sign_in: SignIn) -> None:
    reference, nell = book(case, hub), sign_in("partner")
    person, referral = case.person.reference, case.referral.reference
    for address in (f"/appointments/{reference}", f"/people/{person}", f"/referrals/{referral}", "/today", "/people"):
        assert nell.get(address).status_code == 404, address


def test_an_administrator_adds_one_and_lets_them_go(case: Case, hub: Place, sign_in: SignIn, app: Flask) -> None:
    book(case, hub)
    admin, where = sign_in("administrator"), "/admin/partners"
    typed = {"name": "Ivy Cole", "works_as": "Nurse", "email": "ivy@example.org"}
    assert "Choose at least one place" in admin.form(where, data=typed).text
    assert admin.form(where, data={**typed, "places": hub.reference}).status_code == 303
    assert "Nurse, The Hub" in admin.get(where).text
    ivy = case.team.sign_in_as("ivy@example.org")
    assert "Jo</strong>" in ivy.get("/visits").text
    staff = db.session.scalars(db.select(Staff).order_by(Staff.id.desc())).first()
    assert staff is not None
    admin.post(
        f"{where}/{staff.reference}/end", data=hidden_fields(admin.get(where).text, f"{where}/{staff.reference}/end")
    )
    assert "Jo</strong>" not in ivy.get("/visits").text
