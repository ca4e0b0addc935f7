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

Hours = dict[int, tuple[dt.time, dt.time]]
_STILL_TAKES_TIME = or_(
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
    time itself; nothing is offered on the days in `not_on`, such as her court days. Four queries, however much there
    is. What is offered may be taken before it is booked: then `book` says so.
    """
    facts = _facts(agency_id, staff_id, minutes, until, now, person, room_id, moving, not_on)
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
    facts = _facts(agency_id, staff_id, minutes, until, now, person, room_id, moving, not_on)
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


def _facts(
    agency_id: int,
    staff_id: int | None,
    minutes: int,
    until: dt.date | None,
    now: dt.datetime,
    person: Person | None,
    room_id: int | None,
    moving: Appointment | None,
    not_on: Collection[dt.date],
) -> FreeFacts:
    last = last_day(now, until)
    rows = [
        row
        for row in _taking_time(agency_id, staff_id, person, room_id, now, last)
        if moving is None or row.id != moving.id
    ]
    person_id = person.id if person else None
    return FreeFacts(
        now=now,
        minutes=minutes,
        until=until,
        hours=hours_of(staff_id),
        leave=leave_between(staff_id, clock.local_day(now), last),
        taken=[(row.starts_at, row.minutes) for row in rows if row.person_id != person_id],
        hers=[(row.starts_at, row.minutes) for row in rows if row.person_id == person_id],
        closed=closed_days(),
        not_on=not_on,
    )


def _taking_time(
    agency_id: int,
    staff_id: int | None,
    person: Person | None,
    room_id: int | None,
    now: dt.datetime,
    last: dt.date,
) -> list[Appointment]:
    """What the worker, the person or the room is booked for, imported or not, until the end of a London day."""
    whose = [Appointment.with_staff_id == staff_id] if staff_id is not None else []
    whose += [Appointment.person_id == person.id] if person is not None else []
    whose += [Appointment.room_id == room_id] if room_id is not None else []
    if not whose:
        return []
    begins, ends = now - dt.timedelta(minutes=LONGEST + 60), clock.start_of_day(last + dt.timedelta(days=2))
    rows = select(Appointment.id, Appointment.starts_at, Appointment.minutes, Appointment.person_id).where(
        Appointment.agency_id == agency_id,
        Appointment.starts_at >= begins,
        Appointment.starts_at < ends,
        _STILL_TAKES_TIME,
        or_(*whose),
    )
    return list(db.session.execute(rows))  # type: ignore[arg-type]
