"""The court list: has she completed, for everybody at one court on one day, and telling CPS and court at once."""

from __future__ import annotations

import datetime as dt
import hashlib

from flask import Blueprint, Response, redirect, request

import notices.services
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.kernel import audit, clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from notices.rules import ContactKind, Statement
from web import sessions
from web.forms.court_list import ChooseCourtForm, TellForm
from web.services import court_list as lists
from web.services import programmes

bp = Blueprint("court_list", __name__)


@bp.route("/court", methods=["GET", "POST"])
@access(Action.LOOK, Compartment.CJ)
def choose() -> Response:
    """Straight to my court's next sitting day; or choose another."""
    by, today = actor(), clock.today()
    form = ChooseCourtForm()
    if form.validate_on_submit():
        found = reference.look_up(form.court.data)
        if found.court is not None:
            return redirect(f"/court/{found.court.ou_code}/{form.day.data}", 303)  # type: ignore[return-value]
        near = ", ".join(one.name for one in found.candidates[:4])
        form.fail(f"No one court is called that. Did you mean {near}?" if near else "No court is called that", "court")
    mine = lists.my_court(by, sessions.staff().court_code, today=today)
    if request.method == "GET" and mine and "choose" not in request.args:
        day = lists.next_sitting(mine, agency_id=by.agency_id, today=today)
        return redirect(f"/court/{mine}/{day}", 303)  # type: ignore[return-value]
    if request.method == "GET":
        form.day.process_data(today)
    return page("web/choose_court.html", title="Choose a court", form=form)


def _load(code: str, date: str) -> lists.CourtList:
    court = reference.court(code)
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise NotFound from None
    if court is None:
        raise NotFound
    made = lists.court_list(court, day, by=actor(), now=clock.now())
    people = [f"person:{one.person_reference}" for one in made.rows]
    audit.look(f"court-list:{code}:{date}", Compartment.CJ, by=actor(), others=people)
    return made


@bp.get("/court/<code>/<date>")
@access(Action.LOOK, Compartment.CJ)
def court(code: str, date: str) -> Response:
    """The list of one day."""
    made = _load(code, date)
    return page(
        "web/court_list.html",
        title="Court list",
        list=made,
        days=lists.sitting_days(clock.today()),
        now=clock.now(),
        by=actor(),
        show_names="names" in request.args,
    )


@bp.route("/court/<code>/<date>/tell", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell(code: str, date: str) -> Response:
    """Look once at exactly what goes to whom, then send it to all."""
    made = _load(code, date)
    form = TellForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(code, date, form))):
        return done
    statements = _statements(made)
    form.shown.process_data(_fingerprint(statements))
    return page(
        "web/tell.html",
        title="Tell CPS and court",
        form=form,
        list=made,
        statements=statements,
        preview=notices.services.preview(statements, court_code=made.court.ou_code, day=made.day, by=actor()),
    )


def _statements(made: lists.CourtList) -> list[Statement]:
    subjects = [one.row.subject for one in made.tellable]
    found = programmes.statements(subjects, agency_id=actor().agency_id, today=clock.today(), now=clock.now())
    listed = [one for one in found.values() if isinstance(one, Statement) and one.hearing_day == made.day]
    return [one for one in listed if any(map(one.may_tell, ContactKind))]


def _fingerprint(statements: list[Statement]) -> str:
    """What was shown, so that nothing else is sent than what somebody looked at."""
    return hashlib.sha256(b"".join(sorted(one.digest for one in statements))).hexdigest()


def _tell(code: str, date: str, form: TellForm) -> str:
    made = _load(code, date)
    statements = _statements(made)
    if not statements:
        raise Refused("Nobody on this list can be told of yet. Record the attendance first")
    if form.shown.data != _fingerprint(statements):
        raise Refused("Something on this list changed while you were looking. Read it again, then send")
    notices.services.issue(
        statements,
        court_code=made.court.ou_code,
        day=made.day,
        by=actor(),
        at=clock.now(),
        service_note=form.service_note.data,
    )
    return "/notices?saved=sent"
