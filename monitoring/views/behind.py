"""The list behind a number."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from monitoring import services
from monitoring.services.lists import behind as list_behind
from monitoring.services.quarters import titles
from monitoring.views.frame import address, bp, named


@bp.get("/<slug>/<cell>")
@access(Action.LOOK, Compartment.FIGURES)
def behind(slug: str, cell: str) -> Response:
    """The records that a number counts; who may not see records is told so."""
    quarter, by = named(slug), actor()
    title = titles(quarter).get(cell)
    if title is None:
        raise NotFound
    scheme, _ = services.chosen(request.args.get("scheme", ""), by=by)
    may_see = allowed(Action.LOOK, Compartment.IDENTITY)
    number = request.args.get("page", "1")
    found = (
        list_behind(cell, quarter, scheme, page=int(number) if number.isascii() and number.isdigit() else 1, by=by)
        if may_see
        else None
    )
    return page(
        "monitoring/behind.html",
        title=f"{title}, {quarter.words}",
        found=found,
        quarter=quarter,
        cell=cell,
        scheme=scheme,
        back=address(quarter, scheme),
    )
