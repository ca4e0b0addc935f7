"""Fixing, moving and recording the three meetings of an order (domain rules 11, 14, 16 and 18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from casework.accounts.rules import Compartment, Role
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Attendance, Place
from casework.appointments.rules import MoveAskedBy, Outcome, too_early
from casework.appointments.rules.needs import Needs
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from orders.models import Meeting, MeetingBooking, MeetingTold, SupportOrder
from orders.rules.instructions import ToldHow, determined
from orders.rules.meetings import day_fault, fixing_fault, next_number
from orders.rules.opinions import STANDS_AGAINST, telling_fault
from orders.rules.outcomes import outcome_fault
from orders.services.facts import facts_of, opinion_about, path_of
from orders.services.recording import ONLY_SUPERVISORS, needs_supervisor, refuse
from orders.services.restating import restate
from reminders import services as reminders


def fix_meeting(
    meeting: Meeting,
    *,
    day: date,
    time: time,
    minutes: int = 60,
    place: Place | None = None,
    place_other: str = "",
    with_staff_id: int | None = None,
    room_id: int | None = None,
    needs: Needs | None = None,
    despite: str = "",
    directed_name: str = "",
    told_how: ToldHow | None = None,
    told_words: str = "",
    told_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Appointment:
    """Fix the time, place and length of a meeting; `day` and `time` are London wall time, `at` is UTC (rule 14).

    `directed_name` names whoever the supervisor directs to hold it, when that is not the supervisor (rule 11).
    Without `told_how` the meeting stands as not yet told. Texts are planned in the same transaction. Raises Refused
    for a fourth meeting, a day past the order's date, or somebody who is not a supervisor.
    """
    needs_supervisor(by)
    order = meeting.order
    refuse(fixing_fault(facts_of(order, at=at), day, today=clock.local_day(at)))
    _is_next(meeting, at=at)
    appointment = appointments.book(
        order.person,
        day=day,
        time=time,
        minutes=minutes,
        place=place,
        place_other=place_other,
        with_staff_id=with_staff_id or order.supervisor_id,
        with_other=directed_name,
        room_id=room_id,
        needs=needs,
        despite=despite,
        by=by,
        at=at,
    )
    booking = MeetingBooking(meeting=meeting, appointment=appointment, directed_name=directed_name)
    db.session.add(booking)
    db.session.flush()
    if told_how is not None:
        tell_person(booking, how=told_how, words=told_words, told_on=told_on or clock.local_day(at), by=by, at=at)
    _note(order, appointment, by=by, at=at, what="fixed")
    reminders.appointment_booked(appointment, by=by, at=at)
    restate(order, at=at)
    return appointment


def tell_person(
    booking: MeetingBooking,
    *,
    how: ToldHow,
    told_on: date,
    words: str = "",
    told_by: str = "",
    by: Actor,
    at: datetime,
) -> MeetingTold:
    """Record that the person was told of this meeting as it is fixed now: how, and on which London day (rule 14).

    What is kept is the time, place and length as fixed, then `words`, whatever else they were told; and `told_by`, who
    told them, where that was not whoever records it. A telling can be put on record late, but not one that came after
    the meeting. Raises Refused for that, for a day to come, and for somebody who may not record at this meeting.
    """
    may_record(booking, by=by)
    if fault := telling_fault(told_on, meeting_day=booking.appointment.day, today=clock.local_day(at)):
        raise Refused(fault, "told_on")
    telling = MeetingTold(
        how=how.value,
        words=f"{fixed_words(booking.appointment)}. {words}".strip(". ") + ".",
        told_on=told_on,
        told_by=told_by.strip() or None,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    booking.tellings.append(telling)
    _note(booking.meeting.order, booking.appointment, by=by, at=at, what="told")
    return telling


def record_outcome(
    appointment: Appointment, outcome: Outcome, *, also: Collection[str] = (), by: Actor, at: datetime, **said: Any
) -> Attendance:
    """Record what happened at a meeting; `said` is as `casework.appointments.services.record_outcome` takes it.

    The texts still planned for it are stopped and the order's status derived again, in the same transaction. Raises
    Refused for somebody who is neither a supervisor nor directed to hold it (rule 11), and for an opinion offered as
    an outcome (rule 16).
    """
    booking = booking_of(appointment)
    if not (by.has(Role.PARTNER) and recorded_there(appointment)):
        may_record(booking, by=by)
    if fault := outcome_fault(outcome):
        raise Refused(fault, "outcome")
    if also:
        raise Refused("A meeting of an order counts for that order alone", "also")
    _refuse_against_opinion(booking, outcome)
    attendance = appointments.record_outcome(appointment, outcome, by=by, at=at, **said)
    _follow_by_text(appointment, outcome, by=by, at=at)
    restate(booking.meeting.order, at=at)
    return attendance


def move_appointment(
    appointment: Appointment,
    *,
    day: date,
    time: time,
    asked_by: MoveAskedBy,
    place: Place | None = None,
    despite: str = "",
    told_how: ToldHow | None = None,
    by: Actor,
    at: datetime,
    seen_version: int,
) -> Appointment:
    """Move a meeting to another London time. What was told of the old one no longer counts as told (rule 14).

    Raises Refused for a day past the order's date and for somebody who may not record at this meeting.
    """
    booking = booking_of(appointment)
    may_record(booking, by=by)
    refuse(day_fault(facts_of(booking.meeting.order, at=at), day))
    moved = appointments.move(
        appointment,
        day=day,
        time=time,
        asked_by=asked_by,
        place=place,
        despite=despite,
        by=by,
        at=at,
        seen_version=seen_version,
    )
    if told_how is not None:
        tell_person(booking, how=told_how, told_on=clock.local_day(at), by=by, at=at)
    reminders.appointment_moved(moved, by=by, at=at)
    restate(booking.meeting.order, at=at)
    return moved


def owns(appointment: Appointment) -> bool:
    """Whether this appointment is a meeting of an order."""
    return _find(appointment) is not None


def booking_of(appointment: Appointment) -> MeetingBooking:
    """The meeting behind an appointment. Raises NotFound where it is none."""
    found = _find(appointment)
    if found is None:
        raise NotFound
    return found


def may_record(booking: MeetingBooking, *, by: Actor) -> None:
    """Raises Refused unless `by` is a supervisor, or the person the supervisor directed to hold this meeting."""
    directed = by.staff_id is not None and by.staff_id == booking.appointment.with_staff_id
    if not (by.has(Role.SUPERVISOR) or directed):
        raise Refused(ONLY_SUPERVISORS)


def recorded_there(appointment: Appointment) -> bool:
    """Whether somebody whom the supervisor directs holds this meeting, so that a partner service may say (rule 11)."""
    booking = _find(appointment)
    return booking is not None and bool(booking.directed_name)


def next_meeting(order: SupportOrder, *, at: datetime) -> Meeting | None:
    """Which of the three meetings to fix next; None where none is open (rule 18)."""
    number = next_number(facts_of(order, at=at))
    return next((meeting for meeting in order.meetings if meeting.position == number), None)


def can_have_come(appointment: Appointment, *, at: datetime) -> bool:
    """Whether it can be said yet that they came: from a quarter of an hour before the start (promises T1)."""
    return not too_early(Outcome.ATTENDED, appointment.starts_at, at)


def may_fix(order: SupportOrder, *, at: datetime) -> bool:
    """Whether some day could still be fixed for a meeting: one is open, and the order's date has not gone by."""
    facts, today = facts_of(order, at=at), clock.local_day(at)
    return fixing_fault(facts, today, today=today) is None


def fixed_meeting(order: SupportOrder, number: int) -> MeetingBooking:
    """The meeting of this number as it is fixed now. Raises NotFound where it is not fixed."""
    meeting = next((meeting for meeting in order.meetings if meeting.position == number), None)
    if meeting is None or not meeting.bookings:
        raise NotFound
    return meeting.bookings[-1]


def fixed_words(appointment: Appointment) -> str:
    """The meeting as it is fixed now, in the words the person is told."""
    place = appointment.place.name if appointment.place else appointment.place_other
    return determined(appointment.day, appointment.time, minutes=appointment.minutes, place=place)


def _find(appointment: Appointment) -> MeetingBooking | None:
    return db.session.scalar(select(MeetingBooking).where(MeetingBooking.appointment_id == appointment.id))


def _refuse_against_opinion(booking: MeetingBooking, outcome: Outcome) -> None:
    """Raises Refused where another answer would leave an opinion standing about a meeting that was not missed.

    Once an information is laid the court has it: what happened is put right all the same, and the court is told.
    """
    opinion = opinion_about(booking)
    if opinion is not None and not path_of(opinion).laid and outcome != booking.appointment.outcome:
        raise Refused(STANDS_AGAINST, "outcome")


def _is_next(meeting: Meeting, *, at: datetime) -> None:
    """Meetings are fixed in order; a page left open may name one that has been fixed since."""
    if next_meeting(meeting.order, at=at) is not meeting:
        raise Refused("This meeting is fixed already. Look at the order again")


def _follow_by_text(appointment: Appointment, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """Stop what was planned; after a record made in error plan it again, and after a miss nobody explains, "we missed
    you"."""
    reminders.appointment_settled(appointment, at=at)
    if outcome is Outcome.IN_ERROR:
        reminders.appointment_booked(appointment, by=by, at=at)
    if outcome is Outcome.REASON_NOT_KNOWN:
        reminders.absence_recorded(appointment, by=by, at=at, needs_release=True)


def _note(order: SupportOrder, appointment: Appointment, *, by: Actor, at: datetime, what: str) -> None:
    others = [f"person:{order.person.reference}", f"appointment:{appointment.reference}"]
    audit.record(
        Act.ALTERATION,
        f"order:{order.reference}",
        by=by,
        at=at,
        compartment=Compartment.CJ,
        detail={"meeting": what},
        others=others,
    )
