"""What goes with an appointment: noted as arranged, or not after all (domain rule 30)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments import services
from casework.appointments.rules.needs import NeedKind
from casework.appointments.views.frame import bp
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import save
from casework.kernel.refused import NotFound, Refused


@bp.post("/appointments/<reference>/needs/<kind>")
@access(Action.WRITE, Compartment.COMPLIANCE)
def arrange(reference: str, kind: str) -> Response:
    """An interpreter, escort, transport or childcare is arranged; `undo` in the form says that it is not after all."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _arrange(reference, kind))):
        return done
    raise Refused("Press the button again")


def _arrange(reference: str, kind: str) -> str:
    found = services.load_appointment(reference, by=actor(), action=Action.WRITE)
    if kind not in {one.value for one in NeedKind}:
        raise NotFound
    services.arrange(found, NeedKind(kind), arranged="undo" not in request.form, by=actor(), at=clock.now())
    return f"/appointments/{found.reference}?saved=1"
