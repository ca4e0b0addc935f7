"""Lock, not log out: a neutral screen, and the way back to the same page; and proving again who is there (ux 6.6)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, request

from casework.accounts.access import public, signed_in
from casework.accounts.rules import Standing
from casework.accounts.services import devices, factors
from casework.accounts.services import sessions as rows
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.pages import go, page
from casework.kernel.refused import Refused
from web import cookies, sessions
from web.forms.signing_in import ConfirmForm, PasskeyForm, UnlockForm
from web.services import held
from web.views import proving
from web.views.sign_in import attempt, by_passkey

bp = Blueprint("lock", __name__)
WHY = "shows nothing of anybody; unlocking asks for the session that was locked"
NOTHING_TYPED = "Enter your PIN or your password"
BY_SCRIPT = "Waymark-Lock"
"""A page that keeps itself while it is locked asks with this header, and is answered without being led away."""


@bp.post("/lock")
@public(WHY)
def lock() -> Response:
    """Lock this session at once, wherever it is open."""
    if g.get("actor") is not None:
        with transaction():
            rows.lock_session(g.session.id, at=clock.now())
    target = sessions.safe_next(request.form.get("next", ""))
    return go("/lock" if target == "/" else f"/lock?next={sessions.quoted(target)}")


@bp.get("/lock")
@public(WHY)
def locked() -> Response:
    """No name, no page title of a record, nothing of what was open."""
    session = _locked()
    if session is None:
        return go(sessions.safe_next(request.args.get("next", "")) if g.get("actor") is not None else "/sign-in")
    form = UnlockForm()
    form.next.process_data(request.args.get("next", ""))
    return _page(session, form)


@bp.route("/lock/key", methods=["GET", "POST"])
@public(WHY)
def unlock() -> Response:
    """Past the lock by PIN, password or passkey; the pretend people need none."""
    session = _locked()
    if session is None or request.method == "GET":
        open_already = g.get("actor") is not None and BY_SCRIPT in request.headers  # in a page beside this one
        return Response(status=204, mimetype="text/plain") if open_already else go("/lock")
    form = UnlockForm()
    if form.validate() and (done := attempt(form, lambda: _unlocked(session, form))):
        return done
    return _page(session, form)


def _locked() -> rows.Session | None:
    found: rows.Session | None = g.get("session")
    return found if found is not None and found.standing is Standing.LOCKED else None


def _page(session: rows.Session, form: UnlockForm) -> Response:
    pretend = g.get("pretend") is not None
    return page(
        "web/lock.html",
        title="Locked",
        form=form,
        held="held" in request.args,
        pretend=pretend,
        has_pin=not pretend and devices.has_pin(session.device_id),
        has_passkey=not pretend and cookies.can_have_passkeys() and _has_passkey(session),
    )


def _has_passkey(session: rows.Session) -> bool:
    return any(one.kind == factors.PASSKEY_KIND for one in factors.factors_of(session.staff.id))


def _unlocked(session: rows.Session, form: UnlockForm) -> Response:
    how = _prove(session, form)
    with transaction():
        key = rows.unlock_session(session, how=how, at=clock.now())
    target = sessions.safe_next(form.next.data)
    return _opened(session, key, target)


def _prove(session: rows.Session, form: UnlockForm) -> str:
    """How it was proved. Raises Refused on the box."""
    if g.get("pretend") is not None:
        return "pretend"
    if by_passkey():
        passkey = PasskeyForm()
        proving.passkey(passkey.credential.data, cookies.site(), at=clock.now(), of=session.staff.id)
        return "passkey"
    if form.pin.data:
        proving.pin(session, form.pin.data, at=clock.now())
        return "PIN"
    if not form.password.data:
        raise Refused(NOTHING_TYPED, "pin" if devices.has_pin(session.device_id) else "password")
    proving.own_password(session, form.password.data, cookies.browser(), at=clock.now())
    return "password"


def _opened(session: rows.Session, key: str | None, target: str) -> Response:
    if key is None:  # ended meanwhile, from elsewhere: it stays ended
        return go("/sign-in")
    if request.headers.get(BY_SCRIPT):
        response = Response(status=204, mimetype="text/plain")
    else:
        mine = held.waiting(session.staff.id, at=clock.now()) if g.get("pretend") is None else None
        response = go(f"/held/{mine.reference}" if mine else target)
    cookies.set_cookie(response, f"{cookies.PRETEND}{key}" if g.get("pretend") is not None else key)
    return response


@bp.post("/still-here")
@signed_in("somebody is typing: the session stays awake")
def still_here() -> Response:
    """Told by the page when somebody typed or pressed something since it was last told, never by itself."""
    return Response(status=204, mimetype="text/plain")


@bp.route("/confirm", methods=["GET", "POST"])
@signed_in("proves again who is there, for what asks for it")
def confirm() -> Response:
    """Password and code, or a passkey: good for ten minutes."""
    session, form = sessions.session(), ConfirmForm()
    if g.get("pretend") is not None:
        abort(404)
    if by_passkey():
        if done := attempt(form, lambda: _by_passkey(session)):
            return done
    elif form.validate_on_submit():
        if done := attempt(form, lambda: _by_both(session, form)):
            return done
    elif request.method == "GET":
        form.next.process_data(request.args.get("next", ""))
    kinds = {one.kind for one in factors.factors_of(session.staff.id)}
    return page(
        "web/confirm.html",
        title="Confirm it is you",
        form=form,
        held="held" in request.args,
        has_app=factors.TOTP_KIND in kinds,
        has_passkey=factors.PASSKEY_KIND in kinds and cookies.can_have_passkeys(),
    )


def _by_both(session: rows.Session, form: ConfirmForm) -> Response:
    proving.own_password(session, form.password.data, cookies.browser(), at=clock.now())
    proving.code_of(session, form.code.data, "", cookies.browser(), at=clock.now())
    return _proved(session, "password and code", form)


def _by_passkey(session: rows.Session) -> Response:
    form = PasskeyForm()
    proving.passkey(form.credential.data, cookies.site(), at=clock.now(), of=session.staff.id)
    return _proved(session, "passkey", form)


def _proved(session: rows.Session, how: str, form: ConfirmForm | PasskeyForm) -> Response:
    with transaction():
        key = rows.prove_session(session, how=how, at=clock.now())
    return _opened(session, key, sessions.safe_next(form.next.data))
