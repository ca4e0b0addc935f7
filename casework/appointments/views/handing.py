"""Handing a colleague's appointments to another: leave, illness, somebody who leaves (promises B15)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments import services
from casework.appointments.forms import HandOverForm
from casework.appointments.models import Appointment
from casework.appointments.views.frame import address, bp, colleague, listed
from casework.kernel import clock
from casework.kernel.pages import page, save


@bp.route("/colleagues/<reference>/appointments", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def hand_over(reference: str) -> Response:
    """What is still booked with this colleague, to give to another: what was promised stays, and so do its texts."""
    staff, form = colleague(reference), HandOverForm()
    rows = services.still_booked(staff, now=clock.now())
    form.offer(rows, services.who_could_take(staff, by=actor()))
    if request.method == "GET":
        form.which.process_data([row.reference for row in _meant(staff, rows)])
    if form.validate_on_submit() and (done := save(form, lambda: _give(reference, form))):
        return done
    return page(
        "appointments/hand_over.html",
        title="Appointments to hand over",
        staff_member=staff,
        form=form,
        rows=listed(rows),
        busy=request.args.get("busy", 0, type=int),
    )


def _meant(staff: Staff, rows: list[Appointment]) -> list[Appointment]:
    """What is ticked to begin with: all of it, or what falls in the leave that the page was opened from."""
    if not request.args.get("leave"):
        return rows
    leave = services.load_leave(staff, request.args["leave"])
    return [row for row in rows if leave.first_day <= row.day <= leave.last_day]


def _give(reference: str, form: HandOverForm) -> str:
    staff, taker = colleague(reference), _taker(form, colleague(reference))
    ticked = set(form.which.data)
    wanted = [row for row in services.still_booked(staff, now=clock.now()) if row.reference in ticked]
    busy = _give_each(wanted, taker)
    return address(staff, "appointments", f"1&busy={len(busy)}" if busy else "1")


def _taker(form: HandOverForm, staff: Staff) -> Staff:
    """Who takes them: the form let nobody else through."""
    return next(one for one in services.who_could_take(staff, by=actor()) if one.reference == form.to_staff.data)


def _give_each(wanted: list[Appointment], taker: Staff) -> list[Appointment]:
    return services.reassign_all(wanted, taker.id, by=actor(), at=clock.now())
