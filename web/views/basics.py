"""The first page, health, help and the way to every page of a role."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect
from sqlalchemy import text

from casework.accounts import services
from casework.accounts.access import actor, public, signed_in
from casework.kernel.database import db
from casework.kernel.pages import page
from web import frame

bp = Blueprint("basics", __name__)


@bp.get("/healthz")
@public("says only that the database answers")
def healthz() -> Response:
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@bp.get("/")
@public("leads to the role's home, to sign-in, or to the first page")
def home() -> Response:
    if g.get("actor") is not None:
        return redirect(frame.home_of(actor()), 303)  # type: ignore[return-value]
    if services.is_set_up():
        return redirect("/sign-in", 303)  # type: ignore[return-value]
    return page("web/first.html", title="Nothing set up yet")


@bp.get("/help")
@public("general words about the product, nobody's record")
def help_page() -> Response:
    return page("web/help.html", title="Help")


@bp.get("/more")
@signed_in("links to the actor's own pages")
def more() -> Response:
    return page("web/more.html", title="More", items=frame.everything_of(actor()))
