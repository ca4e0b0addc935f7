"""A second step of one's own: an app that shows codes, a passkey, and eight codes for when both are lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, Response, g, request
from markupsafe import Markup

from casework.accounts.access import fresh, public, signed_in
from casework.accounts.rules import Stage
from casework.accounts.services import factors, passkeys
from casework.accounts.services import sessions as rows
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import go, page
from casework.kernel.refused import NotFound, Refused
from web import cookies, sessions
from web.forms.signing_in import AppForm, NewPasskeyForm
from web.services import account
from web.views.sign_in import PART, attempt

bp = Blueprint("second_step", __name__)
OWN = "the actor's own account, nobody else's record"


@bp.get("/second-step")
@public(PART)
def choose() -> Response:
    """The first second step: an app or a passkey, before anything else can be done."""
    sessions.half(Stage.FACTOR)
    return _choice("/second-step")


@bp.get("/account/second-step")
@fresh
@signed_in(OWN)
def choose_another() -> Response:
    """One more."""
    _real()
    return _choice("/account/second-step")


def _choice(base: str) -> Response:
    return page(
        "web/second_step.html",
        title="A second step for signing in",
        base=base,
        form=NewPasskeyForm(),
        passkeys=cookies.can_have_passkeys(),
        target=request.args.get("next", ""),
    )


@bp.route("/second-step/app", methods=["GET", "POST"])
@public(PART)
def app() -> Response:
    """The app of somebody who has none yet."""
    return _app(sessions.half(Stage.FACTOR))


@bp.route("/account/second-step/app", methods=["GET", "POST"])
@fresh
@signed_in(OWN)
def another_app() -> Response:
    """An app beside what there is."""
    _real()
    return _app(sessions.session())


def _app(session: rows.Session) -> Response:
    form = AppForm()
    if form.validate_on_submit() and (done := attempt(form, lambda: _add_app(session, form))):
        return done
    if not form.number.data:
        form.number.process_data(secrets.token_urlsafe(16))
    secret = factors.app_secret(session.staff, form.number.data)
    return page(
        "web/second_step_app.html",
        title="An app that shows codes",
        form=form,
        picture=Markup(factors.app_picture(session.staff, secret)),  # noqa: S704 - drawn by segno
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )


def _add_app(session: rows.Session, form: AppForm) -> Response:
    secret, at = factors.app_secret(session.staff, form.number.data), clock.now()
    name = form.name.data or "App"
    return _added(session, lambda: factors.add_app(session.staff, secret, form.code.data, name=name, at=at))


@bp.post("/second-step")
@public(PART)
def passkey() -> Response:
    """The passkey of somebody who has none yet."""
    return _passkey(sessions.half(Stage.FACTOR), "/second-step")


@bp.post("/account/second-step")
@fresh
@signed_in(OWN)
def another_passkey() -> Response:
    """A passkey beside what there is."""
    _real()
    return _passkey(sessions.session(), "/account/second-step")


def _passkey(session: rows.Session, base: str) -> Response:
    form = NewPasskeyForm()
    if form.validate() and (done := attempt(form, lambda: _add_passkey(session, form))):
        return done
    return page(
        "web/second_step.html",
        title="A second step for signing in",
        base=base,
        form=form,
        passkeys=cookies.can_have_passkeys(),
        target=form.next.data,
    )


def _add_passkey(session: rows.Session, form: NewPasskeyForm) -> Response:
    answer, site, at = form.credential.data, cookies.site(), clock.now()
    name = form.name.data or "Passkey"
    return _added(session, lambda: passkeys.add_passkey(session.staff, answer, site, name=name, at=at))


def _added(session: rows.Session, work: Callable[[], None]) -> Response:
    """Keep it. The first one also brings the recovery codes, and makes a half-open session whole."""
    made, key = list[str](), ""
    with transaction():
        first = session.stage is Stage.FACTOR
        work()
        if first:
            made = list(factors.new_recovery_codes(session.staff, at=clock.now()))
            key = rows.advance(session, Stage.WHOLE, browser=cookies.browser(), at=clock.now())
    if not first:
        return go("/account?saved=1")
    response = _codes(made, account.where_next(session.staff))
    cookies.set_cookie(response, key)
    cookies.set_device(response)
    return response


def _codes(made: list[str], target: str) -> Response:
    return page("web/recovery_codes.html", title="Your recovery codes", codes=made, target=target)


@bp.post("/account/recovery-codes")
@fresh
@signed_in(OWN)
def recovery_codes() -> Response:
    """Eight new codes; the old ones stop working."""
    _real()
    _pressed()
    with transaction():
        made = list(factors.new_recovery_codes(sessions.staff(), at=clock.now()))
    return _codes(made, "/account")


@bp.post("/account/second-step/<reference>/end")
@fresh
@signed_in(OWN)
def end(reference: str) -> Response:
    """Take a second step away; the last one stays."""
    _real()
    _pressed()
    with transaction():
        factors.end_factor(sessions.staff(), reference, at=clock.now())
    return go("/account?saved=removed")


def _pressed() -> None:
    if not Form().validate():
        raise Refused("Press the button again")


def _real() -> None:
    """Pretend people have no second step."""
    if g.get("pretend") is not None:
        raise NotFound
