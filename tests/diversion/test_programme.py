"""What texts ask just before they go: how far she has come, and whether the text is still true (domain rule 4)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from diversion import services
from diversion.rules.words import Closing, Status
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on
from tests.support.corrections import LEARNED_MORE

FIRST, SECOND, ENDED = dt.date(2026, 10, 6), dt.date(2026, 10, 13), dt.date(2026, 10, 29)
programme = services.DiversionProgramme()


def the_text(kind: TextKind) -> Text:
    return db.session.scalars(select(Text).where(Text.kind == kind.value)).one()


def wanted(kind: TextKind) -> str | None:
    return programme.wanted(the_text(kind))


def released(case: Case) -> None:
    case.arrest()
    case.discontinued()
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(ENDED))


def test_progress_counts_what_counts(case: Case) -> None:
    case.arrest()
    first = case.attend(1, FIRST)
    with time_machine.travel(on(SECOND), tick=False):
        assert programme.progress(first) == Progress(1, 2, dt.date(2026, 10, 30))
        assert programme.progress(999) is None


def test_a_release_is_wanted_while_everything_it_rests_on_stands(case: Case) -> None:
    released(case)
    assert wanted(TextKind.DONE_RELEASED) is None


def test_a_release_is_not_sent_once_another_hearing_is_listed_that_day(case: Case) -> None:
    released(case)
    with transaction():
        courts.schedule_hearing(
            case.person, court_code="B01MN00", day=COURT_DAY, time=dt.time(14), other_matter=True,
            by=case.robin, at=on(ENDED, 13),
        )  # fmt: skip
    assert "Stratford" in (wanted(TextKind.DONE_RELEASED) or "")


def test_a_release_is_not_sent_once_a_warrant_is_recorded(case: Case) -> None:
    released(case)
    with transaction():
        people.record_circumstance(
            case.person, CircumstanceKind.WARRANT, since=ENDED, place="Thames", by=case.robin, at=on(ENDED, 13)
        )
    assert "warrant" in (wanted(TextKind.DONE_RELEASED) or "")


def test_done_wait_is_not_sent_once_a_correction_undoes_completion(case: Case) -> None:
    case.arrest()
    case.attend(1, FIRST)
    second = case.attend(2, SECOND)
    assert wanted(TextKind.DONE_WAIT) is None
    said = db.session.get_one(Appointment, second).attendances[-1]
    case.record(second, Outcome.REASON_NOT_KNOWN, replaces=said, why=LEARNED_MORE)
    assert wanted(TextKind.DONE_WAIT) == "It is not complete any more"


def test_we_missed_you_is_not_sent_once_another_is_booked(case: Case) -> None:
    case.arrest()
    case.record(case.book(1, FIRST), Outcome.REASON_NOT_KNOWN)
    assert wanted(TextKind.MISSED) is None
    case.book(1, SECOND, at=on(FIRST, 12))
    assert wanted(TextKind.MISSED) == "Another appointment has been booked since"


def test_nothing_of_a_closed_referral_is_wanted(case: Case) -> None:
    case.arrest()
    case.book(1, FIRST)
    with transaction():
        services.close(case.referral, Closing.DECLINED, closed_on=ARRESTED, by=case.robin, at=on(ARRESTED, 14))
    assert wanted(TextKind.BOOKED) == "The referral is closed"


def test_a_death_is_the_persons_and_cancels_every_text(case: Case) -> None:
    first_id = case.arrest().id
    case.arrest_again(at=on(SECOND), arrested_on=dt.date(2026, 10, 10), court_day=dt.date(2026, 11, 17))
    other, case.referral_id = case.referral_id, first_id
    with transaction():
        services.close(case.referral, Closing.DIED, closed_on=SECOND, by=case.robin, at=on(SECOND, 14))
    assert [row.kind for row in people.circumstances(case.person, SECOND)] == ["died"]
    assert db.session.get_one(type(case.referral), other).status == Status.DIED
    assert {text.state for text in db.session.scalars(select(Text))} == {"cancelled"}


@pytest.mark.parametrize("code", ["B01EF00"])
def test_a_hearing_at_another_court_follows_too(case: Case, code: str) -> None:
    case.arrest()
    with transaction():
        hearing = case.referral.hearing
        assert hearing is not None
        courts.adjourn(
            hearing, day=dt.date(2026, 11, 24), time=dt.time(14), court_code=code, by=case.robin, at=on(SECOND)
        )
    assert case.referral.hearing is not None
    assert (case.referral.hearing.court_code, case.referral.finish_by) == (code, dt.date(2026, 11, 20))
