"""Journey D through the services: one attended, one missed, the deadline passes; and what is kept late counts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.kernel.models import ClosedDay
from diversion import services
from diversion.jobs import restate_due
from diversion.rules.words import Status
from notices.rules import Statement
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from tests.diversion.conftest import ARRESTED, Case, on

FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)
PASSED = dt.date(2026, 10, 31)
LATE = dt.date(2026, 11, 2)


def still_go() -> list[str]:
    return [text.state for text in db.session.scalars(select(Text).where(Text.kind == TextKind.STILL_GO.value))]


def missed_one(case: Case) -> None:
    case.arrest()
    case.share()
    case.attend(1, FIRST)
    case.record(case.book(2, SECOND), Outcome.REASON_NOT_KNOWN)


def sentence(case: Case, at: dt.datetime) -> str:
    said = services.statement(case.referral, at=at)
    assert isinstance(said, Statement)
    return said.sentence


def test_once_the_date_has_passed_status_and_notice_say_so_in_facts(case: Case) -> None:
    missed_one(case)
    assert case.referral.status == Status.IN_PROGRESS
    assert restate_due(lambda: on(PASSED, 8)) == 1
    assert case.referral.status == Status.NOT_COMPLETED
    assert sentence(case, on(PASSED)) == "Not completed. Attended 1 of 2 required appointments by 30 October 2026."


def test_she_is_told_that_she_must_still_go_and_once_only(case: Case) -> None:
    missed_one(case)
    assert still_go() == []
    restate_due(lambda: on(PASSED, 8))
    restate_due(lambda: on(PASSED, 9))
    assert still_go() == [TextState.PLANNED]


def test_one_kept_late_but_before_the_hearing_counts_and_is_reported_with_its_date(case: Case) -> None:
    missed_one(case)
    restate_due(lambda: on(PASSED, 8))
    case.record(case.book(2, LATE, at=on(PASSED)), Outcome.ATTENDED)
    assert case.referral.status == Status.COMPLETED
    assert sentence(case, on(LATE, 15)) == (
        "Completed. Attended 2 of 2 required appointments: 6 October and 2 November 2026. "
        "1 of these was after 30 October 2026, the scheme's finish date."
    )


def test_a_job_changes_nothing_that_is_as_it_was(case: Case) -> None:
    missed_one(case)
    assert restate_due(lambda: on(SECOND, 20)) == 0
    assert services.differences(case.referral, at=on(SECOND, 20)) == {}


def test_we_missed_you_is_planned_an_hour_after_the_start(case: Case) -> None:
    missed_one(case)
    text = db.session.scalars(select(Text).where(Text.kind == TextKind.MISSED.value)).one()
    assert text.not_before >= on(SECOND, 11)


def test_a_day_proclaimed_closed_moves_the_finish_by_date_at_once(case: Case) -> None:
    case.arrest()
    with transaction():
        db.session.add(ClosedDay(day=dt.date(2026, 11, 2), why="A day of mourning", added_at=on(FIRST)))
        db.session.flush()
        assert services.restate_all(case.team.agency_id, at=on(FIRST)) == 1
    assert case.referral.finish_by == dt.date(2026, 10, 29)


def test_a_short_bail_counts_to_the_court_date(case: Case) -> None:
    court = ARRESTED + dt.timedelta(days=1)
    case.arrest(court_day=court)
    assert case.referral.finish_by == court
    assert case.referral.status == Status.RUNNING_OUT
