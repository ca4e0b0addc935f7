"""Journeys F and G through the services: nobody under 18, and nothing told while an attendance is not recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome, ToldBy
from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from diversion import services
from diversion.models import Referral, Scheme
from diversion.rules.words import Closing, Status
from notices.rules import CheckFirst
from reminders.models import Text
from tests.diversion.conftest import ARRESTED, Case, on
from tests.support.corrections import LEARNED_MORE

FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"date_of_birth": dt.date(2008, 9, 30)}, id="eighteen the day after"),
        pytest.param(
            {"date_of_birth": dt.date(2008, 9, 29), "offence_on": dt.date(2026, 9, 28)}, id="the offence was before"
        ),
        pytest.param({"date_of_birth": None}, id="age not known"),
        pytest.param({"age_doubted": True}, id="age doubted"),
    ],
)
def test_under_18_or_not_known_makes_nothing_at_all(case: Case, changes: dict[str, Any]) -> None:
    with pytest.raises(services.UnderAge):
        case.arrest(**changes)
    for table in (Person, Referral, Hearing, Text):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_eighteen_on_the_day_may_be_referred(case: Case) -> None:
    assert case.arrest(date_of_birth=dt.date(2008, 9, 29)).status == Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"arrested_on": dt.date(2026, 9, 30)}, "arrested_on", id="arrested tomorrow"),
        pytest.param({"offence_on": dt.date(2026, 9, 30)}, "offence_on", id="offence after the arrest"),
        pytest.param({"court_day": ARRESTED}, "court_day", id="court on the day of arrest"),
        pytest.param({"court_code": "XX"}, "court", id="no such court"),
        pytest.param({"offence_codes": ("TH68001",)}, "offence_codes", id="an offence the scheme does not take"),
        pytest.param({"date_of_birth": dt.date(2027, 1, 1)}, "date_of_birth", id="born next year"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(case: Case, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        case.arrest(**changes)
    assert no.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_somebody_forgot_to_record_attendance(case: Case) -> None:
    case.arrest()
    case.share()
    case.contacts()
    case.attend(1, FIRST)
    case.book(2, SECOND)
    later = on(SECOND, 15)
    said = services.statement(case.referral, at=later)
    assert isinstance(said, CheckFirst)
    assert case.stands(later).tag == ("Check first", "yellow")
    with pytest.raises(Refused, match="Do not report yet"), transaction():
        services.tell([case.referral], by=case.robin, at=later)


def test_recorded_in_error_is_not_recorded(case: Case) -> None:
    case.arrest()
    appointment_id = case.attend(1, FIRST)
    said = db.session.get_one(Appointment, appointment_id).attendances[-1]
    case.record(appointment_id, Outcome.IN_ERROR, replaces=said)
    assert isinstance(services.statement(case.referral, at=on(FIRST, 15)), CheckFirst)


def test_came_and_could_not_take_part_counts_only_when_the_worker_says_so(case: Case) -> None:
    case.arrest()
    appointment_id = case.book(1, FIRST)
    case.record(appointment_id, Outcome.COULD_NOT_TAKE_PART, counts=False)
    assert case.referral.done == 0
    said = db.session.get_one(Appointment, appointment_id).attendances[-1]
    case.record(appointment_id, Outcome.COULD_NOT_TAKE_PART, counts=True, replaces=said, why=LEARNED_MORE)
    assert case.referral.done == 1


def test_a_service_is_believed_only_where_the_scheme_says_so(case: Case) -> None:
    case.arrest()
    nell = ToldBy("Nell Adams", "Nurse", FIRST)
    first = case.book(1, FIRST)
    with pytest.raises(Refused) as no:
        case.record(first, Outcome.ATTENDED, told_by=nell)
    assert no.value.field == "told_by_name"
    case.record(first, Outcome.ATTENDED)
    second = case.book(2, SECOND)
    case.record(second, Outcome.ATTENDED, told_by=ToldBy("Nell Adams", "Nurse", SECOND))
    row = db.session.get_one(Appointment, second).attendances[-1]
    assert (row.told_by_name, row.told_by_role) == ("Nell Adams", "Nurse")
    assert case.referral.status == Status.COMPLETED


def test_attended_cannot_be_said_before_it_can_have_happened(case: Case) -> None:
    case.arrest()
    appointment_id = case.book(1, FIRST)
    with pytest.raises(Refused):
        case.record(appointment_id, Outcome.ATTENDED, at=on(FIRST, 9, 44))


def test_a_liaison_cannot_record_attendance(case: Case) -> None:
    case.arrest()
    appointment_id = case.book(1, FIRST)
    with pytest.raises(NotFound):
        case.record(appointment_id, Outcome.ATTENDED, by=case.team.actor("liaison"))


def test_a_requirement_is_booked_once_at_a_time(case: Case) -> None:
    case.arrest()
    case.book(1, FIRST)
    with pytest.raises(Refused, match="booked already"):
        case.book(1, SECOND)
    with pytest.raises(Refused, match="Record first"):
        case.book(1, SECOND, at=on(FIRST, 15))


@pytest.mark.parametrize("kind", list(Closing))
def test_closing_cancels_what_is_to_come_and_its_texts(case: Case, kind: Closing) -> None:
    case.arrest()
    appointment_id = case.book(1, FIRST)
    with transaction():
        services.close(case.referral, kind, closed_on=ARRESTED, by=case.robin, at=on(ARRESTED, 14))
    assert case.referral.status == kind.status
    assert db.session.get_one(Appointment, appointment_id).outcome == Outcome.CANCELLED_BY_US
    waiting = select(func.count()).select_from(Text).where(Text.appointment_id == appointment_id)
    assert db.session.scalar(waiting.where(Text.state == "planned")) == 0


def test_another_agencys_referral_is_not_there(case: Case, app: object) -> None:
    from tests.support.staff import Team

    case.arrest()
    reference = case.referral.reference
    stranger = Team(case.app, "Harbour Trust").actor("worker")
    with pytest.raises(NotFound):
        services.find(reference, by=stranger)
    with pytest.raises(NotFound):
        services.find("XXXXXXXX", by=stranger)


def test_a_scheme_in_use_changes_only_for_new_referrals(case: Case) -> None:
    from dataclasses import replace

    case.arrest()
    with transaction():
        scheme = db.session.get_one(Scheme, case.scheme().id)
        plan = services.plan_of(scheme)
        later = replace(plan, steps=plan.steps[:1], finish_by_business_days=10, in_order=False)
        services.change_scheme(
            scheme, later, seen_version=scheme.version, by=case.team.actor("administrator"), at=on(ARRESTED, 14)
        )
    assert len(case.referral.requirements) == 2
    assert case.stands(on(ARRESTED, 15)).finish_by == dt.date(2026, 10, 30)
    assert len(db.session.get_one(Scheme, case.scheme().id).steps) == 1
