"""The opinion "no reasonable excuse": one person's recorded act, of a meeting told and missed (rules 14 and 16)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
import time_machine

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from casework.kernel.showing import Rank
from orders import services
from orders.models import ExcuseOpinion
from orders.rules import Kept, MeetingFacts, Status
from orders.rules.instructions import ToldHow
from orders.rules.opinions import Asked, opinion_fault
from orders.rules.standing import spent_on
from tests.orders.conftest import MADE, NAMED, Case, on

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

JULY, AUGUST = dt.date(2026, 7, 2), dt.date(2026, 8, 6)
FORMED = on(dt.date(2026, 8, 13))
MISSED = MeetingFacts(2, AUGUST, Kept.REASON_NOT_KNOWN, told=True)
READY = Asked(by_named=True, named="Sam Okafor", status=Status.REASON_AWAITED, meeting=MISSED)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param(READY, "", id="missed, told, by the named supervisor"),
        pytest.param(replace(READY, meeting=replace(MISSED, kept=Kept.NOT_EXCUSED)), "", id="a reason not accepted"),
        pytest.param(replace(READY, status=Status.DATE_PASSED), "", id="after the named date"),
        pytest.param(replace(READY, status=Status.CHECK_FIRST), "", id="another meeting is still to be recorded"),
        pytest.param(replace(READY, by_named=False), "Only Sam Okafor", id="anybody else"),
        pytest.param(replace(READY, meeting=None), "did not attend", id="a meeting never fixed"),
        pytest.param(replace(READY, meeting=replace(MISSED, kept=None)), "did not attend", id="not recorded"),
        pytest.param(replace(READY, meeting=replace(MISSED, kept=Kept.COUNTED)), "did not attend", id="attended"),
        pytest.param(replace(READY, meeting=replace(MISSED, kept=Kept.EXCUSED)), "did not attend", id="excused"),
        pytest.param(
            replace(READY, meeting=replace(MISSED, kept=Kept.CANCELLED_BY_US)), "did not attend", id="cancelled by us"
        ),
        pytest.param(replace(READY, meeting=replace(MISSED, kept=Kept.MOVED)), "did not attend", id="moved"),
        pytest.param(replace(READY, meeting=replace(MISSED, told=False)), "were told", id="never told of it"),
        pytest.param(replace(READY, stands=True), "already", id="a second time"),
        *(
            pytest.param(replace(READY, status=status), "over", id=f"an order that is {status}")
            for status in (Status.REVOKED, Status.ENDED, Status.COMPLIED_NOT_TOLD, Status.COMPLIED_TOLD)
        ),
    ],
)
def test_when_the_opinion_may_be_recorded(asked: Asked, words: str) -> None:
    said = opinion_fault(asked)
    assert (words in said) if words else said == ""


@pytest.fixture
def missed(case: Case) -> Case:
    """One meeting kept, the second missed; nobody knows why."""
    case.keep(1, JULY)
    case.fix(2, AUGUST)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    return case


def form(case: Case, *, by: Actor | None = None, at: dt.datetime = FORMED) -> None:
    by = by or case.sam
    with transaction():
        services.form_opinion(case.order.meetings[1].bookings[-1], by=by, at=at)


def second_supervisor(case: Case) -> Actor:
    with transaction():
        agency = db.session.get_one(Agency, case.sam.agency_id)
        staff = accounts.add_staff(
            agency,
            name="Jo Bright",
            email="jo@lantern.example.org",
            password="nine green bottles",
            roles=[Role.SUPERVISOR],
            at=on(MADE),
        )
        return staff.actor


def test_the_opinion_is_kept_with_who_when_and_the_meeting_as_fixed(missed: Case) -> None:
    form(missed)
    (opinion,) = missed.order.opinions
    assert (opinion.formed_by.name, opinion.formed_at) == ("Sam Okafor", FORMED)
    assert opinion.meeting_words == "Thursday 6 August 2026 at 10:00am, Mill Street, for 60 minutes"
    assert missed.order.status == Status.NO_REASONABLE_EXCUSE
    assert missed.appointment(2).outcome == Outcome.REASON_NOT_KNOWN
    assert spent_on(services.facts_of(missed.order, at=FORMED)) is None


def test_a_missed_meeting_alone_never_becomes_an_opinion(missed: Case) -> None:
    for day in (AUGUST, dt.date(2026, 8, 14), NAMED):
        assert services.standing_of(missed.order, at=on(day)).status is not Status.NO_REASONABLE_EXCUSE
    assert missed.order.opinions == []


@pytest.mark.parametrize("role", ["worker", "manager", "liaison"])
def test_nobody_but_the_named_supervisor_forms_it(missed: Case, role: str) -> None:
    other = missed.team.actor(role)
    with pytest.raises(Refused, match="Only Sam Okafor"):
        form(missed, by=other)
    assert missed.order.status == Status.REASON_AWAITED


def test_another_supervisor_is_not_the_supervisor(missed: Case) -> None:
    jo = second_supervisor(missed)
    with pytest.raises(Refused, match="Only Sam Okafor"):
        form(missed, by=jo)


def test_of_a_meeting_nobody_was_told_of_there_is_no_opinion_until_that_is_put_right(case: Case) -> None:
    case.fix(1, JULY)
    case.say(1, Outcome.CANCELLED_BY_US)
    case.keep(1, dt.date(2026, 7, 9))
    case.fix(2, AUGUST, told_how=None)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    with pytest.raises(Refused, match="not recorded that they were told"):
        form(case)
    assert case.order.opinions == []
    tell(case, dt.date(2026, 8, 3), at=FORMED)
    form(case)
    assert case.order.status == Status.NO_REASONABLE_EXCUSE


def tell(case: Case, told_on: dt.date, *, at: dt.datetime) -> None:
    with transaction():
        services.tell_person(
            case.order.meetings[1].bookings[-1],
            how=ToldHow.PHONE,
            told_on=told_on,
            told_by="Robin Hale",
            by=case.sam,
            at=at,
        )


@pytest.mark.parametrize(
    ("told_on", "told"),
    [
        pytest.param(dt.date(2026, 8, 5), True, id="the day before"),
        pytest.param(AUGUST, True, id="on the day itself"),
        pytest.param(dt.date(2026, 8, 7), False, id="the day after"),
    ],
)
def test_nobody_is_told_of_a_meeting_after_it(case: Case, told_on: dt.date, told: bool) -> None:
    case.keep(1, JULY)
    case.fix(2, AUGUST, told_how=None)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    if told:
        tell(case, told_on, at=FORMED)
    else:
        with pytest.raises(Refused, match="on or before the day") as refused:
            tell(case, told_on, at=FORMED)
        assert refused.value.field == "told_on"
    assert services.was_told(case.order.meetings[1].bookings[-1]) is told


def test_told_of_the_time_before_a_move_is_not_told(case: Case) -> None:
    case.keep(1, JULY)
    case.fix(2, AUGUST)
    with transaction():
        appointment = case.appointment(2)
        services.move_appointment(
            appointment,
            day=dt.date(2026, 8, 10),
            time=dt.time(11),
            asked_by=MoveAskedBy.US,
            by=case.sam,
            at=on(dt.date(2026, 8, 5)),
            seen_version=appointment.version,
        )
    case.say(2, Outcome.REASON_NOT_KNOWN)
    with pytest.raises(Refused, match="were told"):
        form(case)


def test_it_is_formed_once(missed: Case) -> None:
    form(missed)
    with pytest.raises(Refused, match="already"):
        form(missed)
    assert len(db.session.scalars(db.select(ExcuseOpinion)).all()) == 1


def test_while_it_stands_the_meeting_is_not_quietly_turned_into_another_answer(missed: Case) -> None:
    form(missed)
    current = missed.appointment(2).attendances[-1]
    with pytest.raises(Refused, match="Withdraw it"):
        missed.say(2, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.HEALTH, replaces=current)
    assert missed.order.status == Status.NO_REASONABLE_EXCUSE


def withdraw(case: Case, why: str = "The hospital has rung", *, by: Actor | None = None) -> None:
    by = by or case.sam
    with transaction():
        services.withdraw_opinion(case.order.opinions[-1], why=why, by=by, at=FORMED + dt.timedelta(hours=2))


def test_taken_back_with_a_reason_it_stays_on_record_and_the_reason_is_awaited_again(missed: Case) -> None:
    form(missed)
    withdraw(missed)
    (opinion,) = missed.order.opinions
    assert opinion.withdrawal is not None
    assert (opinion.withdrawal.why, opinion.withdrawal.recorded_by.name) == ("The hospital has rung", "Sam Okafor")
    assert missed.order.status == Status.REASON_AWAITED
    form(missed)
    assert [one.withdrawal is None for one in missed.order.opinions] == [False, True]


def test_it_is_not_taken_back_without_a_reason_nor_by_another_nor_after_the_information(missed: Case) -> None:
    form(missed)
    with pytest.raises(Refused, match="why"):
        withdraw(missed, "  ")
    other = missed.team.actor("manager")
    with pytest.raises(Refused, match="Only Sam Okafor"):
        withdraw(missed, by=other)
    with transaction():
        services.lay_information(
            missed.order.opinions[0],
            on=FORMED.date(),
            court_code="B01ND00",
            by=missed.sam,
            at=FORMED + dt.timedelta(hours=1),
        )
    with pytest.raises(Refused, match="information has been laid"):
        withdraw(missed)


def test_the_information_to_be_laid_stands_first_on_the_supervisors_today_until_it_is_recorded(missed: Case) -> None:
    form(missed)
    day = FORMED.date()
    with time_machine.travel(FORMED, tick=False):
        (task,) = services.tasks(agency_id=missed.sam.agency_id, staff_id=missed.sam.staff_id, today=day)
        assert task.rank is Rank.TO_LAY
        assert task.rank < Rank.COMPLIED < Rank.READ_FIRST
        page = missed.team.sign_in("supervisor").get("/today").text
        headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
        assert headings[0].startswith("Information to be laid (1)")
    with transaction():
        services.lay_information(missed.order.opinions[0], on=day, court_code="B01ND00", by=missed.sam, at=FORMED)
    with time_machine.travel(FORMED, tick=False):
        assert services.tasks(agency_id=missed.sam.agency_id, staff_id=missed.sam.staff_id, today=day) == []
