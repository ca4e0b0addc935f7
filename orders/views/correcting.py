"""Sending the court a notice that takes the place of one that no longer stands."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from orders import services
from orders.forms import TellCourtForm
from orders.services.correcting import correct_court, why_not_correct
from orders.services.telling import subject_of
from orders.views.frame import bp
from orders.views.view import view_of


@bp.route("/orders/<reference>/correction", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def correction(reference: str) -> Response:
    """What the court was told, what it will be told instead, and one press."""
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    form = TellCourtForm()
    if form.validate_on_submit() and (done := save(form, lambda: _correct(reference, form))):
        return done
    return page(
        "orders/correction.html",
        title="Send the court a correction",
        form=form,
        order=order,
        view=view_of(order, by=by, now=now),
        subjects=[subject_of(order)],
        refusal=why_not_correct(order, by=by, at=now),
        unchecked=services.unverified_court(order),
    )


def _correct(reference: str, form: TellCourtForm) -> str:
    by = actor()
    order = services.load_order(reference, by=by)
    correct_court(order, unchecked=form.unchecked.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=sent"
