"""Look around with pretend people: a database file of their own, one press per role, nothing leaves."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect

from casework.accounts import services as accounts
from casework.accounts.access import public
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import page
from casework.kernel.refused import NotFound, Refused
from web import cookies
from web.demo import place
from web.demo.tour import tour

bp = Blueprint("demo", __name__)
WHY = "pretend people only, in a database of their own"


@bp.post("/demo")
@public(WHY)
def start() -> Response:
    """Make the pretend people, unless they are there, and be the worker."""
    _allowed()
    if not Form().validate():
        return _home()
    place.see_to(now=clock.now())
    return _as(Role.WORKER)


@bp.get("/demo")
@public(WHY)
def things_to_try() -> Response:
    """Five things to try among the pretend people, ticked off as they are done."""
    if g.get("pretend") is None:
        raise NotFound
    roles = g.actor.roles if g.get("actor") else frozenset()
    return page("web/tour.html", title="Five things to try", steps=tour(today=clock.today()), roles=roles)


@bp.post("/demo/as/<role>")
@public(WHY)
def be(role: str) -> Response:
    """Be another pretend colleague."""
    if role not in list(Role) or not place.exists():
        raise NotFound
    return _as(Role(role))


@bp.post("/demo/clear")
@public(WHY)
def clear() -> Response:
    """Forget the pretend people and go back to the first page."""
    place.clear()
    response = _home()
    cookies.clear_cookie(response)
    return response


def _allowed() -> None:
    """Never beside real records or a live provider (promises, "Settled")."""
    if accounts.is_set_up() or place.forbidden():
        raise NotFound


def _home() -> Response:
    response: Response = redirect("/", 303)  # type: ignore[assignment]
    return response


def _as(role: Role) -> Response:
    g.pretend = place.engine()
    with transaction():
        agency = accounts.first_agency()
        if agency is None:
            raise NotFound
        staff = accounts.staff_of(agency.id, role)
        if not staff:
            raise Refused("This pretend colleague has left. Clear the pretend people and start again")
        key = accounts.open_session(staff[0], at=clock.now())
    response = _home()
    cookies.set_cookie(response, cookies.PRETEND + key)
    return response
