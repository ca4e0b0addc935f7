"""Appointments made for a referral: booked, moved, and what happened at them (domain rules 8, 9 and 10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Attendance, Place
from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome, ToldBy, Why
from casework.appointments.rules.needs import Needs
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from diversion.models import AlsoCounts, Referral, Requirement, RequirementBooking
from diversion.rules.facts import Came
from diversion.rules.kept import needed_again
from diversion.services.altering import altered
from diversion.services.facts import current_attendance, facts_of
from diversion.services.loading import is_live, live_referrals_of, requirement_of
from diversion.services.outcomes import came
from diversion.services.restating import restate
from reminders import services as reminders

MISSED_US = frozenset({Outcome.REASON_NOT_KNOWN, Outcome.NO_ACCEPTABLE_REASON})
"""Absences after which she is texted "we missed you"; one with a reason we know of needs no asking."""


def book_requirement(
    requirement: Requirement,
    *,
    day: date,
    time: time,
    minutes: int = 60,
    place: Place | None = None,
    place_other: str = "",
    with_staff_id: int | None = None,
    with_other: str = "",
    room_id: int | None = None,
    needs: Needs | None = None,
    despite: str = "",
    told_how: str = "",
    by: Actor,
    at: datetime,
) -> Appointment:
    """Book an appointment to meet a requirement; its texts are planned in the same transaction.

    `day` and `time` are London wall time. `told_how` says how she was told of it, where somebody told her. Raises
    Refused where the referral is closed, the requirement is already met or booked, or the booking cannot be made.
    """
    _writing(requirement.referral, by)
    may_be_booked(requirement, at)
    appointment = appointments.book(
        requirement.referral.person,
        day=day,
        time=time,
        minutes=minutes,
        place=place,
        place_other=place_other,
        with_staff_id=with_staff_id,
        with_other=with_other,
        room_id=room_id,
        needs=needs,
        despite=despite,
        by=by,
        at=at,
    )
    requirement.bookings.append(
        RequirementBooking(appointment=appointment, told_how=told_how, told_at=at if told_how else None)
    )
    db.session.flush()
    reminders.appointment_booked(appointment, by=by, at=at)
    altered(requirement.referral, "booked", by=by, at=at)
    return appointment


def move_appointment(
    appointment: Appointment,
    *,
    day: date,
    time: time,
    asked_by: MoveAskedBy,
    place: Place | None = None,
    despite: str = "",
    told_how: str = "",
    by: Actor,
    at: datetime,
    seen_version: int,
) -> Appointment:
    """Move an appointment of a referral and plan its texts again. Raises Refused, or Conflict on a stale version."""
    booking = _booking_of(appointment)
    _writing(booking.requirement.referral, by)
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
    booking.told_how, booking.told_at = told_how, at if told_how else None
    reminders.appointment_moved(moved, by=by, at=at)
    altered(booking.requirement.referral, "moved", by=by, at=at)
    return moved


def record_outcome(
    appointment: Appointment,
    outcome: Outcome,
    *,
    also: Collection[Requirement] = (),
    reason: AbsenceReason | None = None,
    counts: bool | None = None,
    note: str = "",
    told_by: ToldBy | None = None,
    replaces: Attendance | None = None,
    why: Why | None = None,
    happened_on: date | None = None,
    seen_version: int | None = None,
    by: Actor,
    at: datetime,
) -> Attendance:
    """Record what happened at an appointment, said by a person and never inferred (domain rule 9).

    `also` are requirements of her other live referrals that a worker ticked one by one (rule 10). `told_by` is who
    at a partner service said so, allowed only where the scheme takes their word. Planned texts of the appointment
    are cancelled and every referral it counts for is stated again, in the caller's transaction. Raises Refused.
    """
    requirement = _booking_of(appointment).requirement
    _recording(requirement, told_by, by)
    said = appointments.record_outcome(
        appointment,
        outcome,
        reason=reason,
        counts=counts,
        note=note,
        told_by=told_by,
        replaces=replaces,
        why=why,
        happened_on=happened_on,
        seen_version=seen_version,
        by=by,
        at=at,
    )
    reminders.appointment_settled(appointment, at=at)
    if outcome.leaves_it_open:
        reminders.appointment_booked(appointment, by=by, at=at)
    if outcome in MISSED_US:
        reminders.absence_recorded(appointment, by=by, at=at)
    altered(requirement.referral, "outcome", by=by, at=at)
    if also:
        count_also(appointment, also, by=by, at=at)
    _restate_sharers(appointment, by=by, at=at)
    return said


TOLD_HOW = ("in_person", "phone", "letter", "card")


def record_told(requirement: Requirement, *, how: str, by: Actor, at: datetime) -> RequirementBooking:
    """Note that she was told of the appointment as it is booked now, and how. Raises Refused where none is."""
    _writing(requirement.referral, by)
    if how not in TOLD_HOW:
        raise Refused("Choose how they were told", "how")
    for booking in requirement.bookings:
        if came(current_attendance(booking.appointment)) is Came.NOT_RECORDED:
            booking.told_how, booking.told_at = how, at
            db.session.flush()
            altered(requirement.referral, "told", by=by, at=at)
            return booking
    raise Refused("Nothing is booked, so there is nothing to be told of")


def may_also_count(appointment: Appointment) -> list[Requirement]:
    """Requirements of her other live referrals that this attendance may be ticked for (domain rule 10).

    Only where it counts, both schemes allow it, and each requirement is not met yet: the one in the same place,
    or else the first still needed.
    """
    source = requirement_of(appointment)
    if source is None or not _counts(appointment) or not source.referral.scheme.shares_attendance:
        return []
    others = [r for r in live_referrals_of(source.referral.person) if r.id != source.referral_id]
    open_to_it = (_still_needed(r, source) for r in others if r.scheme.shares_attendance)
    return [requirement for requirement in open_to_it if requirement is not None]


def count_also(appointment: Appointment, requirements: Collection[Requirement], *, by: Actor, at: datetime) -> None:
    """Let one attendance count for the other live referrals that a worker ticked, each of them (domain rule 10).

    What the attendance left behind goes with it where the other asks for the same. Raises Refused for any that
    may not share it.
    """
    source, allowed = requirement_of(appointment), may_also_count(appointment)
    for requirement in requirements:
        if source is None or requirement not in allowed:
            raise Refused("This attendance cannot count for that referral. Look again at what it still needs", "also")
        requirement.also.append(AlsoCounts(appointment=appointment, ticked_at=at, ticked_by_id=by.staff_id))
        if requirement.leaves == source.leaves:
            requirement.assessment_id, requirement.plan_id = source.assessment_id, source.plan_id
        db.session.flush()
        altered(requirement.referral, "also counts", by=by, at=at)


def _still_needed(referral: Referral, source: Requirement) -> Requirement | None:
    open_ones = [r for r in referral.requirements if not _is_met(r)]
    same = [r for r in open_ones if r.position == source.position]
    return next(iter(same or open_ones), None)


def _is_met(requirement: Requirement) -> bool:
    appointments_made = [b.appointment for b in requirement.bookings] + [a.appointment for a in requirement.also]
    return any(_counts(appointment) for appointment in appointments_made)


def _counts(appointment: Appointment) -> bool:
    return came(current_attendance(appointment)) is Came.KEPT


def may_be_booked(requirement: Requirement, at: datetime) -> None:
    """Raises Refused where the referral is over, or the requirement is kept or booked already.

    One that was attended before the one that the scheme asks for first is needed once more (domain rule 8).
    """
    if not is_live(requirement.referral):
        raise Refused("This referral is closed or its case has ended, so nothing more is booked for it")
    if _is_met(requirement) and requirement.position not in needed_again(facts_of(requirement.referral, at=at)):
        raise Refused("This appointment has been kept already")
    for booking in requirement.bookings:
        if came(current_attendance(booking.appointment)) is Came.NOT_RECORDED:
            raise Refused(_still_open(booking.appointment, at))


def _still_open(appointment: Appointment, at: datetime) -> str:
    when = words.short_moment(appointment.starts_at)
    if appointment.starts_at <= at:
        return f"Record first what happened on {when}"
    return f"It is booked already for {when}. Move that one instead"


def _booking_of(appointment: Appointment) -> RequirementBooking:
    requirement = requirement_of(appointment)
    if requirement is None:
        raise NotFound
    return next(b for b in requirement.bookings if b.appointment_id == appointment.id)


def _restate_sharers(appointment: Appointment, *, by: Actor, at: datetime) -> None:
    """State again every other referral this attendance counts for: a correction follows everywhere."""
    for row in db.session.query(AlsoCounts).filter(AlsoCounts.appointment_id == appointment.id):
        restate(row.requirement.referral, by=by, at=at)


def _writing(referral: Referral, by: Actor) -> None:
    """Who may book and record: never a police or court user (promises T8)."""
    if not may(by, Action.WRITE, Compartment.COMPLIANCE, Facts(referral.agency_id)).allowed:
        raise NotFound


def _recording(requirement: Requirement, told_by: ToldBy | None, by: Actor) -> None:
    """Whose word the scheme takes: ours, and a partner service's for an appointment that is kept there (rule 9)."""
    if appointments.is_partner(by):
        if not requirement.at_service:
            raise NotFound
        return
    _writing(requirement.referral, by)
    if told_by is not None and not requirement.at_service:
        raise Refused("This appointment is with us. Whoever saw the person records it", "told_by_name")


def counts_for(appointment: Appointment) -> list[Referral]:
    """The referral this appointment was made for, and any it was ticked for too (domain rule 10)."""
    requirement = requirement_of(appointment)
    ticked = db.session.query(AlsoCounts).filter(AlsoCounts.appointment_id == appointment.id)
    return [one.referral for one in (requirement, *(row.requirement for row in ticked)) if one is not None]


def recorded_there(appointment: Appointment) -> bool:
    """Whether the scheme takes a partner service's word for this appointment."""
    requirement = requirement_of(appointment)
    return requirement is not None and requirement.at_service


def bookings_in_order(requirements: Sequence[Requirement]) -> list[RequirementBooking]:
    """Every booking of these requirements, by the time it was for."""
    return sorted((b for r in requirements for b in r.bookings), key=lambda b: b.appointment.starts_at)
