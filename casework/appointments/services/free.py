"""Free times to offer: a fixed number of questions to the database, then a pure rule (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from casework.appointments.models import Appointment, Leave, WorkingHours
from casework.appointments.rules import Outcome
from casework.appointments.rules.booking import LONGEST
from casework.appointments.rules.free import USUAL_HOURS, FreeFacts, all_free, last_day, offered
from casework.kernel import clock
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services import everybody

Hours = dict[int, tuple[dt.time, dt.time]]
STILL_TAKES_TIME = or_(
    Appointment.outcome.is_(None), Appointment.outcome.in_([Outcome.ATTENDED, Outcome.COULD_NOT_TAKE_PART])
)


@dataclass(frozen=True)
class FreeTime:
    """A time to offer: London date and wall time, with whom and in which room it is free."""

    day: dt.date
    time: dt.time
    staff_id: int | None = None
    room_id: int | None = None


def free_times(
    *,
    agency_id: int,
    staff_id: int | None,
    minutes: int,
    until: dt.date | None,
    now: dt.datetime,
    person: Person | None = None,
    room_id: int | None = None,
    limit: int = 6,
    moving: Appointment | None = None,
    not_on: Collection[dt.date] = (),
) -> list[FreeTime]:
    """At most `limit` times to offer, soonest first and never after `until` (a London date, counted), by `offered`.

    `now` is UTC. A worker with no hours recorded has the usual ones, Monday to Friday 9:30am to 4:30pm, and so has
    somebody who is not ours (`staff_id` None): then only the person's and the room's time counts. `moving` takes no
    time itself; nothing is offered on the days in `not_on`, such as her court days. At most four queries, however
    much there is. What is offered may be taken before it is booked: then `book` says so.
    """
    facts = _facts(_Asked(agency_id, staff_id, minutes, until, now, person, room_id, moving, not_on))
    return [FreeTime(slot.day, slot.time, staff_id, room_id) for slot in offered(facts, limit)]


def count_free(
    *,
    agency_id: int,
    staff_id: int | None,
    minutes: int,
    until: dt.date | None,
    now: dt.datetime,
    person: Person | None = None,
    room_id: int | None = None,
    moving: Appointment | None = None,
    not_on: Collection[dt.date] = (),
) -> int:
    """How many times on the hour or half hour could be offered at all, as `free_times` has it; many may overlap."""
    facts = _facts(_Asked(agency_id, staff_id, minutes, until, now, person, room_id, moving, not_on))
    return sum(1 for _slot in all_free(facts))


def hours_of(staff_id: int | None) -> Hours:
    """The hours of a member of staff by weekday (0 is Monday); the usual ones where none are recorded."""
    if staff_id is None:
        return dict(USUAL_HOURS)
    rows = db.session.scalars(select(WorkingHours).where(WorkingHours.staff_id == staff_id))
    return {row.weekday: (row.starts, row.ends) for row in rows} or dict(USUAL_HOURS)


def leave_between(staff_id: int | None, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The leave of a member of staff that touches these London days, as first and last day."""
    if staff_id is None:
        return []
    rows = select(Leave.first_day, Leave.last_day).where(
        Leave.staff_id == staff_id, Leave.ended_at.is_(None), Leave.first_day <= last, Leave.last_day >= first
    )
    return [(row.first_day, row.last_day) for row in db.session.execute(rows)]


@dataclass(frozen=True)
class _Asked:
    """What `free_times` was asked."""

    agency_id: int
    staff_id: int | None
    minutes: int
    until: dt.date | None
    now: dt.datetime
    person: Person | None
    room_id: int | None
    moving: Appointment | None
    not_on: Collection[dt.date]

    @property
    def last(self) -> dt.date:
        """The last London day that is looked at."""
        return last_day(self.now, self.until)


def _facts(asked: _Asked) -> FreeFacts:
    spans = _taking_time(asked)
    hers = asked.person.id if asked.person else None
    return FreeFacts(
        now=asked.now,
        minutes=asked.minutes,
        until=asked.until,
        hours=hours_of(asked.staff_id),
        leave=leave_between(asked.staff_id, clock.local_day(asked.now), asked.last),
        taken=[(starts_at, minutes) for starts_at, minutes, person_id in spans if person_id != hers],
        hers=[(starts_at, minutes) for starts_at, minutes, person_id in spans if person_id == hers],
        closed=closed_days(),
        not_on=asked.not_on,
    )


def _taking_time(asked: _Asked) -> list[tuple[dt.datetime, int, int]]:
    """What the worker, the person or the room is booked for, imported or not: start, minutes, and with whom."""
    whose = [Appointment.with_staff_id == asked.staff_id] if asked.staff_id is not None else []
    whose += [Appointment.person_id == asked.person.id] if asked.person is not None else []
    whose += [Appointment.room_id == asked.room_id] if asked.room_id is not None else []
    if not whose:
        return []
    begins = asked.now - dt.timedelta(minutes=LONGEST + 60)
    ends = clock.start_of_day(asked.last + dt.timedelta(days=2))
    rows = select(Appointment.starts_at, Appointment.minutes, Appointment.person_id).where(
        Appointment.agency_id == asked.agency_id,
        Appointment.starts_at >= begins,
        Appointment.starts_at < ends,
        Appointment.id != (asked.moving.id if asked.moving else 0),
        STILL_TAKES_TIME,
        or_(*whose),
    )
    with everybody():  # a time that is taken is taken, whoever may see by whom
        found = db.session.execute(rows).all()
    return [(row.starts_at, row.minutes, row.person_id) for row in found]
