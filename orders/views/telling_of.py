"""Telling the court that made an order of a death, of a move to another area (domain rule 30), or that an attendance is
being checked (rule 9)."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound
from casework.kernel.words import long_day
from orders import services
from orders.forms import TellCourtForm
from orders.services import TellOf
from orders.views.frame import bp

TITLES = {
    TellOf.CHECKING: "Say that attendance is being checked",
    TellOf.DEATH: "Tell the court of a death",
    TellOf.TRANSFER: "Tell the court of the transfer",
}


@bp.route("/orders/<reference>/tell/<what>", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell_own(reference: str, what: str) -> Response:
    """Check what goes, to whom, then send it."""
    if what not in set(TellOf):
        raise NotFound
    by, kind, form = actor(), TellOf(what), TellCourtForm()
    order = services.load_order(reference, by=by)
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, kind, form))):
        return done
    said = services.own_statement(order, kind, at=clock.now())
    born = order.person.date_of_birth
    return page(
        "orders/tell_own.html",
        title=TITLES[kind],
        note="This goes to the court that made the order, in a notice of its own.",
        form=form,
        order=order,
        name=services.name_of(order),
        rows=[
            ("Name on the order", services.name_of(order)),
            ("Date of birth", long_day(born) if born else "Not known"),
            ("Police reference", order.urn or "None"),
            ("To", services.court_name(order)),
        ],
        sentence=said.sentence if said is not None else "",
        subject=said.subject if said is not None else "",
        refusal=services.why_not_tell_own(order, kind, by=by, at=clock.now()),
        unchecked=services.unverified_court(order),
    )


def _tell(reference: str, kind: TellOf, form: TellCourtForm) -> str:
    by = actor()
    order = services.load_order(reference, by=by)
    services.tell_own(order, kind, unchecked=form.unchecked.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=sent"
