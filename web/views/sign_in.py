"""Signing in, step by step, and out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, after_this_request, current_app, g, redirect, request

from casework.accounts import services
from casework.accounts.access import public, signed_in
from casework.accounts.models import Staff
from casework.accounts.rules import STEPS, Stage
from casework.accounts.services import factors, passkeys, passwords, tries
from casework.accounts.services import sessions as rows
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import CHECK, page
from casework.kernel.refused import Refused
from web import cookies, frame, sessions
from web.forms.accounts import SignInForm
from web.forms.signing_in import CodeForm, NewPasswordForm, PasskeyForm
from web.services import held
from web.sessions import safe_next as safe_next  # where other rooms of the front look for it
from web.views import proving

bp = Blueprint("sign_in", __name__)
TYPED = frozenset({"password", "pin", "code", "recovery"})
PART = "part of the way in: asks for the half-open session of the step before"


@bp.route("/sign-in", methods=["GET", "POST"])
@public("the way in")
def sign_in() -> Response:
    """Address and password, or a passkey alone."""
    form = SignInForm()
    if by_passkey():
        if done := attempt(form, _by_passkey_alone):
            return done
    elif form.validate_on_submit():
        if done := attempt(form, lambda: _by_password(form)):
            return done
    elif request.method == "GET":
        form.next.process_data(request.args.get("next", ""))
    return page("web/sign_in.html", title="Sign in", form=form, held="held" in request.args)


def by_passkey() -> bool:
    """Whether the button of the passkey was pressed, and not that of what is typed."""
    return "credential" in request.form and not TYPED.intersection(request.form)


def attempt(form: Form, work: Callable[[], Response]) -> Response | None:
    """Try; what is refused is written down and lands on its field: 429 where tries are over, 503 where it is busy."""
    try:
        return work()
    except Refused as no:
        proving.refused(at=clock.now(), by=g.session.staff if g.get("session") else None)
        form.fail(no.message, no.field if no.field in form else None)
        if isinstance(no, tries.TooMany):
            _wait(429, int(no.after.total_seconds()))
        if isinstance(no, passwords.Busy):
            _wait(503, 5)
    return None


def _wait(status: int, seconds: int) -> None:
    def say(response: Response) -> Response:
        response.headers["Retry-After"] = str(seconds)
        return response

    g.answer_status = status
    after_this_request(say)


def _by_password(form: SignInForm) -> Response:
    email = form.email.data if form.email.typed.strip().isascii() else form.email.typed  # nothing unseen matches (L6)
    staff = proving.password_of(email, form.password.data, cookies.browser(), at=clock.now())
    return enter(staff, proving.after_password(staff), target=form.next.data)


def _by_passkey_alone() -> Response:
    form = PasskeyForm()
    staff = proving.passkey(form.credential.data, cookies.site(), at=clock.now())
    return enter(staff, Stage.WHOLE, target=form.next.data)


def enter(staff: Staff, stage: Stage, *, target: str) -> Response:
    """Begin a session in place of any that this browser had (L11)."""
    with transaction():
        services.end_session(cookies.current_key()[0], at=clock.now())
        key = services.open_session(staff, at=clock.now(), stage=stage, browser=cookies.browser())
    return onward(key, stage, staff.id, target=target)


def go_on(session: rows.Session, stage: Stage, *, target: str) -> Response:
    """The next step of a session that is half open, or the end of the way."""
    with transaction():
        key = rows.advance(session, stage, browser=cookies.browser(), at=clock.now())
    return onward(key, stage, session.staff.id, target=target)


def onward(key: str, stage: Stage, staff_id: int, *, target: str) -> Response:
    """To what is still missing; when nothing is, to what was typed, or to where they were going."""
    target = safe_next(target)
    if stage is Stage.WHOLE:
        mine = held.waiting(staff_id, at=clock.now())
        target = f"/held/{mine.reference}" if mine else _another(staff_id, target)
    else:
        target = STEPS[stage] if target == "/" else f"{STEPS[stage]}?next={sessions.quoted(target)}"
    response: Response = redirect(target, 303)  # type: ignore[assignment]
    cookies.set_cookie(response, key)
    if stage is Stage.WHOLE:
        cookies.set_device(response)
    return response


def _another(staff_id: int, target: str) -> str:
    """Where they are going; with a word that somebody else's work waits in this browser, and none of it (ux 6.6)."""
    if not held.another_waits(staff_id, cookies.browser().key, at=clock.now()):
        return target
    home = frame.home_of(db.session.get_one(Staff, staff_id).actor) if target == "/" else target
    return f"{home}{'&' if '?' in home else '?'}saved=another"


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@public(PART)
def second_step() -> Response:
    """The code of an app, a passkey, or a recovery code."""
    session = sessions.half(Stage.CODE, Stage.RESET)
    form = CodeForm()
    if by_passkey():
        if done := attempt(form, lambda: _passkey_of(session)):
            return done
    elif form.validate_on_submit():
        if done := attempt(form, lambda: _code_of(session, form)):
            return done
    elif request.method == "GET":
        form.next.process_data(request.args.get("next", ""))
    kinds = {one.kind for one in factors.factors_of(session.staff.id)}
    return page(
        "web/sign_in_second.html",
        title="Second step",
        form=form,
        has_app=factors.TOTP_KIND in kinds,
        has_passkey=factors.PASSKEY_KIND in kinds and cookies.can_have_passkeys(),
    )


def _code_of(session: rows.Session, form: CodeForm) -> Response:
    proving.code_of(session, form.code.data, form.recovery.data, cookies.browser(), at=clock.now())
    return go_on(session, proving.after_step(session), target=form.next.data)


def _passkey_of(session: rows.Session) -> Response:
    form = PasskeyForm()
    proving.passkey(form.credential.data, cookies.site(), at=clock.now(), of=session.staff.id)
    return go_on(session, proving.after_step(session), target=form.next.data)


@bp.route("/new-password", methods=["GET", "POST"])
@public(PART)
def new_password() -> Response:
    """Chosen by its owner alone, after an invitation or a reset."""
    session, form = sessions.half(Stage.PASSWORD), NewPasswordForm()
    if form.validate_on_submit():
        if done := attempt(form, lambda: _choose(session, form)):
            return done
    return page("web/new_password.html", title="Choose a password", form=form, email=session.staff.email)


def _choose(session: rows.Session, form: NewPasswordForm) -> Response:
    return go_on(session, proving.choose_password(session, form.password.data, at=clock.now()), target="/")


@bp.get("/held/<reference>")
@signed_in("what the same person typed before their session ended")
def show_held(reference: str) -> Response:
    """What was typed, to check and save: one press shows the form again with every box filled."""
    mine = held.load(reference, staff_id=sessions.staff().id, at=clock.now())
    path = mine.path.partition("?")[0]
    return page(
        "web/held.html",
        title="What you typed is kept",
        path=mine.path,
        fields=held.fields_of(mine),
        has_page="GET" in current_app.url_map.bind("").allowed_methods(path),
        again=CHECK,
    )


@bp.post("/passkeys/question")
@public("a random question: it says nothing, and is answered once")
def passkey_question() -> Response:
    """What a script hands to the browser so that it makes a passkey, or uses one."""
    site, at, session = cookies.site(), clock.now(), g.get("session")
    with transaction():
        tries.take(tries.of_challenge(request.remote_addr or ""), at=at)
        if request.form.get("do") == "make":
            asked = passkeys.question_to_make(_who_may_make().staff, site, at=at)
        else:
            asked = passkeys.question_to_use(session.staff.id if session else None, site, at=at)
    return Response(asked, mimetype="application/json")


def _who_may_make() -> rows.Session:
    return sessions.session() if g.get("actor") is not None else sessions.half(Stage.FACTOR)


@bp.post("/sign-out")
@public("ending a session harms nobody")
def sign_out() -> Response:
    """End this session, locked or not."""
    if g.get("session") is not None:
        with transaction():
            services.end_session(cookies.current_key()[0], at=clock.now())
    response: Response = redirect("/", 303)  # type: ignore[assignment]
    cookies.clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
