"""One required appointment as the page of its referral shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, AppointmentState, Outcome, state_of, tag_of, too_early
from casework.kernel import clock
from casework.kernel.showing import Owned
from casework.kernel.words import clock_time, long_day, short_day, short_moment
from diversion import services
from diversion.models import Requirement, RequirementBooking
from diversion.rules.facts import Came
from diversion.rules.schemes import LEAVES_WORDS, Leaves
from diversion.rules.standing import Standing
from diversion.services.facts import current_attendance
from diversion.services.outcomes import came


@dataclass(frozen=True)
class Line:
    """Something that has happened at an appointment, in words, with its tag."""

    words: str
    tag: tuple[str, str]
    url: str


@dataclass(frozen=True)
class Slot:
    """One required appointment: how it stands and what can be done about it."""

    position: int
    title: str
    state: str
    lines: list[Line]
    booked: Appointment | None
    said_yes: tuple[str, str] | None
    owned: Owned | None
    when: str
    told: str
    can_attend: bool
    can_miss: bool
    can_book: bool
    can_tell: bool
    to_write: str
    left: str
    also: list[tuple[str, str]]
    also_from: str


def slot_of(
    requirement: Requirement, stands: Standing, now: datetime, yes: Collection[int] = (), again: Collection[int] = ()
) -> Slot:
    """How one required appointment stands at the moment `now` (UTC), and what can be done about it.

    `yes` are the appointments that the person has said yes to by text, `again` the positions needed once more.
    """
    done = {kept.position for kept in stands.kept}
    attended = {kept.position for kept in stands.attended} - set(again)
    current = next((b for b in requirement.bookings if _is_open(b)), None)
    booked = current.appointment if current else None
    live = services.is_live(requirement.referral)
    lacks = requirement.position in attended and requirement.position not in done and requirement.leaves != "nothing"
    missing = lacks and requirement.assessment_id is None and requirement.plan_id is None and not requirement.on_paper
    return Slot(
        position=requirement.position,
        title=requirement.title,
        state="done" if requirement.position in done else "now" if requirement.position == _next(stands) else "todo",
        lines=[_line(b.appointment, now) for b in requirement.bookings if not _is_open(b)]
        + [_line(row.appointment, now, also=True) for row in requirement.also],
        booked=booked,
        said_yes=_said_yes(booked, now) if booked and booked.id in yes else None,
        owned=_owned(booked),
        when=_when(booked) if booked else "",
        told=_told(current) if current else "",
        can_attend=booked is not None and not too_early(Outcome.ATTENDED, booked.starts_at, now),
        can_miss=booked is not None and not too_early(Outcome.REASON_NOT_KNOWN, booked.starts_at, now),
        can_book=live and booked is None and requirement.position not in attended,
        can_tell=current is not None and current.told_at is None and booked is not None and booked.starts_at > now,
        to_write=requirement.leaves if missing else "",
        left=_left(requirement),
        also=_also(requirement),
        also_from=_kept_reference(requirement),
    )


def _next(stands: Standing) -> int:
    done = {kept.position for kept in stands.kept}
    return next((n for n in range(1, stands.total + 1) if n not in done), 0)


def _is_open(booking: RequirementBooking) -> bool:
    return came(current_attendance(booking.appointment)) is Came.NOT_RECORDED


def _owned(appointment: Appointment | None) -> Owned | None:
    if appointment is None:
        return None
    return services.owned([appointment.id], agency_id=appointment.agency_id).get(appointment.id)


def _said_yes(appointment: Appointment, now: datetime) -> tuple[str, str] | None:
    facts = AppointmentFacts(appointment.starts_at, said_yes=True)
    tag = tag_of(facts, now)
    return (tag.words, tag.colour) if state_of(facts, now) is AppointmentState.SAID_YES else None


def _when(appointment: Appointment) -> str:
    where = appointment.place.name if appointment.place else appointment.place_other
    who = f" with {appointment.with_other}" if appointment.with_other else ""
    return f"{short_moment(appointment.starts_at)}{f', {where}' if where else ''}{who}"


def _told(booking: RequirementBooking) -> str:
    if booking.told_at is None:
        return "Not noted that they were told of it"
    return f"Told {booking.told_how.replace('_', ' ')} on {long_day(clock.local_day(booking.told_at))}"


def _line(appointment: Appointment, now: datetime, *, also: bool = False) -> Line:
    said = current_attendance(appointment)
    tag = tag_of(AppointmentFacts(appointment.starts_at, Outcome(said.outcome) if said else None), now)
    told_by = f", told by {said.told_by_name}, {said.told_by_role}" if said and said.told_by_name else ""
    paper = ", on paper, not imported" if said and said.on_paper else ""
    shared = ", counts for this referral too" if also else ""
    time = f" {clock_time(appointment.time)}" if appointment.time_known else ""
    words = f"{short_day(appointment.day)} {appointment.day.year}{time}{told_by}{paper}{shared}"
    return Line(words, (tag.words, tag.colour), f"/appointments/{appointment.reference}")


def _left(requirement: Requirement) -> str:
    if requirement.assessment_id is not None:
        return "Needs assessment recorded"
    if requirement.plan_id is not None:
        return "Care Action Plan agreed and recorded"
    if requirement.leaves == Leaves.NOTHING.value:
        return ""
    return f"Must leave: {LEAVES_WORDS[Leaves(requirement.leaves)]}"


def _kept(requirement: Requirement) -> list[Appointment]:
    made = (booking.appointment for booking in requirement.bookings)
    return [one for one in made if came(current_attendance(one)) is Came.KEPT]


def _kept_reference(requirement: Requirement) -> str:
    return next((one.reference for one in reversed(_kept(requirement))), "")


def _also(requirement: Requirement) -> list[tuple[str, str]]:
    """The other live referrals that the attendance kept here may be ticked for."""
    kept = _kept(requirement)
    offered = services.may_also_count(kept[-1]) if kept else []
    return [
        (
            f"{one.referral.reference}:{one.position}",
            f"Arrest {long_day(one.referral.arrested_on)}, {one.position} of {len(one.referral.requirements)}",
        )
        for one in offered
    ]
