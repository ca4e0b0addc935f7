"""She was told that she need not go, and must go after all: nothing may keep that from her (domain rule 4)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.agreements import HowAgreed, Recipient
from casework.people.rules.circumstances import CircumstanceKind
from diversion import services
from diversion.rules.words import Method
from reminders.models import Text
from reminders.rules.kinds import COURT, TextKind
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on

DAY_AFTER = dt.date(2026, 10, 29)
ENDED = on(DAY_AFTER)
STRATFORD = "B01MN00"
programme = services.DiversionProgramme()


@pytest.fixture
def released(case: Case) -> Case:
    case.arrest()
    case.discontinued()
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=ENDED)
    return case


def waiting_court_texts() -> list[Text]:
    db.session.rollback()
    kinds = [kind.value for kind in COURT]
    return list(db.session.scalars(select(Text).where(Text.kind.in_(kinds), Text.state == "planned")))


def told_to_go_after_all(case: Case) -> list[str]:
    with time_machine.travel(ENDED + dt.timedelta(hours=2)):
        found = services.tasks(agency_id=case.team.agency_id, staff_id=case.robin.staff_id, today=DAY_AFTER)
    return [task.why for task in found if "no longer stands" in task.why]


def test_nothing_is_asked_while_the_release_stands(released: Case) -> None:
    assert waiting_court_texts() == []
    assert told_to_go_after_all(released) == []


def test_another_arrest_before_a_court_that_day_is_reminded_of_and_asks_for_a_call(released: Case) -> None:
    released.arrest_again(
        at=ENDED, arrested_on=dt.date(2026, 10, 28), court_day=COURT_DAY, court_code=STRATFORD, police_reference=""
    )
    reminders = waiting_court_texts()
    assert reminders
    assert [programme.wanted(text) for text in reminders] == [None] * len(reminders)
    [why] = told_to_go_after_all(released)
    assert why.startswith("They were told that they need not go on")


def test_an_ending_set_aside_plans_the_reminders_again(released: Case) -> None:
    with transaction():
        services.record_ending(
            released.referral,
            released.referral.charges,
            method=Method.WENT_AHEAD,
            result_code="",
            decided_by="CPS London North",
            decided_on=DAY_AFTER,
            reference="CPS/2026/78",
            by=released.robin,
            at=ENDED,
        )
    reminders = waiting_court_texts()
    assert [text.kind for text in reminders] == [TextKind.COURT_ONE_DAY]
    assert [programme.wanted(text) for text in reminders] == [None]
    assert len(told_to_go_after_all(released)) == 1


def test_a_warrant_recorded_since_asks_for_a_call(released: Case) -> None:
    with transaction():
        people.record_circumstance(
            released.person, CircumstanceKind.WARRANT, since=DAY_AFTER, place="Thames", by=released.robin, at=ENDED
        )
    assert len(told_to_go_after_all(released)) == 1


def test_another_matter_that_day_asks_for_a_call(released: Case) -> None:
    with transaction():
        courts.schedule_hearing(
            released.person, court_code=STRATFORD, day=COURT_DAY, time=dt.time(14), other_matter=True,
            by=released.robin, at=ENDED,
        )  # fmt: skip
    assert len(told_to_go_after_all(released)) == 1


def test_sharing_agreed_in_custody_tells_nobody_until_it_is_repeated(case: Case) -> None:
    case.arrest()
    with transaction():
        services.agree_to_sharing(
            case.referral, recipients=(Recipient.CPS,), how=HowAgreed.IN_CUSTODY, given_on=ARRESTED,
            by=case.robin, at=on(ARRESTED, 13),
        )  # fmt: skip
    assert services.share_with(case.referral) == frozenset()
    assert case.referral.sharing is not None
    with transaction():
        people.repeat(case.referral.sharing, by=case.robin, at=on(ARRESTED, 14))
    assert services.share_with(case.referral)
