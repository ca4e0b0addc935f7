"""Appointments as the booking page books them: named by a subject such as "referral:K7Q3XWZ2:1"."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from casework.accounts.rules import Action
from casework.appointments.models import Appointment, Place
from casework.appointments.rules.needs import Needs
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.showing import Bookable
from casework.kernel.words import counted
from casework.people.models import Person
from diversion.models import Referral, Requirement, RequirementBooking
from diversion.rules.facts import Came, ReferralFacts
from diversion.rules.kept import needed_again
from diversion.services.altering import altered
from diversion.services.attendance import book_requirement, may_be_booked
from diversion.services.facts import facts_of_all, finish_by_of, standing_of
from diversion.services.loading import find, find_requirement, is_live, live_referrals_of, load_all, requirement_of
from diversion.services.showing import url_of
from diversion.services.telling import subject as subject_of

_SUBJECT = re.compile(r"referral:([0-9A-Z]{8}):([1-9][0-9]?)")


def bookable(subject: str, *, by: Actor) -> Bookable:
    """The required appointment this subject names, as the booking page shows it. Raises NotFound."""
    requirement = _requirement(subject, by=by)
    referral = requirement.referral
    return Bookable(
        subject=f"{subject_of(referral)}:{requirement.position}",
        person_id=referral.person_id,
        title=f"{requirement.position} of {len(referral.requirements)}: {requirement.title}",
        url=url_of(referral),
        by=finish_by_of(referral),
        at_service=requirement.at_service,
        needs=_needed(referral),
    )


def book(
    subject: str,
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
    by: Actor,
    at: datetime,
) -> Appointment:
    """Book the required appointment this subject names; see `book_requirement`. Raises NotFound and Refused."""
    return book_requirement(
        _requirement(subject, by=by),
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


def next_subject(appointment: Appointment, *, by: Actor, at: datetime) -> str:
    """What to book next after what was recorded of this appointment: the first required one of its referral that is
    neither kept nor booked; "" where there is none."""
    source = requirement_of(appointment)
    if source is None:
        return ""
    for requirement in source.referral.requirements:
        try:
            may_be_booked(requirement, at)
        except Refused:
            continue
        return f"{subject_of(source.referral)}:{requirement.position}"
    return ""


def to_book(*, agency_id: int, staff_id: int | None, at: datetime) -> list[Bookable]:
    """What could be booked with one of ours now: of each live referral of this worker (or the team's, for None) the
    first required appointment that is neither kept nor booked, the soonest to be finished first. Few queries."""
    found = [
        one for one in load_all(agency_id=agency_id, live=True) if is_live(one) and staff_id in (None, one.worker_id)
    ]
    facts, today = facts_of_all(found, at=at), clock.local_day(at)
    made = [_open_one(one, facts[one.id]) for one in found if (facts[one.id].court_day or today) >= today]
    return sorted((one for one in made if one is not None), key=lambda one: one.by or date.max)


def _open_one(referral: Referral, facts: ReferralFacts) -> Bookable | None:
    held = {Came.KEPT, Came.NOT_RECORDED}
    again = needed_again(facts)
    numbers = [
        r.position
        for r in facts.requirements
        if not any(b.came in held and not (b.came is Came.KEPT and r.position in again) for b in r.bookings)
    ]
    requirement = next((r for r in referral.requirements if r.position in numbers), None)
    if requirement is None or requirement.at_service:
        return None
    total = len(referral.requirements)
    return Bookable(
        subject=f"{subject_of(referral)}:{requirement.position}",
        person_id=referral.person_id,
        title=f"{requirement.position} of {total}: {requirement.title}",
        url=url_of(referral),
        by=facts.finish_by,
    )


def open_for(person: Person, *, at: datetime) -> list[Bookable]:
    """What a visit of this person without a booking could count for: the first required appointment with us of each
    live referral that is neither kept nor booked."""
    found = live_referrals_of(person)
    facts = facts_of_all(found, at=at)
    made = (_open_one(one, facts[one.id]) for one in found)
    return [one for one in made if one is not None]


def count_drop_in(subject: str, appointment: Appointment, *, by: Actor, at: datetime) -> None:
    """Let a visit without a booking count for the required appointment that a worker ticked (domain rules 8 and 10).

    Raises NotFound for another person's, or one that is kept at a service; Refused where it is kept or booked already.
    """
    requirement = _requirement(subject, by=by)
    if requirement.referral.person_id != appointment.person_id or requirement.at_service:
        raise NotFound
    may_be_booked(requirement, at)
    requirement.bookings.append(RequirementBooking(appointment=appointment, told_how=""))
    db.session.flush()
    altered(requirement.referral, "dropped in", by=by, at=at)


def last_useful_day(appointment: Appointment) -> date | None:
    """The date by which the referral of this appointment must be finished; None where there is none."""
    source = requirement_of(appointment)
    return finish_by_of(source.referral) if source else None


def _needed(referral: Referral) -> str:
    """ "Needs 2, court in 21 days"."""
    now = clock.now()
    stands, hearing = standing_of(referral, at=now), referral.hearing
    days = (hearing.day - clock.local_day(now)).days if hearing else -1
    court = f", court in {counted(days, 'day')}" if days >= 0 else ""
    return f"Needs {stands.total - stands.done}{court}"


def _requirement(subject: str, *, by: Actor) -> Requirement:
    named = _SUBJECT.fullmatch(subject)
    if named is None:
        raise NotFound
    return find_requirement(find(named[1], by=by, action=Action.WRITE), int(named[2]))
