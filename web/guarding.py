"""What is turned away before any page sees it: too much, at the wrong host, or saved by an agency that only reads."""

from __future__ import annotations

from flask import Response, abort, current_app, g, make_response, render_template, request

from casework.accounts.access import Access
from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment, ListState, list_state
from casework.accounts.rules.colleagues import ends_at
from casework.accounts.rules.rates import WINDOW, Meter, of_post, of_read
from casework.accounts.services import rates
from casework.accounts.services.tries import TooMany
from casework.kernel import clock, words
from casework.kernel.database import transaction

CALLED_FROM_OUTSIDE = frozenset({"reminders_hooks"})
"""Rooms that only a provider calls: each post carries its signature, so none is counted."""
SAVES = frozenset({Action.WRITE, Action.DISCLOSE, Action.CONFIGURE, Action.EXPORT})
STAFFING = "accounts."
"""Accounts can be put in order while nothing else is saved: that is what is waited for."""
ONLY_READ = "Nothing can be saved just now"


def refuse_elsewhere() -> None:
    """Where the provider has a host name of its own, it finds nothing else there, and its pages nowhere else
    (ASVS 3.5.4): answered 404."""
    theirs: str = current_app.config["WEBHOOK_HOST"]
    if theirs and (request.host.partition(":")[0] == theirs) != (request.blueprint in CALLED_FROM_OUTSIDE):
        abort(404)


def count_post() -> None:
    """Count what is posted, by whom, in the database. Raises TooMany; where it cannot be counted nothing is answered.

    Among pretend people nothing is counted: their database is thrown away whole."""
    if request.method != "POST" or request.blueprint in CALLED_FROM_OUTSIDE or g.get("pretend") is not None:
        return
    actor = g.get("actor")
    whose = of_post(
        current_app.config["RATES"],
        staff_id=actor.staff_id if actor is not None else None,
        address=request.remote_addr or "",
    )
    with transaction():
        rates.count(whose, at=clock.now())


def count_read() -> None:
    """Count what is read, in this process. Raises TooMany. A file of style or script is the same for everybody, and
    browsers keep it; pretend people read what everybody may."""
    if request.method not in {"GET", "HEAD"} or request.endpoint == "static" or g.get("pretend") is not None:
        return
    actor, meter = g.get("actor"), current_app.extensions.setdefault("reads_meter", Meter())
    whose = of_read(
        current_app.config["READS"],
        staff_id=actor.staff_id if actor is not None else None,
        address=request.remote_addr or "",
    )
    if meter.is_over(whose, at=clock.now()):
        raise TooMany(WINDOW)


def only_reads(wanted: Access) -> bool:
    """Whether this would save something for an agency whose list of colleagues nobody confirmed for 90 days."""
    if request.method != "POST" or wanted.action not in SAVES or wanted.compartment is None:
        return False
    if wanted.compartment is Compartment.COLLEAGUES or (request.endpoint or "").startswith(STAFFING):
        return False
    return _list_state() is ListState.OVER


def refused_to_save(*, kept: bool) -> Response:
    """What was posted is not saved; what was typed waits for the same person."""
    return make_response(render_template("errors/only_read.html", title=ONLY_READ, kept=kept), 403)


def list_asked() -> str:
    """What stands over every page while the list of colleagues waits for a manager, or "". A manager is told first."""
    state = _list_state()
    if state is ListState.RIGHT:
        return ""
    if state is ListState.OVER:
        return "Nothing can be saved until a manager confirms the list of colleagues"
    if not g.actor.has("manager"):
        return ""
    return f"Confirm the list of colleagues by {words.short_day(clock.local_day(ends_at(_agency().confirmed_at)))}"


def _list_state() -> ListState:
    """Pretend people are never asked who has left: they come and go at a press."""
    if g.get("pretend") is not None:
        return ListState.RIGHT
    return list_state(_agency().confirmed_at, at=clock.now())


def _agency() -> Agency:
    found: Agency = g.staff.agency
    return found
