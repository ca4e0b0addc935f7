"""Switching real texts on: one test text to a member of staff, answered YES (ux 6.1)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from reminders.forms import SenderForm
from reminders.services import health as healths
from reminders.services import sender
from reminders.services.wiring import pretending, wired

bp = Blueprint("reminders_sender", __name__)


@bp.route("/admin/texts", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def texts() -> Response:
    """Whether texts leave, by which number, the test that switches them on, and what is in their way: an administrator
    sees no text, but is the one who puts that right."""
    form = SenderForm()
    started: list[str] = []
    if form.validate_on_submit() and (done := save(form, lambda: _start(form, started))):
        problem = sender.send_check(started[0]) if started else ""  # a form sent twice starts one test
        if not problem:
            return done
        form.fail(problem, "number")
    return page(
        "reminders/sender.html",
        title="Texts",
        form=form,
        **_health(),
        live=sender.is_live(),
        configured=sender.can_be_checked(),
        number=wired().sender,
        waiting=sender.waiting_for_answer(clock.now()),
    )


@bp.get("/messages/sender")
@access(Action.LOOK, Compartment.MESSAGES)
def health() -> Response:
    """How the sender fares: last waking, what is late or not known, what is in the way, and the limits."""
    return page("reminders/health.html", title="Text sender", **_health())


def _health() -> dict[str, Any]:
    """What both pages show: counts and troubles, nothing of anybody."""
    return {"health": healths.health(agency_id=actor().agency_id, now=clock.now()), "pretending": pretending()}


def _start(form: SenderForm, started: list[str]) -> str:
    check = sender.start_check(form.number.data or "", by=actor(), at=clock.now())
    started.append(check.number)
    return url_for("reminders_sender.texts", saved="1")
