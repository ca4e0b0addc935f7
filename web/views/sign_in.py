"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, request

from casework.accounts import services
from casework.accounts.access import public, signed_in
from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.database import transaction
from casework.kernel.pages import CHECK, page
from casework.kernel.refused import Refused
from web import sessions
from web.forms.accounts import SignInForm
from web.services import held

bp = Blueprint("sign_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public("the way in")
def sign_in() -> Response:
    form = SignInForm()
    if form.validate_on_submit():
        if done := _signed_in(form):
            return done
    elif request.method == "GET":
        form.next.process_data(request.args.get("next", ""))
    return page("web/sign_in.html", title="Sign in", form=form, held="held" in request.args)


def _signed_in(form: SignInForm) -> Response | None:
    """Count the try first, then look at the password, so that parallel guesses are all counted (promises P24)."""
    email, address = form.email.data or "", request.remote_addr or ""
    try:
        with transaction():
            services.refuse_too_many(email, address=address, at=clock.now())
            services.note_try(email, address=address, at=clock.now())
        staff = services.check_password_of(email, form.password.data or "")  # slow on purpose, so outside the lock
        with transaction():
            services.forget_tries(email)
            key = services.open_session(staff, at=clock.now())
    except Refused as no:
        with transaction():
            audit.record(Act.REFUSAL, "sign-in", by=None, at=clock.now())
        form.fail(no.message, no.field)
        return None
    mine = held.waiting(staff.id, at=clock.now())
    target = f"/held/{mine.reference}" if mine else safe_next(form.next.data or "")
    response: Response = redirect(target, 303)  # type: ignore[assignment]
    sessions.set_cookie(response, key)
    return response


def safe_next(target: str) -> str:
    """A path of this site, or home: nothing that leads elsewhere (L14)."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if plain and not parts.netloc and "\\" not in target else "/"


@bp.get("/held/<reference>")
@signed_in("what the same person typed before their session ended")
def show_held(reference: str) -> Response:
    """What was typed, to check and save: one press shows the form again with every box filled."""
    mine = held.load(reference, staff_id=sessions.staff().id, at=clock.now())
    return page(
        "web/held.html",
        title="What you typed is kept",
        path=mine.path,
        fields=held.fields_of(mine),
        has_page=_has_page(mine.path),
        again=CHECK,
    )


def _has_page(path: str) -> bool:
    """Whether the form has a page of its own, or is only a button on another."""
    adapter = current_app.url_map.bind("")
    return "GET" in adapter.allowed_methods(urlsplit(path).path)


@bp.post("/sign-out")
@public("ending a session harms nobody")
def sign_out() -> Response:
    key, _pretend = sessions.current_key()
    if g.get("actor") is not None:
        with transaction():
            services.end_session(key, at=clock.now())
    response: Response = redirect("/", 303)  # type: ignore[assignment]
    sessions.clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
