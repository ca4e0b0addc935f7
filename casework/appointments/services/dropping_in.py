"""Somebody who came without an appointment: logged as attended, in one act (ux 2.4)."""

from __future__ import annotations

import datetime as dt

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import Outcome
from casework.appointments.rules.booking import LONGEST, SHORTEST
from casework.appointments.services.booking import check_whose, trail
from casework.appointments.services.recording import record_outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services import hold, must

LOOKS_BACK = dt.timedelta(days=31)


def log_drop_in(
    person: Person,
    *,
    day: dt.date,
    time: dt.time,
    minutes: int = 30,
    place: Place | None = None,
    place_other: str = "",
    with_staff_id: int | None = None,
    note: str = "",
    by: Actor,
    at: dt.datetime,
) -> Appointment:
    """Log that she came without a booking, at a London wall time up to 31 days ago: an appointment attended at once.

    It belongs to no programme unless the caller links it, plans no text and holds no time. Raises Refused, on the
    field, for a time to come or long past, a length that cannot be, or nowhere; NotFound for another agency's person,
    place or staff. `at` is UTC.
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, person.agency_id)
    check_whose(person, place, with_staff_id)
    starts_at = clock.moment(day, time, field="time")
    _refuse_impossible(starts_at, minutes, at, has_place=bool(place or place_other.strip()))
    hold(person)
    appointment = Appointment(
        agency_id=person.agency_id,
        person_id=person.id,
        day=day,
        time=time,
        starts_at=starts_at,
        minutes=minutes,
        place_id=place.id if place else None,
        place_other="" if place else place_other.strip(),
        with_staff_id=with_staff_id,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(appointment)
    db.session.flush()
    trail(Act.COLLECTION, appointment, "dropped in", by=by, at=at)
    record_outcome(appointment, Outcome.ATTENDED, note=note, by=by, at=at)
    return appointment


def _refuse_impossible(starts_at: dt.datetime, minutes: int, at: dt.datetime, *, has_place: bool) -> None:
    if starts_at > at:
        raise Refused("This time is still to come. Enter when they came", "time")
    if starts_at < at - LOOKS_BACK:
        raise Refused("This is more than 31 days ago. Check the date", "day")
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"Enter a number of minutes between {SHORTEST} and {LONGEST}", "minutes")
    if not has_place:
        raise Refused("Choose a place, or enter where you met", "place")
