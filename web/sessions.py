"""Who makes this request, whether they may, and the looks that are written before the page leaves."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from flask import Flask, Response, abort, g, redirect, request
from flask_login import LoginManager
from sqlalchemy.exc import SQLAlchemyError

from casework.accounts import access, services
from casework.accounts.models import Staff
from casework.accounts.rules import holds
from casework.kernel import audit, clock
from casework.kernel.database import db, transaction
from web.demo import place
from web.services import held

COOKIE = "__Host-waymark"
PRETEND = "pretend."
_TOUCH = dt.timedelta(seconds=60)
_STATE = ("actor", "staff", "session_id", "pretend", "intent", "looks", "seen_at")


def install(app: Flask) -> None:
    """Wire flask-login to sessions kept on the server, and guard every route."""
    login = LoginManager(app)
    login.session_protection = None  # the browser holds only a random key; there is nothing in it to protect
    login.request_loader(lambda _request: g.get("staff"))
    app.before_request(_open)
    app.before_request(_guard)
    app.after_request(_write_looks)
    app.teardown_request(_close)
    app.view_functions["static"] = access.public("style sheet, script and mark: the same for everybody")(
        app.view_functions["static"]
    )


def _open() -> None:
    _forget()
    g.intent = "read"
    if request.endpoint == "static":
        return
    key = request.cookies.get(COOKIE, "")
    if not key:
        return
    if key.startswith(PRETEND):
        if not place.exists():
            return
        g.pretend = place.engine()
    found = services.find_session(key.removeprefix(PRETEND), at=clock.now())
    if found is None:
        db.session.rollback()
        g.pop("pretend", None)
        return
    g.staff, g.actor = found.staff, found.staff.actor
    g.session_id, g.seen_at = found.id, found.seen_at


def _guard() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: the 404 is the same for everybody
    from flask import current_app

    wanted = access.declared(current_app, request.endpoint)
    if wanted is None:
        abort(404)
    if wanted.action is None:
        return None
    if g.get("actor") is None:
        return _held() or _to_sign_in()
    if wanted.compartment is not None and not holds(g.actor, wanted.action, wanted.compartment):
        abort(404)
    return None


def _held() -> Response | None:
    """Keep what was typed when the session ended meanwhile, for the same person to save after signing in again."""
    key, pretend = current_key()
    if request.method != "POST" or not key or pretend:
        return None
    ended = services.ended_session(key)
    if ended is None:
        return None
    with transaction():
        held.drop_over(at=clock.now())
        kept = held.hold(ended.staff, here(), request.form.items(multi=True), at=clock.now())
    return redirect("/sign-in?held=1", 303) if kept else None  # type: ignore[return-value]


def here() -> str:
    """The address of this request, with its question."""
    return request.full_path if request.query_string else request.path


def _to_sign_in() -> Response:
    target = "/sign-in"
    if request.method == "GET" and request.path != "/":
        target += f"?next={quote(request.full_path.rstrip('?'), safe='/?=&')}"
    return redirect(target, 303)  # type: ignore[return-value]


def _write_looks(response: Response) -> Response:
    stale = g.get("session_id") is not None and clock.now() - g.seen_at > _TOUCH
    saved = request.method == "POST" and response.status_code == 303 and g.get("actor") is not None
    now_saved = saved and held.is_held(g.actor.staff_id, here())
    if not (audit.waiting_looks() or stale or now_saved):
        return response
    try:
        with transaction():
            audit.write_looks(clock.now())
            if now_saved:
                held.drop(g.actor.staff_id, here())
            if g.get("session_id") is not None:
                services.touch_session(g.session_id, at=clock.now())
    except SQLAlchemyError:
        # Nothing of a record leaves unless the look is written first (promises P10).
        return Response("Waymark cannot write its record just now. Try again in a minute.", 503, mimetype="text/plain")
    return response


def _close(_error: BaseException | None) -> None:
    _forget()


def _forget() -> None:
    for name in _STATE:
        g.pop(name, None)


def set_cookie(response: Response, key: str) -> None:
    """Give the browser its key: this host only, this browser session only, never to scripts."""
    response.set_cookie(COOKIE, key, secure=True, httponly=True, samesite="Strict", path="/")


def clear_cookie(response: Response) -> None:
    """Take the key back."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")


def current_key() -> tuple[str, bool]:
    """The browser's key without its prefix, and whether it is of the pretend people."""
    key = request.cookies.get(COOKIE, "")
    return key.removeprefix(PRETEND), key.startswith(PRETEND)


def staff() -> Staff:
    """The member of staff who makes this request."""
    found: Staff | None = g.get("staff")
    if found is None:
        abort(404)
    return found
