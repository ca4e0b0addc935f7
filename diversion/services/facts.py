"""From rows to facts: everything the rules may look at, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework.appointments.models import Appointment, Attendance
from casework.kernel import clock, light
from casework.kernel.closed_days import closed_days, courts_shut, everywhere, is_shut
from casework.people.models import Circumstance
from diversion.models import Requirement, RequirementBooking
from diversion.rules import dates
from diversion.rules.facts import (
    BookingFacts,
    Came,
    ClosingFacts,
    ContactFacts,
    ReferralFacts,
    RequirementFacts,
)
from diversion.rules.schemes import Leaves
from diversion.rules.standing import Standing, standing
from diversion.rules.words import Closing
from diversion.services.lean import AnyReferral, LeanAppointment, LeanBooking, LeanRequirement, LeanSaid
from diversion.services.outcomes import came
from reminders.models import Text

DIED = "died"
DELIVERED = "delivered"
AnyRequirement = Requirement | LeanRequirement
AnyBooking = RequirementBooking | LeanBooking
AnyAppointment = Appointment | LeanAppointment


@dataclass(frozen=True)
class Known:
    """What is read once for any number of referrals: closed days, appointments texts told of, who has died when."""

    closed: frozenset[date]
    shut: frozenset[tuple[str, date]]
    told: frozenset[int]
    died: dict[int, date]


_DELIVERED = light.Question(
    lambda among: select(Text.appointment_id, Text.appointment_version).where(
        among(Text.appointment_id), Text.state == DELIVERED
    )
)
_DIED = light.Question(
    lambda among: select(Circumstance.person_id, Circumstance.since).where(
        among(Circumstance.person_id), Circumstance.kind == DIED, Circumstance.ended_at.is_(None)
    )
)


def facts_of(referral: AnyReferral, *, at: datetime) -> ReferralFacts:
    """What is known of a referral at a moment (UTC), as the rules of this room take it."""
    return facts_from(referral, _known([referral]), at)


def facts_of_all(referrals: Sequence[AnyReferral], *, at: datetime) -> dict[int, ReferralFacts]:
    """The same for many, by id, in a fixed number of queries however many there are."""
    known = _known(referrals)
    return {referral.id: facts_from(referral, known, at) for referral in referrals}


def standing_of(referral: AnyReferral, *, at: datetime) -> Standing:
    """Where a referral stands at a moment (UTC)."""
    return standing(facts_of(referral, at=at), now=at)


def finish_by_of(referral: AnyReferral) -> date | None:
    """The scheme's own date for this referral, counted back from the court date as it now is (domain rule 5)."""
    return _finish_by(referral, closed_days())


def _known(referrals: Sequence[AnyReferral]) -> Known:
    booked = (booking for one in referrals for needed in one.requirements for booking in needed.bookings)
    return known_of({one.appointment_id: one.appointment.version for one in booked}, {o.person_id for o in referrals})


def known_of(versions: Mapping[int, int], people: Collection[int]) -> Known:
    """The same of these appointments, each with its present version, and these people. Three queries."""
    shut = courts_shut()
    told = {key for key, version in _DELIVERED.seen(versions) if key is not None and versions[key] == version}
    died = {row.person_id: row.since for row in _DIED.seen(people)}
    return Known(everywhere(shut), shut, frozenset(told), died)


def facts_from(referral: AnyReferral, known: Known, at: datetime) -> ReferralFacts:
    """The facts of a referral at a moment (UTC), from what is known of it and of others."""
    hearing, finish_by = referral.hearing, _finish_by(referral, known.closed)
    return ReferralFacts(
        opened_on=referral.arrested_on,
        requirements=tuple(_requirement(requirement, known.told) for requirement in referral.requirements),
        in_order=referral.scheme.in_order if referral.in_order is None else referral.in_order,
        court_day=hearing.day if hearing else None,
        hearing_at=hearing.starts_at if hearing else None,
        finish_by=finish_by,
        agreed=has_agreed(referral),
        contacts=tuple(ContactFacts(clock.local_day(attempt.at), attempt.reached) for attempt in referral.attempts),
        closed=_closed(referral, known.died.get(referral.person_id)),
        closed_days=known.closed,
        court_shut=hearing is not None and is_shut(hearing.court_code, hearing.day, known.shut),
    )


def _finish_by(referral: AnyReferral, closed: frozenset[date]) -> date | None:
    if referral.hearing is None:
        return None
    days = referral.scheme.finish_by_days if referral.finish_by_days is None else referral.finish_by_days
    return dates.finish_by(referral.hearing.day, days, closed)


def has_agreed(referral: AnyReferral) -> bool:
    """True where her agreement to be referred stands and is not provisional (domain rule 3)."""
    agreement = referral.agreement
    return agreement is not None and agreement.live and not agreement.provisional


def _said(appointment: AnyAppointment) -> Attendance | LeanSaid | None:
    return next((row for row in appointment.attendances if row.superseded_at is None), None)


def current_attendance(appointment: Appointment) -> Attendance | None:
    """What was last said of an appointment."""
    return next((row for row in appointment.attendances if row.superseded_at is None), None)


def _requirement(requirement: AnyRequirement, told: frozenset[int]) -> RequirementFacts:
    own = (_booking(booking, requirement, told) for booking in requirement.bookings)
    also = (_shared(row.appointment, requirement) for row in requirement.also)
    return RequirementFacts(
        position=requirement.position,
        title=requirement.title,
        leaves=Leaves(requirement.leaves),
        has_left=requirement.assessment_id is not None or requirement.plan_id is not None,
        at_service=requirement.at_service,
        bookings=(*own, *(booking for booking in also if booking.came is Came.KEPT)),
    )


def _booking(booking: AnyBooking, requirement: AnyRequirement, told: frozenset[int]) -> BookingFacts:
    return _facts(booking.appointment, requirement, told=_was_told(booking) or booking.appointment_id in told)


def _shared(appointment: AnyAppointment, requirement: AnyRequirement) -> BookingFacts:
    """An attendance of another live referral that a worker ticked for this one too (domain rule 10)."""
    return _facts(appointment, requirement, told=True)


def _facts(appointment: AnyAppointment, requirement: AnyRequirement, *, told: bool) -> BookingFacts:
    said = _said(appointment)
    how = came(said)
    return BookingFacts(
        starts_at=appointment.starts_at,
        came=how,
        on_paper=requirement.on_paper or (said is not None and said.on_paper),
        told=told or how is Came.KEPT,
    )


def _was_told(booking: AnyBooking) -> bool:
    """Whether a person told her of the time as it now is: a telling from before the last move was of another time."""
    moved = max((move.recorded_at for move in booking.appointment.moves), default=None)
    return booking.told_at is not None and (moved is None or booking.told_at >= moved)


def _closed(referral: AnyReferral, died: date | None) -> ClosingFacts | None:
    if referral.closure is not None:
        return ClosingFacts(Closing(referral.closure.kind), referral.closure.closed_on)
    return ClosingFacts(Closing.DIED, died) if died else None


def live_bookings(requirements: Iterable[Requirement]) -> list[RequirementBooking]:
    """Bookings that have not been settled by an outcome."""
    return [b for r in requirements for b in r.bookings if current_attendance(b.appointment) is None]
