"""Targets and costs of a quarter."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from monitoring import services
from monitoring.forms import EnteredForm
from monitoring.views.frame import address, bp, named


@bp.route("/<slug>/entered", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.FIGURES)
def entered(slug: str) -> Response:
    """Enter what only a manager knows: what was aimed at, and what it cost."""
    quarter, by = named(slug), actor()
    scheme, _ = services.chosen(request.args.get("scheme", ""), by=by)
    form = EnteredForm()
    if scheme is None:
        del form.cost_scheme
    if request.method == "GET":
        form.start(services.entered(by.agency_id, scheme, [quarter])[0])

    def keep() -> str:
        services.enter(quarter, scheme, form.amounts, by=by, at=clock.now())
        return address(quarter, scheme)

    if form.validate_on_submit() and (done := save(form, keep)):
        return done
    back = address(quarter, scheme)
    return page(
        "monitoring/entered.html", title=f"Targets and costs, {quarter.words}", form=form, scheme=scheme, back=back
    )
