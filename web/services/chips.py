"""Free times as chips, each with what the text about it would say: soonest useful first, never after the last day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.kernel.showing import Bookable
from casework.people.models import Person
from reminders import services as reminders
from web.services import programmes

FEW, SOME = 3, 6
"""How many chips stand in a banner, and on a page that is about one booking."""


@dataclass(frozen=True)
class Chip:
    """One free time. `text` is what she would be texted of it, "" where no text would go."""

    value: str
    words: str
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class Chips:
    """Free times to choose from, and why no text would go of any: `held` is empty when one would."""

    times: list[Chip]
    held: str = ""

    @property
    def values(self) -> list[str]:
        """What each posts."""
        return [one.value for one in self.times]


@dataclass(frozen=True)
class Offer:
    """Something that can be booked with two presses: a time, then the button (ux J3)."""

    wanted: Bookable
    chips: Chips
    place: str
    with_staff: str
    back: str
    key: str = "next"

    @property
    def url(self) -> str:
        """The page with every field, for another time."""
        return f"/appointments/new?for={self.wanted.subject}"


def value_of(day: dt.date, time: dt.time) -> str:
    """A time as a chip posts it: London wall time."""
    return f"{day.isoformat()}T{time:%H:%M}"


def read(value: str) -> tuple[dt.date, dt.time] | None:
    """The London day and time that a chip posted; None for anything else."""
    try:
        found = dt.datetime.strptime(value, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (a wall time has no zone)
    except ValueError:
        return None
    return found.date(), found.time()


def said(day: dt.date, time: dt.time) -> str:
    """ "Wed 14 Oct 2:00pm"."""
    return f"{words.short_day(day)} {words.clock_time(time)}"


def chips_for(
    person: Person,
    *,
    staff_id: int | None,
    minutes: int,
    until: dt.date | None,
    place: Place | None,
    room_id: int | None = None,
    moving: Appointment | None = None,
    limit: int = SOME,
    now: dt.datetime,
) -> Chips:
    """Free times for this person with this member of staff, and the words of the text about each. `now` is UTC."""
    free = appointments.free_times(
        agency_id=person.agency_id,
        staff_id=staff_id,
        minutes=minutes,
        until=until,
        now=now,
        person=person,
        room_id=room_id,
        limit=limit,
        moving=moving,
        not_on=court_days(person, now),
    )
    times = [(one.day, one.time) for one in free]
    told = reminders.foretell(person, times, place=place, with_staff_id=staff_id, moved=moving is not None, now=now)
    return Chips([Chip(value_of(*when), said(*when), told.words.get(when, "")) for when in times], told.held)


def court_days(person: Person, now: dt.datetime) -> list[dt.date]:
    """Her court days still to come."""
    mine = select(Hearing.day).where(Hearing.person_id == person.id, Hearing.starts_at >= now)
    return list(db.session.scalars(mine))


def offer(subject: str, *, back: str, limit: int = FEW, key: str = "next", by: Actor, now: dt.datetime) -> Offer | None:
    """What can be booked for this subject with two presses; None where nobody of ours keeps it or it is not to be."""
    try:
        wanted = programmes.bookable(subject, by=by)
    except NotFound:
        return None
    places = appointments.places(agency_id=by.agency_id)
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if wanted.at_service or staff is None or not places:
        return None
    person = db.session.get_one(Person, wanted.person_id)
    found = chips_for(
        person,
        staff_id=staff.id,
        minutes=wanted.minutes,
        until=wanted.by,
        place=places[0],
        limit=limit,
        now=now,
    )
    return Offer(wanted, found, places[0].reference, staff.reference, back, key)


def next_subject(appointment: Appointment, *, by: Actor, now: dt.datetime) -> str:
    """What to book after what was recorded of this appointment (wireframe 2); "" where nothing is."""
    owner = programmes.owner_of(appointment)
    return owner.next_subject(appointment, by=by, at=now) if owner else ""
