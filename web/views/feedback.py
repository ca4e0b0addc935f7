"""Anonymous feedback: on paper, by the code on a card, or on a tablet that has been signed out (review 8.7)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, g

from casework.accounts import services as accounts
from casework.accounts.access import access, actor, allowed, public
from casework.accounts.rules import Action, Compartment
from casework.feedback import services
from casework.feedback.forms import AnswersForm, CodeForm, PaperForm
from casework.feedback.rules import COMMENT, QUESTIONS, How, Said, tidy_code
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.months import months_after
from casework.kernel.pages import go, page, save
from casework.kernel.refused import NotFound, Refused
from web import cookies

bp = Blueprint("feedback", __name__)
WHY = "nobody signs in to say what they think; the code leads to an empty page and to nothing that is kept"
TITLE = "A few questions"
NO_CODE = "There is no page with this code. Look at your card, and type it again"
START_AGAIN = "8"
"""Seconds until a tablet shows the empty page to the next person."""


@bp.get("/feedback")
@access(Action.WRITE, Compartment.SUPPORT)
def feedback() -> Response:
    """The ways of asking, and what was said in the last three months."""
    by, today = actor(), clock.today()
    first = months_after(today, -3)
    comments = services.comments(by=by) if allowed(Action.LOOK, Compartment.FIGURES) else None
    found = services.results(by.agency_id, first, today)
    return page(
        "feedback/ways.html", title="Her view", code=services.live_code(by=by), feedback=found, comments=comments,
        first=first, address=_address(),
    )  # fmt: skip


def _address() -> str:
    return str(current_app.extensions["settings"].public_url).split("://")[-1].rstrip("/") + "/f"


@bp.get("/feedback/paper")
@access(Action.WRITE, Compartment.SUPPORT)
def paper() -> Response:
    """The page to print: it names no service."""
    return page("feedback/paper.html", title=TITLE, questions=QUESTIONS, answers=list(Said), comment=COMMENT)


@bp.route("/feedback/typed", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def typed() -> Response:
    """Type in a page that came back on paper."""
    form = PaperForm()
    if form.validate_on_submit() and (done := save(form, lambda: _type_in(form))):
        return done
    return page("feedback/typed.html", title="Type in a page from paper", form=form)


def _type_in(form: PaperForm) -> str:
    if form.on.data is None:
        raise NotFound
    services.type_in(form.said, form.comment.data, on=form.on.data, by=actor(), at=clock.now())
    return "/feedback?saved=1"


@bp.get("/feedback/cards")
@access(Action.WRITE, Compartment.SUPPORT)
def cards() -> Response:
    """Eight cards on a sheet with the short address and the code: the same on all, so that it leads to nobody."""
    code = services.live_code(by=actor())
    if not code:
        return go("/feedback")
    return page("feedback/cards.html", title="Cards to hand out", code=code, address=_address())


@bp.post("/feedback/code")
@access(Action.WRITE, Compartment.SUPPORT)
def new_code() -> Response:
    """A new code: cards with the old one lead nowhere."""
    return _pressed(_make_code)


def _make_code() -> str:
    services.make_code(by=actor(), at=clock.now())
    return "/feedback?saved=1"


@bp.post("/feedback/tablet")
@access(Action.WRITE, Compartment.SUPPORT)
def tablet() -> Response:
    """Sign this browser out and leave it on the empty page: whoever holds it can reach nothing of the service."""
    code = services.live_code(by=actor())
    if not code:
        return go("/feedback")
    done = _pressed(lambda: _sign_out(code))
    if g.get("pretend") is None:
        cookies.clear_cookie(done)
        done.headers["Clear-Site-Data"] = '"cache"'
    return done


def _sign_out(code: str) -> str:
    """Pretend people are known by their session alone: theirs stays."""
    if g.get("session") is not None and g.get("pretend") is None:
        accounts.end_session(cookies.current_key()[0], at=clock.now())
    return f"/f/{code}/tablet"


def _pressed(work: Callable[[], str]) -> Response:
    form = Form()
    if form.validate_on_submit() and (done := save(form, work)):
        return done
    raise Refused("Press the button again")


@bp.route("/f", methods=["GET", "POST"])
@public(WHY)
def ask_code() -> Response:
    """Type the code of a card."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            services.agency_of(form.code.data)
            return go(f"/f/{tidy_code(form.code.data)}")
        except NotFound:
            form.fail(NO_CODE, "code")
    return page("feedback/code.html", title=TITLE, form=form)


@bp.route("/f/<code>", methods=["GET", "POST"])
@public(WHY)
def answer(code: str) -> Response:
    """The one-minute page, on somebody's own phone."""
    return _answer(code, "")


@bp.route("/f/<code>/tablet", methods=["GET", "POST"])
@public(WHY)
def on_tablet(code: str) -> Response:
    """The same on the tablet of a drop-in: it starts again for the next person."""
    return _answer(code, "/tablet")


def _answer(code: str, where: str) -> Response:
    agency_id, form = services.agency_of(code), AnswersForm()

    def work() -> str:
        services.give(agency_id, form.said, form.comment.data, how=How.CODE, on=clock.today())
        return f"/f/{code}{where}/thanks"

    if form.validate_on_submit() and (done := save(form, work)):
        return done
    return page("feedback/answer.html", title=TITLE, form=form)


@bp.get("/f/<code>/thanks")
@public(WHY)
def thanks(code: str) -> Response:
    """Said thanks for; nothing of what was said is shown."""
    services.agency_of(code)
    return page("feedback/thanks.html", title="Thank you", again="")


@bp.get("/f/<code>/tablet/thanks")
@public(WHY)
def thanks_on_tablet(code: str) -> Response:
    """The same, and then the empty page for the next person."""
    services.agency_of(code)
    done = page("feedback/thanks.html", title="Thank you", again=f"/f/{code}/tablet")
    done.headers["Refresh"] = f"{START_AGAIN}; url=/f/{code}/tablet"
    return done
