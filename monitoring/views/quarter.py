"""The page of a quarter."""

from __future__ import annotations

from flask import Response, redirect, request, url_for

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page
from monitoring import services
from monitoring.rules.charts import bars
from monitoring.rules.periods import quarter_of
from monitoring.views.frame import bp, is_shared, named


@bp.get("")
@access(Action.LOOK, Compartment.FIGURES)
def this_quarter() -> Response:
    """Where a manager starts."""
    slug = quarter_of(clock.today()).slug
    return redirect(url_for("monitoring.quarter", slug=slug), 303)  # type: ignore[return-value]


@bp.get("/<slug>")
@access(Action.LOOK, Compartment.FIGURES)
def quarter(slug: str) -> Response:
    """One quarter; `?scheme=` chooses the scheme, `?shared=yes` the version that may be shared."""
    found = named(slug)
    shown = services.quarter_page(found, request.args.get("scheme", ""), shared=is_shared(), by=actor())
    return page(
        "monitoring/quarter.html",
        title=f"Monitoring, {found.words}",
        shown=shown,
        today=clock.today(),
        bars=bars,
        feedback=services.feedback_of(actor().agency_id, found, shared=shown.shared),
        lists=not shown.shared and allowed(Action.LOOK, Compartment.IDENTITY),
    )
