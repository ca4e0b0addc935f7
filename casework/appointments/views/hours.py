"""The hours somebody keeps, and leave: their own, or anybody's for a manager."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments import services
from casework.appointments.forms import HoursForm, LeaveForm
from casework.appointments.models import Leave
from casework.appointments.rules.free import USUAL_HOURS
from casework.appointments.views.frame import address, bp, colleague, listed
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused


@bp.get("/colleagues")
@access(Action.WRITE, Compartment.COMPLIANCE)
def colleagues() -> Response:
    """Whose hours and leave this actor may change: their own; everybody's for a manager."""
    rows = [(one, services.recorded_hours(one)) for one in services.colleagues_of(by=actor(), now=clock.now())]
    return page("appointments/colleagues.html", title="Working hours and leave", rows=rows)


@bp.route("/colleagues/<reference>/hours", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def hours(reference: str) -> Response:
    """When times are offered with this colleague, by weekday."""
    staff, form = colleague(reference), HoursForm()
    if request.method == "GET":
        form.start(services.recorded_hours(staff) or USUAL_HOURS)
    if form.validate_on_submit() and (done := save(form, lambda: _keep(reference, form))):
        return done
    return page("appointments/hours.html", title="Working hours", staff_member=staff, form=form, days=range(7))


def _keep(reference: str, form: HoursForm) -> str:
    staff = colleague(reference)
    services.set_hours(staff, form.week(), by=actor(), at=clock.now())
    return address(staff, "hours", "1")


@bp.route("/colleagues/<reference>/leave", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def leave(reference: str) -> Response:
    """Days away, and the appointments that fall in them."""
    staff, form = colleague(reference), LeaveForm()
    if form.validate_on_submit() and (done := save(form, lambda: _record(reference, form))):
        return done
    rows = [_shown(staff, row) for row in services.leave_of(staff, since=clock.today())]
    return page("appointments/leave.html", title="Leave", staff_member=staff, form=form, rows=rows)


def _shown(staff: Staff, row: Leave) -> dict[str, Any]:
    falls = services.appointments_in(staff, row.first_day, row.last_day, now=clock.now())
    return {"row": row, "falls": listed(falls)}


def _record(reference: str, form: LeaveForm) -> str:
    assert form.first_day.data is not None  # noqa: S101 (the form was valid)
    staff, first = colleague(reference), form.first_day.data
    last = form.last_day.data or first
    services.record_leave(staff, first_day=first, last_day=last, note=form.note.data, by=actor(), at=clock.now())
    return address(staff, "leave", "1")


@bp.post("/colleagues/<reference>/leave/<which>/end")
@access(Action.WRITE, Compartment.COMPLIANCE)
def end_leave(reference: str, which: str) -> Response:
    """Take leave back."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, which))):
        return done
    raise Refused("Press the button again")


def _end(reference: str, which: str) -> str:
    staff = colleague(reference)
    services.end_leave(services.load_leave(staff, which), by=actor(), at=clock.now())
    return address(staff, "leave", "removed")
