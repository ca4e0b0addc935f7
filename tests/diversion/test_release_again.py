"""A release whose text failed or whose number changed may be sent again; one taken back must be given anew (rule 4)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Circumstance
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from diversion import services
from diversion.models import Release
from reminders.models import Text
from reminders.rules.kinds import COURT, TextKind
from tests.diversion.conftest import COURT_DAY, Case, on

DAY = dt.date(2026, 10, 29)
ENDED = on(DAY)


@pytest.fixture
def released(case: Case) -> Case:
    case.arrest()
    case.discontinued()
    release(case, 12)
    return case


def release(case: Case, hour: int) -> None:
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(DAY, hour))


def told() -> list[Text]:
    db.session.rollback()
    mine = select(Text).where(Text.kind == TextKind.DONE_RELEASED.value).order_by(Text.id)
    return list(db.session.scalars(mine))


def becomes(state: str) -> None:
    with transaction():
        db.session.merge(told()[-1]).state = state


def reminders_waiting() -> int:
    mine = select(Text).where(Text.kind.in_([kind.value for kind in COURT]), Text.state == "planned")
    return len(db.session.scalars(mine).all())


@pytest.mark.parametrize("state", ["undelivered", "failed", "rejected", "expired", "dropped", "person"])
def test_a_text_that_did_not_arrive_may_be_sent_again(released: Case, state: str) -> None:
    becomes(state)
    release(released, 15)
    assert [text.state for text in told()] == [state, "planned"]
    assert db.session.scalars(select(Release)).one().text_id == told()[-1].id
    assert services.DiversionProgramme().wanted(told()[-1]) is None
    assert services.DiversionProgramme().wanted(told()[0]) == "Nobody has released this"


@pytest.mark.parametrize("state", ["planned", "claimed", "handed", "unknown", "accepted", "delivered"])
def test_one_on_its_way_or_arrived_is_not_sent_again(released: Case, state: str) -> None:
    becomes(state)
    with pytest.raises(Refused, match="released already"):
        release(released, 15)
    assert len(told()) == 1


def test_a_number_that_changed_since_lets_it_be_sent_again(released: Case) -> None:
    says(released, "+447700900123", 9)
    with transaction():
        text = db.session.merge(told()[0])
        text.state, text.number_index = "delivered", people.number_index("+447700900123")
    with pytest.raises(Refused, match="released already"):
        release(released, 14)
    says(released, "+447700900456", 15)
    release(released, 16)
    assert [text.state for text in told()] == ["delivered", "planned"]


def says(case: Case, mobile: str, hour: int) -> None:
    answers = ContactAnswers(mobile=mobile, safe_to_text=Answer.YES, number_confirmed=Confirmed.IN_PERSON)
    with transaction():
        people.set_safe_contact(case.person, answers, by=case.robin, at=on(DAY, hour))


def test_a_warrant_takes_it_back_and_the_court_reminders_return(released: Case) -> None:
    assert reminders_waiting() == 0
    warrant(released)
    [text] = told()
    assert (text.state, text.ended_why) == ("cancelled", "What it rests on no longer stands")
    assert reminders_waiting() > 0
    assert services.release_of(released.person, COURT_DAY) is None
    with pytest.raises(Refused, match="A warrant is recorded"):
        release(released, 15)


def warrant(case: Case) -> None:
    with transaction():
        people.record_circumstance(
            case.person, CircumstanceKind.WARRANT, since=DAY, place="Thames", by=case.robin, at=on(DAY, 13)
        )


def test_one_that_may_have_gone_is_marked_as_too_late(released: Case) -> None:
    becomes("handed")
    warrant(released)
    assert [(text.state, text.cancel_late) for text in told()] == [("handed", True)]


def test_taken_back_it_does_not_stand_again_by_itself(released: Case) -> None:
    becomes("delivered")
    warrant(released)
    with transaction():
        row = db.session.scalars(select(Circumstance)).one()
        people.end_circumstance(row, until=DAY, by=released.robin, at=on(DAY, 14))
    assert services.release_of(released.person, COURT_DAY) is None
    assert reminders_waiting() > 0
    release(released, 15)
    assert [text.state for text in told()] == ["delivered", "planned"]
    assert reminders_waiting() == 0


def test_the_row_on_today_goes_when_they_have_been_told_to_come_after_all(released: Case) -> None:
    becomes("delivered")
    warrant(released)
    assert services.taken_back_of(released.person, COURT_DAY) is not None
    with transaction():
        services.told_by_us(released.person, COURT_DAY, by=released.robin, at=on(DAY, 14))
    assert services.taken_back_of(released.person, COURT_DAY) is None


def test_another_hearing_that_day_takes_back_even_the_first_of_two_words(case: Case) -> None:
    case.arrest()
    case.discontinued()
    with transaction():
        case.referral.scheme.two_people_release = True
    release(case, 12)
    with transaction():
        courts.schedule_hearing(
            case.person, court_code="B01MN00", day=COURT_DAY, time=dt.time(14), other_matter=True,
            by=case.robin, at=on(DAY, 13),
        )  # fmt: skip
    assert services.release_of(case.person, COURT_DAY) is None
    assert db.session.scalar(select(Hearing.id).where(Hearing.other_matter)) is not None
    assert told() == []


def test_nothing_released_means_nothing_to_have_told(case: Case) -> None:
    case.arrest()
    with pytest.raises(Refused, match="Nothing has been released"), transaction():
        services.told_by_us(case.person, COURT_DAY, by=case.robin, at=ENDED)
