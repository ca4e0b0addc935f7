"""Which court: straight to the one chosen last, or choose another, and keep a short list of one's own."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, redirect, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from web import sessions
from web.forms.court_list import ChooseCourtForm, FollowForm
from web.services import my_courts

bp = Blueprint("my_courts", __name__)


@bp.route("/court", methods=["GET", "POST"])
@access(Action.LOOK, Compartment.CJ)
def choose() -> Response:
    """Straight to my court's next sitting day; or choose another, which is remembered."""
    by, today = actor(), clock.today()
    form = ChooseCourtForm()
    if form.validate_on_submit() and (done := save(form, lambda: _chosen(form.court.data, form.day.data))):
        return done
    mine = my_courts.my_court(by, sessions.staff().court_code, today=today)
    if request.method == "GET" and mine and "choose" not in request.args:
        day = my_courts.next_sitting(mine, agency_id=by.agency_id, today=today)
        return redirect(f"/court/{mine}/{day}", 303)  # type: ignore[return-value]
    return page("web/choose_court.html", title="Choose a court", form=form, courts=my_courts.my_courts(by))


@bp.post("/court/mine")
@access(Action.LOOK, Compartment.CJ)
def again() -> Response:
    """One of my courts: its next sitting day, and it is the one I start on from now."""
    form = FollowForm()
    if form.validate_on_submit() and (done := save(form, lambda: _chosen(form.court.data, None))):
        return done
    return _again(form)


@bp.post("/court/mine/remove")
@access(Action.LOOK, Compartment.CJ)
def remove() -> Response:
    """Take a court off my list."""
    form = FollowForm()
    if form.validate_on_submit() and (done := save(form, lambda: _removed(form.court.data))):
        return done
    return _again(form)


def _again(failed: FollowForm) -> Response:
    form = ChooseCourtForm(formdata=None)
    for problem in failed.summary:
        form.fail(problem.text, "court")
    return page("web/choose_court.html", title="Choose a court", form=form, courts=my_courts.my_courts(actor()))


def _chosen(name: str, day: dt.date | None) -> str:
    found, by = reference.look_up(name), actor()
    if found.court is None:
        near = ", ".join(one.name for one in found.candidates[:4])
        raise Refused(
            f"No one court is called that. Did you mean {near}?" if near else "No court is called that", "court"
        )
    code = found.court.ou_code
    my_courts.follow(code, by=by, at=clock.now())
    day = day or my_courts.next_sitting(code, agency_id=by.agency_id, today=clock.today())
    return f"/court/{code}/{day}"


def _removed(code: str) -> str:
    my_courts.unfollow(code, by=actor())
    return "/court?choose=1&saved=removed"
