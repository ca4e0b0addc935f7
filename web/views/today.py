"""Today: the home of workers and supervisors."""

from __future__ import annotations

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock, words
from casework.kernel.pages import page
from web.services.today import worklist

bp = Blueprint("today", __name__)


@bp.get("/today")
@access(Action.LOOK, Compartment.COMPLIANCE)
def today() -> Response:
    """The worklist, mine or the team's."""
    return _page("web/today.html")


@bp.get("/today/print")
@access(Action.LOOK, Compartment.COMPLIANCE)
def day_sheet() -> Response:
    """The same on paper: initials and reference only, the fallback when there is no signal (ux 5.3)."""
    return _page("web/day_sheet.html")


def _page(template: str) -> Response:
    by, now = actor(), clock.now()
    mine = request.args.get("who", "me") != "team"
    made = worklist(by=by, mine=mine, now=now)
    if made.people:
        audit.look("today", Compartment.COMPLIANCE, by=by, others=[f"person:{one}" for one in made.people])
    day = clock.local_day(now)
    return page(template, title=words.full_day(day), list=made, mine=mine, now=now, by=by)
