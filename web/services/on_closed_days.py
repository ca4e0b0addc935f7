"""Appointments booked for a day that was closed afterwards: somebody has to move them (domain rules 5 and 20)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select

from casework.appointments.models import Appointment
from casework.kernel import words
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.worklists import Asked, Rank, Task, most_rows

DAY = dt.timedelta(days=1)


def to_move(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> Asked:
    """One row for each appointment still to come on a day that staff wrote down as closed, the soonest first.

    Nothing is moved by itself: the service may be open when no court sits, and says so by keeping the appointment.
    One query, and none where no such day is to come.
    """
    coming = [day for day in sorted(closed_days()) if day >= local_day(now)]
    if not coming:
        return Asked()
    wanted = select(Appointment, func.count().over()).where(
        Appointment.agency_id == agency_id,
        Appointment.outcome.is_(None),
        Appointment.starts_at > now,
        or_(*(Appointment.starts_at.between(start_of_day(day), start_of_day(day + DAY)) for day in coming)),
    )
    if staff_id is not None:
        wanted = wanted.where((Appointment.with_staff_id == staff_id) | Appointment.with_staff_id.is_(None))
    rows = db.session.execute(wanted.order_by(Appointment.starts_at, Appointment.id).limit(most_rows())).all()
    more = rows[0][1] - len(rows) if rows else 0
    return Asked([_task(one) for one, _total in rows], {Rank.ON_CLOSED_DAY: more} if more else {})


def _task(one: Appointment) -> Task:
    return Task(
        Rank.ON_CLOSED_DAY,
        one.person_id,
        f"{words.short_moment(one.starts_at)} is on a day that has been closed since",
        f"/appointments/{one.reference}/move",
        "Move",
        due=one.day,
    )
