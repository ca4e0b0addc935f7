"""Three meetings, fixed, told, moved and recorded, by the supervisor or whoever they direct (rules 11 to 18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from orders import services
from orders.rules import Status
from orders.rules.instructions import ToldHow
from reminders.models import Text
from tests.orders.conftest import NAMED, Case, on
from tests.support.staff import Team

JULY, AUGUST, SEPTEMBER = dt.date(2026, 7, 2), dt.date(2026, 8, 6), dt.date(2026, 9, 10)


def states(case: Case, number: int) -> set[str]:
    wanted = select(Text.state).where(Text.appointment_id == case.appointment(number).id)
    return set(db.session.scalars(wanted))


def test_what_she_was_told_when_and_how_is_kept(case: Case) -> None:
    case.fix(1, JULY, told_how=ToldHow.PHONE, told_words="Bring nothing")
    telling = case.order.meetings[0].bookings[0].tellings[0]
    assert telling.words == "Thursday 2 July 2026 at 10:00am, Mill Street, for 60 minutes. Bring nothing."
    assert (telling.how, telling.told_on) == ("phone", dt.date(2026, 6, 12))


def test_a_meeting_nobody_told_of_says_so_until_it_is_told(case: Case) -> None:
    case.fix(1, JULY, told_how=None)
    booking = case.order.meetings[0].bookings[0]
    assert not services.was_told(booking)
    with transaction():
        services.tell_person(
            services.fixed_meeting(case.order, 1),
            how=ToldHow.IN_PERSON,
            told_on=dt.date(2026, 6, 15),
            by=case.sam,
            at=on(dt.date(2026, 6, 15)),
        )
    assert services.was_told(case.order.meetings[0].bookings[0])


def test_nobody_was_told_on_a_day_to_come(case: Case) -> None:
    case.fix(1, JULY, told_how=None)
    with pytest.raises(Refused, match="today or earlier"), transaction():
        services.tell_person(
            services.fixed_meeting(case.order, 1),
            how=ToldHow.PHONE,
            told_on=JULY,
            by=case.sam,
            at=on(dt.date(2026, 6, 15)),
        )


def test_a_move_makes_what_was_told_of_the_old_time_no_longer_told(case: Case) -> None:
    case.fix(1, JULY)
    with transaction():
        appointment = case.appointment(1)
        services.move_appointment(
            appointment,
            day=dt.date(2026, 7, 9),
            time=dt.time(11),
            asked_by=MoveAskedBy.PERSON,
            by=case.sam,
            at=on(dt.date(2026, 6, 30)),
            seen_version=appointment.version,
        )
    assert not services.was_told(case.order.meetings[0].bookings[0])
    assert "9 July 2026 at 11:00am" in services.fixed_words(case.appointment(1))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(dt.date(2026, 11, 25), "24 November 2026", id="after the date on the order"),
        pytest.param(dt.date(2026, 6, 11), "12 June 2026", id="before the order"),
    ],
)
def test_no_meeting_is_fixed_outside_the_order(case: Case, day: dt.date, words: str) -> None:
    """B2."""
    with pytest.raises(Refused, match=words) as refused:
        case.fix(1, day)
    assert refused.value.field == "day"


def test_no_meeting_is_moved_past_the_order(case: Case) -> None:
    case.fix(1, JULY)
    with pytest.raises(Refused, match="24 November 2026"), transaction():
        services.move_appointment(
            case.appointment(1),
            day=dt.date(2026, 11, 25),
            time=dt.time(10),
            asked_by=MoveAskedBy.US,
            by=case.sam,
            at=on(dt.date(2026, 6, 30)),
            seen_version=1,
        )


def test_the_last_day_of_the_order_can_hold_a_meeting(case: Case) -> None:
    case.fix(1, NAMED)
    assert case.appointment(1).day == NAMED


def test_a_fourth_meeting_that_replaces_nothing_is_refused(case: Case) -> None:
    """B2."""
    for number, day in enumerate((JULY, AUGUST, SEPTEMBER), start=1):
        case.fix(number, day)
    with pytest.raises(Refused, match="An order has 3 meetings"):
        case.fix(3, dt.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        pytest.param(Outcome.ACCEPTABLE_REASON, {"reason": AbsenceReason.HEALTH}, id="excused"),
        pytest.param(Outcome.CANCELLED_BY_US, {}, id="cancelled by us"),
        pytest.param(Outcome.COULD_NOT_TAKE_PART, {"counts": False}, id="could not take part"),
    ],
)
def test_a_replacement_is_not_a_fourth(case: Case, outcome: Outcome, said: dict[str, Any]) -> None:
    case.fix(1, JULY)
    case.say(1, outcome, **said)
    case.keep(1, dt.date(2026, 7, 16))
    assert [len(meeting.bookings) for meeting in case.order.meetings] == [2, 0, 0]
    assert case.order.done == 1


def test_a_missed_meeting_is_replaced_only_once_its_reason_is_accepted(case: Case) -> None:
    for number, day in enumerate((JULY, AUGUST, SEPTEMBER), start=1):
        case.fix(number, day)
    case.say(1, Outcome.REASON_NOT_KNOWN)
    assert case.order.status == Status.REASON_AWAITED
    with pytest.raises(Refused, match="acceptable reason"):
        case.fix(1, dt.date(2026, 7, 16))
    current = case.appointment(1).attendances[-1]
    case.say(1, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.CARING, replaces=current)
    case.fix(1, dt.date(2026, 7, 16), at=dt.date(2026, 7, 3))
    assert case.order.status == Status.ACTIVE


def test_no_reasonable_excuse_is_not_an_outcome_that_can_be_recorded(case: Case) -> None:
    case.fix(1, JULY)
    with pytest.raises(Refused, match="opinion"):
        case.say(1, Outcome.NO_ACCEPTABLE_REASON)
    assert (
        "no_acceptable_reason"
        not in services.owned([case.appointment(1).id], agency_id=case.sam.agency_id)[case.appointment(1).id].choices
    )


def test_only_a_supervisor_fixes_a_meeting(case: Case, team: Team) -> None:
    with pytest.raises(Refused, match="Only a supervisor"):
        case.fix(1, JULY, by=team.actor("worker"))


def test_whoever_the_supervisor_directs_may_record_that_meeting_and_no_other(case: Case, team: Team) -> None:
    robin = team.actor("worker")
    case.fix(1, JULY, with_staff_id=robin.staff_id, directed_name="Robin Hale")
    case.fix(2, AUGUST)
    case.say(1, Outcome.ATTENDED, by=robin)
    with pytest.raises(Refused, match="Only a supervisor"):
        case.say(2, Outcome.ATTENDED, by=robin)
    assert case.order.done == 1
    assert case.order.meetings[0].bookings[0].directed_name == "Robin Hale"


def test_attended_is_not_said_before_the_time(case: Case) -> None:
    case.fix(1, JULY)
    with pytest.raises(Refused, match="has not started"), transaction():
        services.record_outcome(case.appointment(1), Outcome.ATTENDED, by=case.sam, at=on(dt.date(2026, 7, 1)))
    assert case.order.done == 0


def test_the_third_meeting_attended_completes_the_order_once(case: Case) -> None:
    case.keep_all()
    case.say(3, Outcome.ATTENDED)
    order = case.order
    assert (order.status, order.done, order.complied_on) == (Status.COMPLIED_NOT_TOLD, 3, SEPTEMBER)
    assert len(case.appointment(3).attendances) == 1


def test_texts_are_planned_with_the_booking_and_stopped_with_the_outcome(case: Case) -> None:
    case.fix(1, JULY)
    assert states(case, 1) - {"cancelled"}
    case.say(1, Outcome.CANCELLED_BY_US)
    assert states(case, 1) <= {"cancelled"}


def test_a_meeting_recorded_in_error_is_open_again(case: Case) -> None:
    case.keep(1, JULY)
    case.say(1, Outcome.IN_ERROR, replaces=case.appointment(1).attendances[-1])
    assert (case.order.status, case.order.done) == (Status.CHECK_FIRST, 0)


def test_an_appointment_of_nobodys_order_is_not_ours(case: Case) -> None:
    case.fix(1, JULY)
    assert services.owns(case.appointment(1))
    with pytest.raises(NotFound):
        services.bookable("order:ZZZZZZZZ:1", by=case.sam)


def test_a_meeting_is_booked_by_its_subject(case: Case) -> None:
    found = services.bookable(f"order:{case.order.reference}:1", by=case.sam)
    assert (found.title, found.by, found.asks_telling) == ("Meeting 1 of 3", NAMED, True)
    with transaction():
        services.book(
            found.subject,
            day=JULY,
            time=dt.time(10),
            place_other="Mill Street",
            told_how="phone",
            told_on=dt.date(2026, 6, 12),
            by=case.sam,
            at=on(dt.date(2026, 6, 12)),
        )
    assert case.appointment(1).minutes == 60


@pytest.mark.parametrize("subject", ["order:1", "order:K7Q3XWZ2:9", "referral:K7Q3XWZ2:1", "order::1", "../etc"])
def test_a_subject_that_names_no_meeting_is_not_found(case: Case, subject: str) -> None:
    with pytest.raises(NotFound):
        services.bookable(subject, by=case.sam)
