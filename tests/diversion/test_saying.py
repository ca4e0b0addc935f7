"""A sentence that is remembered is the one that would be made now: by whatever has changed since, and by time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.kernel.models import ClosedDay
from casework.people.models import Circumstance
from casework.people.rules.agreements import Recipient
from diversion import services
from diversion.models import Closure
from diversion.rules.words import Closing
from diversion.services import saying
from notices.rules import CheckFirst, Statement
from reminders.models import Text
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on

pytestmark = pytest.mark.sqlite
FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)
NOW = on(dt.date(2026, 10, 8))


def said(case: Case, now: dt.datetime) -> Statement | CheckFirst:
    """What is said, which must be what whole records say at the moment."""
    db.session.rollback()
    db.session.expunge_all()
    referral = case.referral
    found = saying.said_of([referral.reference], agency_id=referral.agency_id, now=now)
    whole = services.statement(referral, at=now)
    assert found == {whole.subject: whole}
    return whole


def _named(case: Case) -> None:
    case.referral.charge_name = "Ann Other"


def _own_name(case: Case) -> None:
    case.person.family_name = "Other"


def _born(case: Case) -> None:
    case.person.date_of_birth = dt.date(1990, 1, 2)


def _reference(case: Case) -> None:
    case.referral.urn, case.referral.custody_reference = "", "CU/77"


def _in_court(case: Case) -> None:
    assert case.referral.hearing is not None
    case.referral.hearing.time = dt.time(14)


def _put_off(case: Case) -> None:
    assert case.referral.hearing is not None
    case.referral.hearing.day = COURT_DAY + dt.timedelta(days=7)


def _shared_with_nobody(case: Case) -> None:
    assert case.referral.sharing is not None
    case.referral.sharing.withdrawn_at = NOW


def _not_asked_for(case: Case) -> None:
    case.referral.requirements[1].position = 3


def _moved(case: Case) -> None:
    booked = case.referral.requirements[1].bookings[0].appointment
    booked.starts_at += dt.timedelta(days=1)


def _text_came(case: Case) -> None:
    booked = case.referral.requirements[1].bookings[0].appointment
    mine = {"agency_id": booked.agency_id, "person_id": booked.person_id, "appointment_id": booked.id}
    keys = {"plan_key": "saying", "token": "saying", "kind": "one_day", "state": "delivered"}
    when = {"not_before": NOW, "not_after": NOW, "planned_at": NOW, "appointment_version": booked.version}
    db.session.add(Text(**mine, **keys, **when))


def _closed(case: Case) -> None:
    whose = {"referral_id": case.referral.id, "recorded_by_id": case.robin.staff_id}
    db.session.add(Closure(**whose, kind=Closing.WITHDRAWN.value, closed_on=SECOND, recorded_at=NOW))


def _died(case: Case) -> None:
    whose = {"agency_id": case.team.agency_id, "person_id": case.referral.person_id}
    db.session.add(Circumstance(**whose, kind="died", since=SECOND, recorded_at=NOW))


def _scheme(case: Case) -> None:
    case.referral.scheme.tells = ["court"]


def _finish_by(case: Case) -> None:
    case.referral.scheme.finish_by_days = 19


def _holiday(case: Case) -> None:
    db.session.add(ClosedDay(day=dt.date(2026, 10, 30), court_code="", why="Proclaimed", added_at=NOW))


CHANGES = [_named, _own_name, _born, _reference, _in_court, _put_off, _shared_with_nobody, _not_asked_for, _moved]
CHANGES += [_text_came, _scheme, _finish_by, _holiday, _closed, _died]


def test_each_thing_it_is_made_from_is_followed(listed: Case) -> None:
    case = listed
    case.share(Recipient.CPS, Recipient.COURT)
    case.attend(1, FIRST)
    case.book(2, SECOND)
    said(case, NOW)
    for change in CHANGES:
        _change(case, change)
        said(case, NOW)


def _change(case: Case, change: Callable[[Case], None]) -> None:
    with transaction():
        change(case)


def test_what_time_alone_changes_is_followed(listed: Case) -> None:
    case = listed
    case.attend(1, FIRST)
    booked = case.book(2, SECOND)
    assert isinstance(said(case, on(SECOND, 9, 59)), Statement)
    assert isinstance(said(case, on(SECOND, 10, 0)), CheckFirst)
    assert isinstance(said(case, on(SECOND, 9, 59)), Statement)  # asked for a moment before it was remembered
    case.record(booked, Outcome.REASON_NOT_KNOWN)
    eve, after = on(dt.date(2026, 10, 30), 23, 59), on(dt.date(2026, 10, 31), 0, 0)
    told = [found.sentence[:12] for found in (said(case, eve), said(case, after)) if isinstance(found, Statement)]
    assert told == ["Not yet comp", "Not complete"]


def test_it_is_not_put_into_words_again(listed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case = listed
    case.attend(1, FIRST)
    said(case, NOW)
    monkeypatch.setattr(saying, "say", lambda *_args, **_more: pytest.fail("said again"))
    said(case, NOW + dt.timedelta(hours=1))


def test_yesterdays_are_forgotten_and_never_too_many_kept(listed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case = listed
    said(case, NOW)
    mine = case.referral.reference
    others = [case.arrest_again(at=on(ARRESTED + dt.timedelta(days=n))).reference for n in (1, 2)]
    saying.said_of(others, agency_id=case.team.agency_id, now=NOW + dt.timedelta(days=1))
    assert sorted(saying._memory.kept) == sorted(others)
    monkeypatch.setattr(saying, "MOST", 2)
    saying.said_of([mine], agency_id=case.team.agency_id, now=NOW + dt.timedelta(days=1))
    assert list(saying._memory.kept) == [mine]
