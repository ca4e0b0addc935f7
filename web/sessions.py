"""Who makes this request, whether they may, and the looks that are written before the page leaves."""

from __future__ import annotations

import datetime as dt
import logging
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request
from flask_login import LoginManager

from casework.accounts import access, services
from casework.accounts.models import Staff
from casework.accounts.rules import STEPS, Stage, Standing, holds, is_fresh
from casework.accounts.services import Session
from casework.kernel import audit, clock, words
from casework.kernel.database import db, transaction
from web import away, guarding
from web.cookies import COOKIE, DEVICE, PRETEND, current_key
from web.demo import place
from web.services import held

log = logging.getLogger("waymark")
KEEP = "Waymark-Keep"
"""A page that keeps what is being typed posts its form with this header: it is held, and nothing is saved."""
POLL = "Waymark-Poll"
"""A page that asks by itself says so with this header: it never keeps a session awake (L16)."""

_TOUCH = dt.timedelta(seconds=60)
_LOCKED_OUT = frozenset({"basics.home"})


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
    away.forget()
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
    found = _find(key.removeprefix(PRETEND))
    if found is None or found.standing is Standing.OVER:
        db.session.rollback()
        g.pop("pretend", None)
        return
    g.session = found
    if found.standing is Standing.LIVE:
        g.staff, g.actor = found.staff, found.staff.actor


def _find(key: str) -> Session | None:
    idle: dt.timedelta = current_app.config["LOCK_AFTER"]
    return services.find_session(key, at=clock.now(), idle=idle)


def _guard() -> Response | None:
    guarding.refuse_elsewhere()
    guarding.count_read()
    if request.endpoint is None:
        return None  # no such page: the 404 is the same for everybody
    guarding.count_post()
    if request.headers.get(KEEP) and request.method == "POST":
        return _kept_typing()
    wanted = access.declared(current_app, request.endpoint)
    if wanted is None:
        abort(404)
    if wanted.action is None:
        return to_lock() if request.endpoint in _LOCKED_OUT and _standing() is Standing.LOCKED else None
    if g.get("actor") is None:
        return _on_the_way()
    if wanted.compartment is not None and not holds(g.actor, wanted.action, wanted.compartment):
        abort(404)
    if guarding.only_reads(wanted):
        return guarding.refused_to_save(kept=_hold_draft())
    return _proved_lately() if access.needs_fresh(current_app, request.endpoint) else None


def _kept_typing() -> Response:
    """A page keeps what is being typed, every so often: nothing is saved by it, and nothing else is done."""
    kept = g.get("actor") is not None and _hold_draft()
    at = words.clock_time(clock.now()) if kept else ""
    return Response(at, 200 if kept else 204, mimetype="text/plain")


def _hold_draft() -> bool:
    if request.method != "POST" or g.get("pretend") is not None:
        return False
    device = request.cookies.get(DEVICE, "")
    with transaction():
        held.drop_over(at=clock.now())
        typed = request.form.items(multi=True)
        return held.hold(g.staff, here(), typed, at=clock.now(), draft=True, device=device)


def kept_draft() -> tuple[str, str] | None:
    """What this person was typing in the form at this address: where it is shown, and since when it is kept."""
    if request.method != "GET" or g.get("actor") is None or g.get("pretend") is not None:
        return None
    found = held.of_page(g.actor.staff_id, here(), at=clock.now())
    return (f"/held/{found.reference}", words.clock_time(found.held_at)) if found is not None else None


def _standing() -> Standing | None:
    found: Session | None = g.get("session")
    return found.standing if found is not None else None


def _on_the_way() -> Response:
    """Nobody is there in full: to the lock, to what is missing, or to sign-in. What was typed is held."""
    if _standing() is Standing.HALF:
        return redirect(STEPS[g.session.stage], 303)  # type: ignore[return-value]
    kept = hold()
    if _standing() is Standing.LOCKED:
        return to_lock(kept)
    return redirect("/sign-in?held=1", 303) if kept else _to_sign_in()  # type: ignore[return-value]


def to_lock(kept: bool = False) -> Response:
    """The neutral page, which leads back to this address."""
    if kept:
        return redirect("/lock?held=1", 303)  # type: ignore[return-value]
    return redirect(f"/lock?next={quoted(here())}" if request.method == "GET" else "/lock", 303)  # type: ignore[return-value]


def _proved_lately() -> Response | None:
    """Exports, second steps and the like ask who is there again, unless they said so in the last ten minutes. Pretend
    people have nothing to prove it by."""
    if g.get("pretend") is not None or is_fresh(g.session.proved_at, at=clock.now()):
        return None
    kept = hold()
    target = "/confirm?held=1" if kept else f"/confirm?next={quoted(here() if request.method == 'GET' else '/')}"
    return redirect(target, 303)  # type: ignore[return-value]


def hold() -> bool:
    """Keep what was posted to a session that is locked, over or to be proved, for the same person to save later."""
    key, pretend = current_key()
    if request.method != "POST" or not key or pretend:
        return False
    found = _find(key)
    if found is None or found.stage is not Stage.WHOLE:
        return False
    with transaction():
        held.drop_over(at=clock.now())
        typed = request.form.items(multi=True)
        return held.hold(found.staff, here(), typed, at=clock.now(), device=request.cookies.get(DEVICE, ""))


def held_stale() -> str:
    """Where what was posted with a stale token is kept, or "" where it is nobody's.

    The cookie of a session comes with a post of our own pages only (SameSite=Strict)."""
    key = current_key()[0]
    if not hold():
        return ""
    found = _find(key)
    mine = held.waiting(found.staff.id, at=clock.now()) if found is not None else None
    return f"/held/{mine.reference}" if mine is not None else ""


def here() -> str:
    """The address of this request, with its question."""
    return request.full_path if request.query_string else request.path


def safe_next(target: str) -> str:
    """A path of this site, or home: nothing that leads elsewhere (L14)."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if plain and not parts.netloc and "\\" not in target else "/"


def quoted(target: str) -> str:
    return quote(target, safe="/?=&")


def _to_sign_in() -> Response:
    target = "/sign-in"
    if request.method == "GET" and request.path != "/":
        target += f"?next={quoted(here())}"
    return redirect(target, 303)  # type: ignore[return-value]


def _write_looks(response: Response) -> Response:
    try:
        _write_what_waits(response)
    except Exception as error:
        # Nothing of a record leaves unless the look is written first, whatever stood in the way (promises P10, P28).
        log.error("The look could not be written: %s at %s", type(error).__name__, request.endpoint)
        db.session.rollback()
        return away.page(COOKIE)
    return response


def _write_what_waits(response: Response) -> None:
    live = g.get("actor") is not None
    stale = live and not request.headers.get(POLL) and clock.now() - g.session.seen_at > _TOUCH
    saved = request.method == "POST" and response.status_code == 303 and live
    now_saved = saved and held.is_held(g.actor.staff_id, here())
    if not (audit.waiting_looks() or stale or now_saved):
        return
    with transaction():
        audit.write_looks(clock.now())
        if now_saved:
            held.drop(g.actor.staff_id, here())
        if stale:  # once a minute says it as well, and is half of what a look costs
            services.touch_session(g.session.id, at=clock.now())


def _close(_error: BaseException | None) -> None:
    away.forget()


def half(*stages: Stage) -> Session:
    """The half-open session of this request, at one of these stages. Without one, a fault answered 404."""
    found: Session | None = g.get("session")
    if found is None or found.standing is not Standing.HALF or found.stage not in stages:
        abort(404)
    return found


def session() -> Session:
    """The session of this request, whole and live."""
    if g.get("actor") is None:
        abort(404)
    found: Session = g.session
    return found


def staff() -> Staff:
    """The member of staff who makes this request."""
    found: Staff | None = g.get("staff")
    if found is None:
        abort(404)
    return found
