"""One's own account: where one is signed in, the PIN of this device, the password, and what one must be told."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g

from casework.accounts import services as accounts
from casework.accounts.access import fresh, signed_in
from casework.accounts.services import alerts, devices, passwords
from casework.accounts.services import sessions as rows
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import go, page
from casework.kernel.refused import NotFound, Refused
from web import sessions
from web.forms.signing_in import NewPasswordForm, PinForm
from web.views.sign_in import attempt

bp = Blueprint("account", __name__)
OWN = "the actor's own account, nobody else's record"


@bp.post("/account/sessions/<reference>/end")
@signed_in(OWN)
def end_session(reference: str) -> Response:
    """End one of one's own sessions by one press: at its next request it is nobody's."""
    return _pressed(lambda: rows.end_one(sessions.staff(), reference, at=clock.now()), "/account?saved=removed")


@bp.post("/account/sessions/end")
@signed_in(OWN)
def end_others() -> Response:
    """End every session but this one."""
    here = sessions.session()
    return _pressed(lambda: rows.end_all(here.staff.id, but=here.id, at=clock.now()), "/account?saved=removed")


@bp.post("/account/told")
@signed_in(OWN)
def told() -> Response:
    """They have seen what they were told."""
    return _pressed(lambda: alerts.seen(sessions.staff().id, at=clock.now()), "/account?saved=1")


def _pressed(work: Callable[[], None], target: str) -> Response:
    if not Form().validate():
        raise Refused("Press the button again")
    with transaction():
        work()
    return go(target)


@bp.route("/account/pin", methods=["GET", "POST"])
@fresh
@signed_in(OWN)
def pin() -> Response:
    """A PIN that unlocks the screen on this device."""
    _real()
    session, form = sessions.session(), PinForm()
    if form.validate_on_submit() and (done := attempt(form, lambda: _set_pin(session, form))):
        return done
    return page("web/account_form.html", title="PIN for this device", form=form, field="pin")


def _set_pin(session: rows.Session, form: PinForm) -> Response:
    devices.check_pin_shape(form.pin.data)
    hashed = devices.hash_of(form.pin.data)
    with transaction():
        devices.set_pin(session.staff, session.device_id, hashed, at=clock.now())
    return go("/account?saved=1")


@bp.post("/account/pin/end")
@signed_in(OWN)
def end_pin() -> Response:
    """The PIN of this device works no more."""
    _real()
    here = sessions.session()
    return _pressed(lambda: devices.set_pin(here.staff, here.device_id, "", at=clock.now()), "/account?saved=removed")


@bp.route("/account/password", methods=["GET", "POST"])
@fresh
@signed_in(OWN)
def password() -> Response:
    """A new password; every other session ends."""
    _real()
    session, form = sessions.session(), NewPasswordForm()
    if form.validate_on_submit() and (done := attempt(form, lambda: _set_password(session, form))):
        return done
    return page("web/account_form.html", title="Change your password", form=form, field="password")


def _set_password(session: rows.Session, form: NewPasswordForm) -> Response:
    staff = session.staff
    accounts.check_password(form.password.data, staff.name, staff.email, staff.agency.name)
    hashed = passwords.hash_password(form.password.data)
    with transaction():
        passwords.set_password(staff, hashed, at=clock.now())
        rows.end_all(staff.id, but=session.id, at=clock.now())
    return go("/account?saved=1")


def _real() -> None:
    """Pretend people have neither password nor PIN."""
    if g.get("pretend") is not None:
        raise NotFound
