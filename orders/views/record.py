"""The order's record for court: one printable, tagged page (issue 3, point 13)."""

from __future__ import annotations

from flask import Response, render_template

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page
from notices.services.printing import tagged_pdf
from orders import services
from orders.views.frame import bp
from orders.views.view import person_name


@bp.get("/orders/<reference>/record")
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def record(reference: str) -> Response:
    """The record as it would be printed, with the button that downloads it; or why it cannot be made now."""
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    refusal = services.why_no_record(order, by=by, at=now)
    made = None if refusal else services.compile_record(order, by=by, at=now)
    return page(
        "orders/record.html",
        title="Order record for court",
        order=order,
        name=person_name(order),
        record=made,
        refusal=refusal,
    )


@bp.get("/orders/<reference>/record.pdf")
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def record_pdf(reference: str) -> Response:
    """The same as a tagged PDF. Downloading it is a disclosure, written before the first byte leaves (rule 27)."""
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    if refusal := services.why_no_record(order, by=by, at=now):
        return page("orders/record.html", title="Order record for court", order=order, name=person_name(order),
                    record=None, refusal=refusal)  # fmt: skip
    made = services.court_record(order, by=by, at=now)
    printed = tagged_pdf(render_template("orders/document.html", record=made))
    name = f"order-{order.reference}.pdf"
    return Response(
        printed, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
