"""The page of one order."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from orders import services
from orders.forms import ToldForm
from orders.rules.instructions import ToldHow
from orders.views.frame import bp
from orders.views.telling_of import TITLES
from orders.views.view import person_name, view_of


@bp.get("/orders/<reference>")
@access(Action.LOOK, Compartment.CJ)
def show(reference: str) -> Response:
    """An order: where it stands, its three meetings, its particulars, and what the court has been told."""
    by = actor()
    order = services.load_order(reference, by=by)
    title = f"Engagement and Support Order {order.reference}"
    own = [(what, TITLES[what]) for what in services.own_to_tell(order, by=by, at=clock.now())]
    return page("orders/show.html", title=title, order=order, view=view_of(order, by=by, now=clock.now()), own=own)


@bp.route("/orders/<reference>/meetings/<int:number>/told", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def told(reference: str, number: int) -> Response:
    """Record that the person was told of a meeting as it is fixed now (domain rule 14)."""
    order = services.load_order(reference, by=actor())
    booking = services.fixed_meeting(order, number)
    form = ToldForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, number, form))):
        return done
    return page(
        "orders/told.html",
        title=f"Record what they were told of meeting {number}",
        form=form,
        order=order,
        name=person_name(order),
        words=services.fixed_words(booking.appointment),
    )


def _tell(reference: str, number: int, form: ToldForm) -> str:
    by = actor()
    booking = services.fixed_meeting(services.load_order(reference, by=by), number)
    now = clock.now()
    services.tell_person(
        booking,
        how=ToldHow(form.how.data),
        told_on=form.told_on.data or clock.local_day(now),
        told_by=form.told_by.data,
        by=by,
        at=now,
    )
    return f"/orders/{reference}?saved=1"
