"""Reading what a booking page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.accounts.services import staff_of
from casework.appointments import services as appointments
from casework.appointments.models import Appointment, Place
from casework.appointments.rules import Outcome, booking_warnings
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days


def places(by: Actor) -> Sequence[Place]:
    """Where this agency meets people."""
    return appointments.places(agency_id=by.agency_id)


def colleagues(by: Actor) -> list[Staff]:
    """Who can keep an appointment."""
    return staff_of(by.agency_id, Role.WORKER, Role.SUPERVISOR, Role.MANAGER)


def warnings(day: dt.date, time: dt.time, last_useful: dt.date | None, *, now: dt.datetime) -> list[str]:
    """What to look at twice before booking this time (promises B1, B12). Raises Refused for a time that is not one."""
    found = [one.message for one in booking_warnings(clock.moment(day, time, field="time"), now, closed_days())]
    if last_useful is not None and day > last_useful:
        found.append("This is after the date by which it should be finished")
    return found


def history(appointment: Appointment) -> list[tuple[dt.datetime, str]]:
    """Every booking, move, outcome and correction, latest first."""
    lines = [(row.recorded_at, Outcome(row.outcome).words) for row in appointment.attendances]
    lines += [(row.recorded_at, "Moved") for row in appointment.moves]
    return sorted([*lines, (appointment.recorded_at, "Booked")], reverse=True)
