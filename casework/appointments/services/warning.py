"""What to look at twice before booking: the facts, read for the rule that judges them (promises B12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select

from casework.appointments.models import Appointment, Place
from casework.appointments.rules import Warned
from casework.appointments.rules.booking import LONGEST
from casework.appointments.rules.warned import Near, WarningFacts, all_warnings
from casework.appointments.services.free import hours_of, leave_between
from casework.kernel import clock
from casework.kernel.database import db
from casework.people.models import Circumstance, Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import circumstances


def warnings(
    person: Person,
    *,
    day: dt.date,
    time: dt.time,
    minutes: int = 60,
    with_staff_id: int | None = None,
    place: Place | None = None,
    place_other: str = "",
    room_id: int | None = None,
    until: dt.date | None = None,
    hearings: Collection[dt.date] = (),
    closed: Collection[dt.date] = (),
    now: dt.datetime,
    moving: Appointment | None = None,
) -> list[Warned]:
    """What to look at twice before booking this London wall time; nothing here stops anybody, see `all_warnings`.

    `hearings` are her court days, `until` the last useful day, `closed` the days kept in settings, `now` is UTC;
    `moving` is not near itself. Each has a `kind` and a `message`; going on takes a reason (`book(despite=…)`).
    Raises Refused, on the field, for a time that is not one. Overlaps are not warned of: `book` refuses them.
    """
    starts_at = clock.moment(day, time, field="time")
    near = [row for row in _around(person, with_staff_id, starts_at) if moving is None or row.id != moving.id]
    where = (place.id if place else None, "" if place else place_other.strip())
    standing = circumstances(person, day if day > clock.local_day(now) else clock.local_day(now))
    facts = WarningFacts(
        starts_at=starts_at,
        minutes=minutes,
        now=now,
        hers=[_near(row, where) for row in near if row.person_id == person.id],
        workers=[_near(row, where) for row in near if row.person_id != person.id],
        until=until,
        hearings=hearings,
        closed=closed,
        hours=hours_of(with_staff_id) if with_staff_id is not None else None,
        on_leave=bool(leave_between(with_staff_id, day, day)),
        in_custody=_where(standing, CircumstanceKind.CUSTODY),
        in_hospital=_where(standing, CircumstanceKind.HOSPITAL),
        warrant=_where(standing, CircumstanceKind.WARRANT) is not None,
        conditions=[row.note or row.place for row in standing if row.kind == CircumstanceKind.BAIL_CONDITION],
    )
    return all_warnings(facts)


def _around(person: Person, with_staff_id: int | None, starts_at: dt.datetime) -> list[Appointment]:
    """Open appointments of hers or of the worker's that could be within an hour of this one."""
    whose = [Appointment.person_id == person.id]
    whose += [Appointment.with_staff_id == with_staff_id] if with_staff_id is not None else []
    span = dt.timedelta(minutes=LONGEST + 60)
    rows = select(Appointment).where(
        Appointment.agency_id == person.agency_id,
        Appointment.starts_at > starts_at - span,
        Appointment.starts_at < starts_at + span,
        Appointment.outcome.is_(None),
        or_(*whose),
    )
    return list(db.session.scalars(rows.order_by(Appointment.starts_at)))


def _near(row: Appointment, where: tuple[int | None, str]) -> Near:
    same = row.place_id == where[0] and (row.place_id is not None or row.place_other.casefold() == where[1].casefold())
    return Near(row.starts_at, row.minutes, same)


def _where(standing: Collection[Circumstance], kind: CircumstanceKind) -> str | None:
    """Where she is, "" when that is not recorded, None when this does not stand at all."""
    return next((row.place or "" for row in standing if row.kind == kind), None)
