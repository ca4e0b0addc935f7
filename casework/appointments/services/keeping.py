"""The hours a member of staff keeps, and leave: their own to change, a manager's for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import selectinload

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, Role
from casework.appointments.models import Appointment, Leave, WorkingHours
from casework.appointments.rules.hours import Spell, hours_faults, leave_faults
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.services import must


def load_colleague(reference: str, *, by: Actor) -> Staff:
    """A member of staff whose hours and leave this actor may change: their own, or any of the agency's for a manager.

    One who has left is found too: there may be appointments to hand over. Raises NotFound (promises P26).
    """
    must(by, Action.WRITE, Compartment.COMPLIANCE, by.agency_id)
    rows = select(Staff).where(Staff.reference == reference.upper(), Staff.agency_id == by.agency_id)
    found: Staff | None = db.session.scalar(rows)
    if found is None or not (found.id == by.staff_id or by.has(Role.MANAGER)):
        raise NotFound
    return found


def colleagues_of(*, by: Actor, now: dt.datetime) -> list[Staff]:
    """Whose hours and leave this actor may change, by name: everybody who keeps appointments for a manager, those who
    have left and still have some after `now` (UTC) among them; otherwise themselves."""
    if not by.has(Role.MANAGER):
        return [db.session.get_one(Staff, by.staff_id)]
    rows = list(db.session.scalars(select(Staff).where(Staff.agency_id == by.agency_id)))
    still = (Appointment.agency_id == by.agency_id, Appointment.outcome.is_(None), Appointment.starts_at > now)
    booked = set(db.session.scalars(select(Appointment.with_staff_id).where(*still)))
    found = [one for one in rows if _keeps(one) and (one.is_active or one.id in booked)]
    return sorted(found, key=lambda one: one.name.casefold())


def who_could_take(staff: Staff, *, by: Actor) -> list[Staff]:
    """Colleagues who could take an appointment over, by name."""
    theirs = select(Staff).where(Staff.agency_id == by.agency_id, Staff.ended_at.is_(None))
    found = db.session.scalars(theirs.options(selectinload(Staff.roles)))
    return sorted((one for one in found if _keeps(one) and one.id != staff.id), key=lambda one: one.name.casefold())


def _keeps(staff: Staff) -> bool:
    return bool({row.role for row in staff.roles} & {Role.WORKER, Role.SUPERVISOR, Role.MANAGER})


def recorded_hours(staff: Staff) -> dict[int, tuple[dt.time, dt.time]]:
    """What is recorded of a member of staff, by weekday (0 is Monday); nothing where they keep the usual hours."""
    rows = db.session.scalars(select(WorkingHours).where(WorkingHours.staff_id == staff.id))
    return {row.weekday: (row.starts, row.ends) for row in rows}


def set_hours(staff: Staff, week: Mapping[int, Spell], *, by: Actor, at: dt.datetime) -> None:
    """Keep these London hours by weekday in place of the old; nothing at all means the agency's usual hours.

    Appointments already booked stay. Raises Refused, on `starts_0` to `ends_6`, for hours that cannot be.
    """
    _must_be_theirs(staff, by)
    for field, message in hours_faults(dict(week)).items():
        raise Refused(message, field)
    db.session.execute(delete(WorkingHours).where(WorkingHours.staff_id == staff.id))
    for weekday, (starts, ends) in sorted(week.items()):
        if starts is not None and ends is not None:
            db.session.add(WorkingHours(staff_id=staff.id, weekday=weekday, starts=starts, ends=ends))
    db.session.flush()
    _trail(staff, "hours", by=by, at=at)


def leave_of(staff: Staff, *, since: dt.date) -> list[Leave]:
    """The leave of a member of staff that is not over before a London day, first to come first."""
    rows = select(Leave).where(Leave.staff_id == staff.id, Leave.ended_at.is_(None), Leave.last_day >= since)
    return list(db.session.scalars(rows.order_by(Leave.first_day, Leave.id)))


def record_leave(
    staff: Staff, *, first_day: dt.date, last_day: dt.date, note: str = "", by: Actor, at: dt.datetime
) -> Leave:
    """Record leave, whole London days, both counted. Nothing booked is moved: see `appointments_in`.

    The note is for the worker and the manager, sealed and on no other page. Raises Refused, on the field.
    """
    _must_be_theirs(staff, by)
    for field, message in leave_faults(first_day, last_day, clock.local_day(at)).items():
        raise Refused(message, field)
    row = Leave(
        agency_id=staff.agency_id,
        staff_id=staff.id,
        first_day=first_day,
        last_day=last_day,
        note=note.strip(),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    _trail(staff, "leave", by=by, at=at)
    return row


def load_leave(staff: Staff, reference: str) -> Leave:
    """One leave of a member of staff. Raises NotFound."""
    found = db.session.scalar(select(Leave).where(Leave.staff_id == staff.id, Leave.reference == reference.upper()))
    if found is None:
        raise NotFound
    return found


def end_leave(leave: Leave, *, by: Actor, at: dt.datetime) -> Leave:
    """Take leave back: its days can be booked again. Doing it twice does nothing more."""
    staff = db.session.get_one(Staff, leave.staff_id)
    _must_be_theirs(staff, by)
    if leave.ended_at is None:
        leave.ended_at = at
        db.session.flush()
        _trail(staff, "leave taken back", by=by, at=at)
    return leave


def appointments_in(staff: Staff, first_day: dt.date, last_day: dt.date, *, now: dt.datetime) -> list[Appointment]:
    """What a member of staff still has booked on these London days, both counted, in the order of time."""
    rows = _still_booked(staff, now).where(Appointment.day >= first_day, Appointment.day <= last_day)
    return list(db.session.scalars(rows))


def still_booked(staff: Staff, *, now: dt.datetime) -> list[Appointment]:
    """Everything a member of staff still has before them after `now` (UTC), in the order of time (promises B15)."""
    beside = (selectinload(Appointment.person), selectinload(Appointment.place))
    return list(db.session.scalars(_still_booked(staff, now).options(*beside)))


def _still_booked(staff: Staff, now: dt.datetime) -> Select[Any]:
    rows = select(Appointment).where(
        Appointment.with_staff_id == staff.id, Appointment.outcome.is_(None), Appointment.starts_at > now
    )
    return rows.order_by(Appointment.starts_at, Appointment.id)


def _must_be_theirs(staff: Staff, by: Actor) -> None:
    must(by, Action.WRITE, Compartment.COMPLIANCE, staff.agency_id)
    if not (staff.id == by.staff_id or by.has(Role.MANAGER)):
        raise NotFound


def _trail(staff: Staff, what: str, *, by: Actor, at: dt.datetime) -> None:
    record, detail = f"staff:{staff.reference}", {"what": what}
    audit.record(Act.CONFIGURATION, record, by=by, at=at, compartment=Compartment.SETTINGS, detail=detail)
