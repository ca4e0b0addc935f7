"""What a required appointment leaves behind is written with the person's other needs and plans: this leads there."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel.pages import go
from casework.kernel.refused import NotFound
from diversion import services
from diversion.rules.schemes import Leaves
from diversion.views.frame import bp

PAGES = {Leaves.ASSESSMENT.value: "assessment", Leaves.PLAN.value: "plan"}


@bp.get("/referrals/<reference>/requirements/<int:position>/assessment")
@access(Action.WRITE, Compartment.SUPPORT)
def assessment(reference: str, position: int) -> Response:
    """The needs assessment that this appointment was for."""
    return _lead(reference, position, Leaves.ASSESSMENT)


@bp.get("/referrals/<reference>/requirements/<int:position>/plan")
@access(Action.WRITE, Compartment.SUPPORT)
def plan(reference: str, position: int) -> Response:
    """The Care Action Plan that this appointment was for."""
    return _lead(reference, position, Leaves.PLAN)


def _lead(reference: str, position: int, leaves: Leaves) -> Response:
    referral = services.find(reference, by=actor())
    if services.find_requirement(referral, position).leaves != leaves.value:
        raise NotFound
    page = f"/people/{referral.person.reference}/care-plan/{PAGES[leaves.value]}"
    return go(f"{page}?for={referral.reference}-{position}")
