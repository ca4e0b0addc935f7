"""Texts for staff: what goes, what is held and why, what did not arrive, and what came in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services import load_person, safe_contact
from reminders.services import ahead, asking, dealing, oneoff, showing, thread
from reminders.services.sender import is_live

bp = Blueprint("reminders", __name__)
COMPARTMENT = Compartment.MESSAGES
OUT_OF_DATE = "This page was out of date. Look again"


@bp.get("/messages")
@access(Action.LOOK, COMPARTMENT)
def messages() -> Response:
    """The agency's texts and replies, by what has to be done about them."""
    by, now = actor(), clock.now()
    board = showing.board(agency_id=by.agency_id, now=now)
    audit.look("texts", COMPARTMENT, by=by, others=[f"person:{reference}" for reference in board.people])
    others = len(asking.unmatched()) if asking.sees_unmatched(by) else None
    return page("reminders/messages.html", title="Messages", board=board, live=is_live(), unmatched=others)


@bp.get("/people/<reference>/messages")
@access(Action.LOOK, COMPARTMENT)
def person(reference: str) -> Response:
    """Everything texted to one person and everything that came back, and what goes next."""
    found = load_person(reference, by=actor(), compartment=COMPARTMENT)
    shown, next_up = thread.thread(found, now=clock.now()), ahead.of_person(found, now=clock.now())
    title = f"Messages with person {found.reference}"
    ready = oneoff.ready(found, by=actor(), now=clock.now()) if not shown.held else []
    return page(
        "reminders/thread.html",
        title=title,
        person=found,
        thread=shown,
        coming=next_up,
        live=is_live(),
        contact=safe_contact(found),
        ready=ready,
    )


@bp.post("/people/<reference>/messages/<int:text_id>/dealing")
@access(Action.WRITE, COMPARTMENT)
def dealing_with(reference: str, text_id: int) -> Response:
    """Somebody has told her another way, or has made sure."""
    return _act(reference, lambda found: dealing.deal_with(found, text_id, by=actor(), at=clock.now()))


@bp.post("/people/<reference>/replies/<reply>/reading")
@access(Action.WRITE, COMPARTMENT)
def reading(reference: str, reply: str) -> Response:
    """Somebody has read a reply."""
    return _act(reference, lambda found: dealing.mark_read(found, reply, by=actor(), at=clock.now()))


@bp.post("/people/<reference>/messages/texts-on")
@access(Action.WRITE, COMPARTMENT)
def texts_on(reference: str) -> Response:
    """She wants texts again: only a person lifts what STOP switched off (promises P17)."""
    return _act(reference, lambda found: dealing.lift(found, by=actor(), at=clock.now()))


def _act(reference: str, work: Callable[[Person], None]) -> Response:
    def run() -> str:
        work(load_person(reference, by=actor(), compartment=COMPARTMENT, action=Action.WRITE))
        return url_for("reminders.person", reference=reference, saved="1")

    form = Form()
    if form.validate() and (done := save(form, run)):
        return done
    raise Refused(form.summary[0].text if form.summary else OUT_OF_DATE)
