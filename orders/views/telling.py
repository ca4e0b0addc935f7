"""Telling the court that made the order."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.words import long_day
from orders import services
from orders.forms import TellCourtForm
from orders.models import SupportOrder
from orders.views.frame import bp
from orders.views.view import view_of


@bp.route("/orders/<reference>/tell-court", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell_court(reference: str) -> Response:
    """Check what goes, to whom, then send it (domain rule 15; promises T15)."""
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    form = TellCourtForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, form))):
        return done
    return page(
        "orders/tell_court.html",
        title="Tell the court that the order was complied with",
        form=form,
        order=order,
        view=view_of(order, by=by, now=now),
        rows=_rows(order),
        refusal=services.why_not_tell(order, by=by, at=now),
        unchecked=services.unverified_court(order),
    )


def _tell(reference: str, form: TellCourtForm) -> str:
    by = actor()
    order = services.load_order(reference, by=by)
    services.tell_court(order, unchecked=form.unchecked.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=sent"


def _rows(order: SupportOrder) -> list[tuple[str, str]]:
    """Two identifiers and where it goes."""
    born = order.person.date_of_birth
    return [
        ("Name on the order", services.name_of(order)),
        ("Date of birth", long_day(born) if born else "Not known"),
        ("Police reference", order.urn or "None"),
        ("To", services.court_name(order)),
    ]
