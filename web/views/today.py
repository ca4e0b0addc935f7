"""Today: the home of workers and supervisors, and what asks for a liaison or a manager."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment, Role
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.pages import page
from casework.kernel.worklists import Rank, only
from web.services import day_sheet as sheets
from web.services.today import worklist
from web.services.today_asks import works

bp = Blueprint("today", __name__)


@bp.get("/today")
@access(Action.LOOK, Compartment.COMPLIANCE)
def today() -> Response:
    """The worklist, mine or the team's: all groups, or one of them on a page of its own with all its rows."""
    by, now = actor(), clock.now()
    mine, group = _mine(by), _group()
    with only(group):
        made = worklist(by=by, mine=mine, now=now)
    _looked(made.people, by)
    title = words.full_day(clock.local_day(now))
    return page("web/today.html", title=title, list=made, mine=mine, works=works(by), alone=group is not None)


@bp.get("/today/print")
@access(Action.LOOK, Compartment.COMPLIANCE)
def day_sheet() -> Response:
    """The day on paper: initials and reference only, the fallback when there is no signal (ux 5.3)."""
    by, now = actor(), clock.now()
    mine = _mine(by)
    made = sheets.day_sheet(by=by, mine=mine, now=now) if works(by) else sheets.Sheet([], [], [], 0)
    _looked(made.people, by)
    title = words.full_day(clock.local_day(now))
    return page("web/day_sheet.html", title=title, sheet=made, mine=mine, now=now, by=by)


def _mine(by: Actor) -> bool:
    """Mine, unless the team was asked for; a manager who sees nobody starts with the team (ux 2.3)."""
    usual = "me" if by.has(Role.WORKER, Role.SUPERVISOR) else "team"
    return request.args.get("who", usual) != "team"


def _group() -> Rank | None:
    """The group that was asked for; all of them for what is no group."""
    asked = request.args.get("group", "").upper()
    return Rank[asked] if asked in Rank.__members__ else None


def _looked(people: Sequence[str], by: Actor) -> None:
    if people:
        audit.look("today", Compartment.COMPLIANCE, by=by, others=[f"person:{one}" for one in people])
