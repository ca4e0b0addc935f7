"""What happened: by a person, once, corrected by a new row (promises T1 to T13, domain rule 9)."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from flask import Flask, g

from casework.appointments import services
from casework.appointments.models import Appointment, Attendance
from casework.appointments.rules import AbsenceReason, AppointmentState, MoveAskedBy, Outcome, ToldBy, state_of
from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from tests.people.cast import AT, DAY, TODAY, add_jo, events, other_agency
from tests.support.corrections import LEARNED_MORE
from tests.support.staff import Team

START = AT + dt.timedelta(hours=2)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def appointment(within: Flask, team: Team) -> Appointment:
    worker = team.actor("worker")
    jo = add_jo(worker)
    with transaction():
        return services.book(jo, day=TODAY, time=dt.time(14), place_other="The café", by=worker, at=AT)


def say(team: Team, appointment: Appointment, outcome: Outcome, role: str = "worker", **more: Any) -> Attendance:
    with transaction():
        values: dict[str, Any] = {"by": team.actor(role), "at": START + MINUTE}
        return services.record_outcome(appointment, outcome, **(values | more))


def test_attended_is_one_row_with_who_and_when(team: Team, appointment: Appointment) -> None:
    row = say(team, appointment, Outcome.ATTENDED)
    assert services.current_attendance(appointment) == row
    assert (row.happened_on, row.recorded_at, row.recorded_by_id) == (
        TODAY,
        START + MINUTE,
        team.actor("worker").staff_id,
    )
    assert (appointment.outcome, appointment.version) == ("attended", 1)
    assert state_of(services.facts_of(appointment), START) is AppointmentState.RECORDED
    assert events(f"person:{appointment.person.reference}")[-1].detail["outcome"] == "attended"


@pytest.mark.parametrize(
    ("outcome", "at", "refused"),
    [
        pytest.param(Outcome.ATTENDED, START - 16 * MINUTE, True, id="attended, 16 minutes early"),
        pytest.param(Outcome.ATTENDED, START - 15 * MINUTE, False, id="attended, 15 minutes early"),
        pytest.param(Outcome.REASON_NOT_KNOWN, START - MINUTE, True, id="missed, before it began"),
        pytest.param(Outcome.REASON_NOT_KNOWN, START, False, id="missed, at the start"),
        pytest.param(Outcome.CANCELLED_BY_US, START - DAY / 4, False, id="cancelled, this morning"),
    ],
)
def test_not_before_it_can_have_happened(
    team: Team, appointment: Appointment, outcome: Outcome, at: dt.datetime, refused: bool
) -> None:
    if refused:
        with pytest.raises(Refused) as no:
            say(team, appointment, outcome, at=at)
        assert no.value.field == "outcome"
        assert services.current_attendance(appointment) is None
    else:
        assert say(team, appointment, outcome, at=at)


def test_recorded_days_later_keeps_both_days(team: Team, appointment: Appointment) -> None:
    row = say(team, appointment, Outcome.ATTENDED, at=START + 3 * DAY, happened_on=TODAY)
    assert (row.happened_on, row.recorded_at) == (TODAY, START + 3 * DAY)


@pytest.mark.parametrize(
    ("outcome", "more", "field"),
    [
        pytest.param(Outcome.ACCEPTABLE_REASON, {}, "reason", id="acceptable, but why"),
        pytest.param(Outcome.COULD_NOT_TAKE_PART, {}, "counts", id="came, but does it count"),
        pytest.param(Outcome.IN_ERROR, {}, "outcome", id="nothing was recorded in error"),
        pytest.param(Outcome.ATTENDED, {"happened_on": TODAY + DAY}, "happened_on", id="tomorrow"),
        pytest.param(Outcome.ATTENDED, {"told_by": ToldBy("", "Nurse", TODAY)}, "told_by_name", id="told by nobody"),
        pytest.param(Outcome.ATTENDED, {"told_by": ToldBy("Ana", "", TODAY)}, "told_by_role", id="told by no role"),
    ],
)
def test_what_is_missing_lands_on_its_field(
    team: Team, appointment: Appointment, outcome: Outcome, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as no:
        say(team, appointment, outcome, **more)
    assert no.value.field == field
    assert services.current_attendance(appointment) is None


def test_told_by_a_partner_service_keeps_who_their_role_and_when(team: Team, appointment: Appointment) -> None:
    row = say(team, appointment, Outcome.ATTENDED, told_by=ToldBy("Ana Reyes", "Reception, Open Doors", TODAY))
    assert (row.told_by_name, row.told_by_role) == ("Ana Reyes", "Reception, Open Doors")
    assert row.told_at == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_the_same_answer_twice_is_one_row(team: Team, appointment: Appointment) -> None:
    first = say(team, appointment, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.HEALTH)
    again = say(team, appointment, Outcome.ACCEPTABLE_REASON, "supervisor", reason=AbsenceReason.HEALTH)
    assert again == first
    assert len(appointment.attendances) == 1


def test_another_answer_is_a_correction_that_names_the_old(team: Team, appointment: Appointment) -> None:
    first = say(team, appointment, Outcome.REASON_NOT_KNOWN)
    with pytest.raises(Conflict) as both:
        say(team, appointment, Outcome.ATTENDED, "supervisor")
    assert (both.value.theirs, both.value.yours) == ("Did not attend, reason not known yet", "Attended")
    second = say(team, appointment, Outcome.ATTENDED, "supervisor", replaces=first, why=LEARNED_MORE)
    assert (second.replaces_id, appointment.outcome) == (first.id, "attended")
    assert second.corrected_because == "learned_more"
    assert [row.superseded_at is None for row in appointment.attendances] == [False, True]
    assert events(f"person:{appointment.person.reference}")[-1].act == "alteration"
    with pytest.raises(Conflict):
        say(team, appointment, Outcome.NO_ACCEPTABLE_REASON, replaces=first)


def test_recorded_in_error_leaves_it_open_again(team: Team, appointment: Appointment) -> None:
    first = say(team, appointment, Outcome.ATTENDED)
    wrong = say(team, appointment, Outcome.IN_ERROR, replaces=first)
    assert (services.current_attendance(appointment), appointment.outcome) == (wrong, None)
    assert state_of(services.facts_of(appointment), START) is AppointmentState.NOT_RECORDED
    right = say(team, appointment, Outcome.REASON_NOT_KNOWN)
    assert right.replaces_id == wrong.id
    assert [row.superseded_at is None for row in appointment.attendances] == [False, False, True]


def test_a_page_from_before_a_move_is_stale(team: Team, appointment: Appointment) -> None:
    with transaction():
        services.move(
            appointment,
            day=TODAY + DAY,
            time=dt.time(14),
            asked_by=MoveAskedBy.US,
            by=team.actor("worker"),
            at=AT,
        )
    with pytest.raises(Conflict) as both:
        say(team, appointment, Outcome.CANCELLED_BY_US, seen_version=1)
    assert both.value.theirs == "Moved to Sun 22 Nov, 2:00pm"


def test_a_cancelled_one_takes_no_other_answer_from_a_stale_page(team: Team, appointment: Appointment) -> None:
    say(team, appointment, Outcome.CANCELLED_BY_US)
    with pytest.raises(Conflict):
        say(team, appointment, Outcome.ATTENDED)


def test_police_courts_and_other_agencies_record_nothing(team: Team, appointment: Appointment) -> None:
    for actor in (team.actor("liaison"), team.actor("administrator"), other_agency(team).actor("worker")):
        with pytest.raises(NotFound):
            say(team, appointment, Outcome.ATTENDED, by=actor)
    assert services.current_attendance(appointment) is None


def test_of_two_answers_in_the_same_second_one_wins_and_the_other_is_told(app: Flask, team: Team) -> None:
    worker = team.actor("worker")
    with app.app_context():
        jo = add_jo(worker)
        with transaction():
            booked = services.book(jo, day=TODAY, time=dt.time(14), place_other="x", by=worker, at=AT).id
    said: list[str] = []
    gate = threading.Barrier(4)

    def attempt(outcome: Outcome) -> None:
        with app.app_context():
            g.intent = "read"
            gate.wait()
            try:
                with transaction():
                    row = db.session.get_one(Appointment, booked)
                    services.record_outcome(row, outcome, by=worker, at=START)
                said.append("saved")
            except Conflict as both:
                said.append(both.theirs)

    wanted = [Outcome.ATTENDED, Outcome.REASON_NOT_KNOWN, Outcome.NO_ACCEPTABLE_REASON, Outcome.CANCELLED_BY_US]
    threads = [threading.Thread(target=attempt, args=(outcome,)) for outcome in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("saved") == 1
    assert len({*said} - {"saved"}) == 1
    with app.app_context():
        assert len(db.session.get_one(Appointment, booked).attendances) == 1


def test_two_who_each_record_both_in_the_other_order_never_wait_for_each_other(app: Flask, team: Team) -> None:
    worker = team.actor("worker")
    with app.app_context():
        keys = []
        for n in range(2):
            person = add_jo(worker, given_name=f"Jo {n}")
            with transaction():
                keys.append(services.book(person, day=TODAY, time=dt.time(14), place_other="x", by=worker, at=AT).id)
    said: list[str] = []
    gate = threading.Barrier(2)

    def attempt(order: list[int]) -> None:
        with app.app_context():
            g.intent = "read"
            gate.wait()
            with transaction():
                for key in order:
                    row = db.session.get_one(Appointment, key)
                    services.record_outcome(row, Outcome.CANCELLED_BY_US, by=worker, at=AT)
            said.append("saved")

    threads = [threading.Thread(target=attempt, args=(order,)) for order in (keys, keys[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["saved", "saved"]
