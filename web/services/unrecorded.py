"""Appointments that nobody has recorded: of today, the oldest before, and the next to come. Few queries each."""

from __future__ import annotations

import datetime as dt
from functools import cache

from sqlalchemy import ColumnElement, Integer, bindparam, func, select
from sqlalchemy.orm import joinedload

from casework.appointments.models import Appointment
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.showing import ASKED_FOR
from casework.kernel.worklists import most_rows

Some = tuple[list[Appointment], int]


def not_recorded(agency_id: int, staff_id: int | None, today: dt.date) -> Some:
    """Those of days before a London date, the oldest first, and how many more there are.

    Those of more than a year ago, such as an imported spreadsheet's, are asked for on the person's page only.
    """
    first, last = clock.start_of_day(today - ASKED_FOR), clock.start_of_day(today)
    return _some(agency_id, staff_id, first, last, most_rows())


def on_the_day(agency_id: int, staff_id: int | None, day: dt.date, *, most: int | None = None) -> Some:
    """Those of one London day by their times, and how many more there are."""
    first, last = clock.start_of_day(day), clock.start_of_day(day + dt.timedelta(days=1))
    return _some(agency_id, staff_id, first, last, most_rows() if most is None else most)


def next_up(agency_id: int, staff_id: int | None, now: dt.datetime) -> Appointment | None:
    """The next one still to come after a moment (UTC)."""
    wanted = select(Appointment).where(_open(staff_id is None), Appointment.starts_at > now)
    whose = {"agency": agency_id, "staff": staff_id}
    return db.session.scalar(wanted.order_by(Appointment.starts_at).limit(1), whose)


def _open(team: bool) -> ColumnElement[bool]:
    """It leaves open `agency` and, unless they are the team's, `staff`."""
    found = (Appointment.agency_id == bindparam("agency")) & Appointment.outcome.is_(None)
    if team:
        return found
    return found & ((Appointment.with_staff_id == bindparam("staff")) | Appointment.with_staff_id.is_(None))


def _some(agency_id: int, staff_id: int | None, first: dt.datetime, last: dt.datetime, most: int) -> Some:
    values = {"agency": agency_id, "staff": staff_id, "first": first, "last": last, "most": most}
    found = _between(staff_id is None).seen(**values)
    return [one for one, _total in found], found[0][1] - len(found) if found else 0


@cache
def _between(team: bool) -> Fixed:
    begins = (Appointment.starts_at >= bindparam("first")) & (Appointment.starts_at < bindparam("last"))
    return Fixed(
        lambda: (
            select(Appointment, func.count().over())
            .where(_open(team), begins)
            .options(joinedload(Appointment.place))
            .order_by(Appointment.starts_at, Appointment.id)
            .limit(bindparam("most", type_=Integer))
        )
    )
