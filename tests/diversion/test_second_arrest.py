"""Journey E through the services: several referrals of one person, each with its own court date (rule 10)."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from diversion import services
from diversion.models import Referral
from diversion.rules.words import Status
from tests.diversion.conftest import Case, on
from tests.support.corrections import LEARNED_MORE

AGAIN, SECOND_COURT = dt.date(2026, 10, 10), dt.date(2026, 11, 17)
SEEN = dt.date(2026, 10, 13)


def two(case: Case, *, shares: bool) -> tuple[Referral, Referral]:
    first_id = case.arrest().id
    with transaction():
        case.referral.scheme.shares_attendance = shares
    case.arrest_again(at=on(AGAIN), arrested_on=AGAIN, court_day=SECOND_COURT, police_reference="01HT1234627")
    second = case.referral
    case.referral_id = first_id
    return case.referral, second


def test_both_are_live_at_once_with_their_own_court_dates(case: Case) -> None:
    first, second = two(case, shares=False)
    assert first.person_id == second.person_id
    assert [referral.id for referral in services.live_referrals_of(first.person)] == [second.id, first.id]
    assert first.hearing is not None
    assert second.hearing is not None
    assert first.hearing.day != second.hearing.day
    assert first.finish_by != second.finish_by


def test_agreement_is_never_carried_over(case: Case) -> None:
    first, second = two(case, shares=False)
    assert first.agreement_id != second.agreement_id
    assert second.sharing is None


def test_one_attendance_counts_for_one_unless_the_scheme_allows_it(case: Case) -> None:
    first, second = two(case, shares=False)
    appointment_id = case.attend(1, SEEN)
    assert (first.done, second.done) == (1, 0)
    appointment = db.session.get_one(Appointment, appointment_id)
    assert services.may_also_count(appointment) == []
    other = services.find_requirement(second, 1)
    with pytest.raises(Refused), transaction():
        services.count_also(appointment, [other], by=case.robin, at=on(SEEN))


def test_where_it_is_allowed_it_counts_only_once_a_worker_ticks_it(case: Case) -> None:
    first, second = two(case, shares=True)
    appointment_id = case.attend(1, SEEN)
    assert (first.done, second.done) == (1, 0)
    with transaction():
        appointment = db.session.get_one(Appointment, appointment_id)
        offered = services.may_also_count(appointment)
        assert [requirement.referral_id for requirement in offered] == [second.id]
        services.count_also(appointment, offered, by=case.robin, at=on(SEEN, 15))
    assert (first.done, second.done) == (1, 1)


def test_ticking_while_recording_is_the_same(case: Case) -> None:
    first, second = two(case, shares=True)
    appointment_id = case.book(1, SEEN)
    case.record(appointment_id, Outcome.ATTENDED, also=[services.find_requirement(second, 1)])
    assert (first.done, second.done) == (1, 1)


def test_a_correction_follows_to_every_referral_it_counted_for(case: Case) -> None:
    first, second = two(case, shares=True)
    appointment_id = case.book(1, SEEN)
    case.record(appointment_id, Outcome.ATTENDED, also=[services.find_requirement(second, 1)])
    said = db.session.get_one(Appointment, appointment_id).attendances[-1]
    case.record(appointment_id, Outcome.REASON_NOT_KNOWN, replaces=said, why=LEARNED_MORE)
    assert (first.done, second.done) == (0, 0)


def test_a_missed_appointment_is_offered_to_nobody_else(case: Case) -> None:
    two(case, shares=True)
    appointment_id = case.book(1, SEEN)
    case.record(appointment_id, Outcome.REASON_NOT_KNOWN)
    assert services.may_also_count(db.session.get_one(Appointment, appointment_id)) == []


def test_releasing_one_day_says_nothing_of_the_other(case: Case) -> None:
    first, _ = two(case, shares=False)
    case.discontinued()
    assert first.hearing is not None
    from diversion.rules.release import Allowed, Why

    assert isinstance(services.may_be_released(first.person, first.hearing.day), Allowed)
    assert isinstance(services.may_be_released(first.person, SECOND_COURT), Why)


def test_the_same_court_day_holds_until_both_have_ended(case: Case) -> None:
    from diversion.rules.release import Why

    first_id = case.arrest().id
    case.arrest_again(at=on(AGAIN), arrested_on=AGAIN, police_reference="01HT1234627")
    case.referral_id = first_id
    case.discontinued()
    hearing = case.referral.hearing
    assert hearing is not None
    assert isinstance(services.may_be_released(case.person, hearing.day), Why)


def test_a_closed_referral_is_offered_nothing(case: Case) -> None:
    from diversion.rules.words import Closing

    _, second = two(case, shares=True)
    with transaction():
        services.close(
            db.session.get_one(Referral, second.id), Closing.DECLINED, closed_on=AGAIN, by=case.robin, at=on(AGAIN)
        )
    appointment_id = case.attend(1, SEEN)
    assert services.may_also_count(db.session.get_one(Appointment, appointment_id)) == []
    assert second.status == Status.DECLINED
