""" "We missed you" after an absence: released by the supervisor where an order needs it, or stopped before it goes."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.appointments.models import Appointment
from casework.appointments.services import load_appointment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import save
from casework.kernel.refused import Refused
from reminders.services import missed
from reminders.views.pages import COMPARTMENT, OUT_OF_DATE, bp


@bp.post("/appointments/<reference>/missed-text/release")
@access(Action.WRITE, COMPARTMENT)
def release_missed(reference: str) -> Response:
    """The text about an absence may go."""
    return _act(reference, lambda found: missed.release_missed(found, by=actor(), at=clock.now()))


@bp.post("/appointments/<reference>/missed-text/stop")
@access(Action.WRITE, COMPARTMENT)
def stop_missed(reference: str) -> Response:
    """The text about an absence must not go."""
    return _act(reference, lambda found: missed.stop_missed(found, by=actor(), at=clock.now()))


def _act(reference: str, work: Callable[[Appointment], object]) -> Response:
    def run() -> str:
        work(load_appointment(reference, by=actor(), action=Action.WRITE))
        return f"/appointments/{reference}?saved=1"

    form = Form()
    if form.validate() and (done := save(form, run)):
        return done
    raise Refused(form.summary[0].text if form.summary else OUT_OF_DATE)
