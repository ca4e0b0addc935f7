"""Calendars read from outside: the actor's own account page, the private address, and one appointment as a file."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, current_app, g, request, session

from casework.accounts.access import access, actor, allowed, public, signed_in
from casework.accounts.rules import Action, Compartment
from casework.appointments.services import load_appointment
from casework.kernel import audit, clock
from casework.kernel.database import transaction
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from web import cookies, sessions
from web.demo import place
from web.forms.calendars import ButtonForm
from web.services import calendars
from web.services.account import security
from web.settings import Settings

bp = Blueprint("calendars", __name__)
WHY = "a calendar has no session; the address holds its own secret of 256 bits, and is asked for no oftener than told"
SHOWN_ONCE = "calendar"


@bp.get("/account")
@signed_in("the actor's own account, nobody else's record")
def account() -> Response:
    """The actor's own page. A new calendar address is shown here once; afterwards nobody can be told it again."""
    return _account(ButtonForm())


def _account(form: ButtonForm) -> Response:
    mine = calendars.live_feed(sessions.staff())
    token = session.pop(SHOWN_ONCE, "") if mine is not None else ""
    settings: Settings = current_app.extensions["settings"]
    return page(
        "web/account.html",
        title="Your account",
        form=form,
        roles=", ".join(sorted(row.role for row in sessions.staff().roles)),
        may_have=allowed(Action.LOOK, Compartment.COMPLIANCE),
        made=calendars.made_words(mine) if mine else "",
        path=f"/calendar/{token}.ics",
        address=f"{settings.public_url.rstrip('/')}/calendar/{token}.ics" if token else "",
        pretend=g.get("pretend") is not None,
        security=security(sessions.staff(), sessions.session(), at=clock.now()),
    )


@bp.post("/account/calendar")
@access(Action.LOOK, Compartment.COMPLIANCE)
def make_feed() -> Response:
    """A new address in place of the one before."""
    form = ButtonForm()
    return (form.validate() and save(form, _made)) or _account(form)


def _made() -> str:
    token = calendars.make_feed(sessions.staff(), by=actor(), at=clock.now())
    session[SHOWN_ONCE] = f"{cookies.PRETEND}{token}" if g.get("pretend") else token
    return "/account?saved=1"


@bp.post("/account/calendar/end")
@access(Action.LOOK, Compartment.COMPLIANCE)
def end_feed() -> Response:
    """The address stops working at once."""
    form = ButtonForm()
    return (form.validate() and save(form, _ended)) or _account(form)


def _ended() -> str:
    calendars.end_feed(sessions.staff(), by=actor(), at=clock.now())
    return "/account?saved=removed"


@bp.get("/calendar/<token>.ics")
@public(WHY)
def feed(token: str) -> Response:
    """The worker's appointments, for a calendar program: initials and places only."""
    address, now = request.remote_addr or "", clock.now()
    if calendars.refuse_too_many(address, token, at=now):
        return Response("Too many tries. Wait five minutes.\n", 429, {"Retry-After": "300"}, mimetype="text/plain")
    with transaction():
        calendars.note_fetch(address, token, at=now)
    _go_to_their_file(token)
    staff = calendars.staff_of(token.removeprefix(cookies.PRETEND))
    body, people = calendars.feed(staff, now=now)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    if answer.status_code == 200:
        others = [f"person:{one}" for one in people]
        audit.look("calendar", Compartment.COMPLIANCE, by=staff.actor, others=others)
    return answer


def _go_to_their_file(token: str) -> None:
    """The pretend people's calendars stand in their own database, like everything of theirs."""
    g.pop("pretend", None)
    if token.startswith(cookies.PRETEND):
        if not place.exists():
            raise NotFound
        g.pretend = place.engine()


@bp.post("/appointments/<reference>/calendar-file")
@access(Action.WRITE, Compartment.COMPLIANCE)
def ask_for_file(reference: str) -> Response:
    """She asked for this appointment as a calendar file: recorded, then downloaded."""
    form = ButtonForm()
    if form.validate() and (done := save(form, lambda: _asked(reference))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _asked(reference: str) -> str:
    found = load_appointment(reference, by=actor(), action=Action.WRITE)
    calendars.ask_for_file(found, by=actor(), at=clock.now())
    return f"/appointments/{reference}/calendar-file"


@bp.get("/appointments/<reference>/calendar-file")
@access(Action.LOOK, Compartment.COMPLIANCE)
def file_of(reference: str) -> Response:
    """The file itself, for the appointment she asked for: her own words and the place's text name."""
    body = calendars.file_of(load_appointment(reference, by=actor()))
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer
