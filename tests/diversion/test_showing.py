"""Referrals on the pages that read across both programmes: Today, the court list, the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import event

from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.kernel.showing import Rank, Task
from casework.people.rules.agreements import Recipient
from casework.people.rules.contact import Answer
from diversion import jobs, services
from diversion.rules.words import Closing
from reminders.models import Text
from tests.diversion.conftest import ARRESTED, COURT_DAY, THAMES, Case, on

pytestmark = pytest.mark.sqlite
FIRST, SECOND = dt.date(2026, 10, 6), dt.date(2026, 10, 13)


def tasks(case: Case, now: dt.datetime, *, mine: bool = True) -> list[Task]:
    staff_id = case.robin.staff_id if mine else None
    with time_machine.travel(now, tick=False):
        jobs.restate_due()
        return services.tasks(agency_id=case.team.agency_id, staff_id=staff_id, today=now.date())


def ranks(case: Case, now: dt.datetime) -> list[Rank]:
    return [task.rank for task in tasks(case, now)]


def rows(case: Case, now: dt.datetime) -> list[str]:
    with time_machine.travel(now, tick=False):
        found = services.court_rows(agency_id=case.team.agency_id, court_code=THAMES, day=COURT_DAY, today=now.date())
    return [row.check_first or row.sentence for row in found]


def test_a_new_referral_asks_to_be_contacted_after_one_working_day(case: Case) -> None:
    case.arrest(agreed=None)
    assert ranks(case, on(ARRESTED, 15)) == []
    assert ranks(case, on(ARRESTED + dt.timedelta(days=1))) == [Rank.NEW]


def test_running_out_of_time_leads_straight_to_the_booking(case: Case) -> None:
    case.arrest()
    [task] = tasks(case, on(dt.date(2026, 10, 16)))
    assert task.rank is Rank.RUNNING_OUT
    assert task.url == f"/appointments/new?for=referral:{case.referral.reference}:1"
    assert task.why == "2 to book: 11 useful free times in 11 working days, by Fri 30 Oct"


def test_complete_and_nobody_told(case: Case) -> None:
    case.arrest()
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    [task] = tasks(case, on(SECOND, 16))
    assert (task.rank, task.button) == (Rank.COURT_NOT_TOLD, "Ask and record")
    assert "may not be told, because they have not agreed" in task.why
    assert task.url == f"/referrals/{case.referral.reference}/sharing"
    case.share(Recipient.POLICE)
    assert [one.button for one in tasks(case, on(SECOND, 16))] == ["Ask and record"]
    case.share(Recipient.COURT)
    [task] = tasks(case, on(SECOND, 16))
    assert (task.rank, task.button) == (Rank.COURT_NOT_TOLD, "Tell CPS and court")


def test_court_in_two_days_and_not_settled_comes_first(case: Case) -> None:
    case.arrest()
    case.attend(1, FIRST)
    assert ranks(case, on(COURT_DAY - dt.timedelta(days=2))) == [Rank.COURT_SOON]


def test_attended_with_nothing_written_asks_for_it(case: Case) -> None:
    case.arrest("TRUST")
    case.attend(1, FIRST)
    [task] = tasks(case, on(FIRST, 15))
    assert (task.rank, task.button) == (Rank.TO_LEAVE, "Write it")


def test_a_court_day_that_passed_asks_what_happened(case: Case) -> None:
    case.arrest()
    [task] = tasks(case, on(COURT_DAY + dt.timedelta(days=1)))
    assert task.rank is Rank.OUTCOME_NEEDED
    assert task.url.endswith("/ending")


def test_a_closed_referral_asks_for_nothing(case: Case) -> None:
    case.arrest()
    with transaction():
        services.close(case.referral, Closing.DECLINED, closed_on=ARRESTED, by=case.robin, at=on(ARRESTED, 14))
    assert ranks(case, on(SECOND)) == []


def test_a_case_that_ended_before_court_asks_for_the_release(case: Case) -> None:
    case.arrest()
    case.discontinued()
    [task] = tasks(case, on(dt.date(2026, 10, 29)))
    assert task.url.endswith("/release")
    assert "Tue 3 Nov stands until somebody releases it" in task.why


def test_a_release_that_has_not_arrived_by_the_eve_is_reached_in_person(case: Case) -> None:
    case.arrest()
    case.discontinued()
    with transaction():
        made = services.release(case.person, COURT_DAY, by=case.robin, at=on(dt.date(2026, 10, 29)))
        text_id = made.text_id
    eve = COURT_DAY - dt.timedelta(days=1)
    assert ranks(case, on(eve, 17, 59)) == []
    [task] = tasks(case, on(eve, 18))
    assert task.rank is Rank.NOT_TOLD is min(Rank)
    assert task.why.endswith("Reach them in person or by phone; warn the court desk they may come")
    assert ranks(case, on(COURT_DAY, 8)) == [Rank.NOT_TOLD]
    with transaction():
        db.session.get_one(Text, text_id).state = "delivered"
    assert ranks(case, on(eve, 18)) == []


def test_told_in_person_or_by_phone_takes_the_red_row_away(case: Case) -> None:
    case.arrest()
    case.discontinued()
    eve = COURT_DAY - dt.timedelta(days=1)
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(dt.date(2026, 10, 29)))
    assert ranks(case, on(eve, 18)) == [Rank.NOT_TOLD]
    with transaction():
        services.told_by_us(case.person, COURT_DAY, by=case.robin, at=on(eve, 18, 30))
    assert ranks(case, on(eve, 19)) == []


def test_another_workers_referral_is_on_the_teams_list_only(case: Case) -> None:
    case.arrest()
    with transaction():
        case.referral.worker_id = case.team.actor("manager").staff_id
    now = on(dt.date(2026, 10, 16))
    assert tasks(case, now) == []
    assert len(tasks(case, now, mine=False)) == 1


def test_the_court_list_says_check_first_or_the_sentence(case: Case) -> None:
    case.arrest()
    case.attend(1, FIRST)
    second = case.book(2, SECOND)
    assert rows(case, on(SECOND, 15)) == ["Attendance on 13 October is not recorded. Do not report yet."]
    case.record(second, Outcome.ATTENDED)
    assert rows(case, on(SECOND, 15))[0].startswith("Completed. Attended 2 of 2")


def test_what_an_appointment_is_called(case: Case) -> None:
    case.arrest()
    appointment_id = case.book(1, FIRST)
    owned = services.owned([appointment_id, 999], agency_id=case.team.agency_id)
    assert list(owned) == [appointment_id]
    assert owned[appointment_id].label == "1 of 2"
    assert services.owned([appointment_id], agency_id=case.team.agency_id + 1) == {}


@contextmanager
def counted() -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def queries(case: Case) -> tuple[int, int, int]:
    now, agency = on(SECOND, 15), case.team.agency_id
    numbers: list[int] = []
    with time_machine.travel(now, tick=False):
        for ask in (
            lambda: services.court_rows(agency_id=agency, court_code=THAMES, day=COURT_DAY, today=now.date()),
            lambda: services.tasks(agency_id=agency, staff_id=None, today=now.date()),
            lambda: services.cards(case.referral.person_id, agency_id=agency, today=now.date()),
        ):
            db.session.rollback()
            db.session.expunge_all()
            with counted() as said:
                ask()
            numbers.append(len(said))
    return numbers[0], numbers[1], numbers[2]


def test_many_referrals_take_no_more_queries_than_two(case: Case) -> None:
    def add(number: int) -> None:
        reference = f"01HT{number:05}26"
        case.arrest(given_name=f"Ann{number}", family_name="Other", mobile=None, safe_to_text=Answer.NOT_ASKED,
                    police_reference=reference)  # fmt: skip
        case.attend(1, FIRST, hour=8 + number % 11, with_staff_id=None)
        case.book(2, SECOND + dt.timedelta(days=7), hour=8 + number % 11, with_staff_id=None)

    for number in range(2):
        add(number)
    few = queries(case)
    for number in range(2, 12):
        add(number)
    assert queries(case) == few
