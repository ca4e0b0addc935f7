"""The monitoring page: a quarter of one scheme, with the quarter before beside it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from monitoring import services
from monitoring.rules.periods import quarter_of, read_quarter

bp = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@bp.get("")
@access(Action.LOOK, Compartment.FIGURES)
def this_quarter() -> Response:
    """Where a manager starts."""
    slug = quarter_of(clock.today()).slug
    return redirect(url_for("monitoring.quarter", slug=slug), 303)  # type: ignore[return-value]


@bp.get("/<slug>")
@access(Action.LOOK, Compartment.FIGURES)
def quarter(slug: str) -> Response:
    """One quarter; `?scheme=` chooses the scheme, `?shared=yes` hides small counts."""
    found = read_quarter(slug)
    if found is None:
        raise NotFound
    shown = services.quarter_page(
        found, request.args.get("scheme", ""), shared=request.args.get("shared") == "yes", by=actor()
    )
    return page("monitoring/quarter.html", title=f"Monitoring, {found.words}", shown=shown, today=clock.today())
