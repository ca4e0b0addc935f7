"""After a restore: why nothing leaves, and the two people who let it (promises C.6)."""

from __future__ import annotations

from flask import Blueprint, Response

import reminders.services
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock, gate
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from web.forms.gate import AskForm
from web.services import gate as gates

bp = Blueprint("gate", __name__)


@bp.route("/admin/gate", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def index() -> Response:
    """Why nothing leaves, and asking another administrator to agree that it may."""
    form = AskForm()
    if form.validate_on_submit() and (done := save(form, lambda: _ask(form))):
        return done
    asked = gates.asked()
    mine = asked is not None and asked.release.asked_by_id == actor().staff_id
    return page("web/gate.html", title="After a restore", form=form, closed=gate.closed(), asked=asked, mine=mine)


def _ask(form: AskForm) -> str:
    gates.ask(form.why.data, by=actor(), at=clock.now())
    return "/admin/gate?saved=1"


@bp.post("/admin/gate/release")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def release() -> Response:
    """The second administrator agrees: this database is the newest from here on."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, _release)):
        gate.start_again(clock.now())
        return done
    asked = gates.asked()
    ask_form = AskForm(formdata=None)
    ask_form.fail(form.summary[0].text if form.summary else "Press Release again")
    return page("web/gate.html", title="After a restore", form=ask_form, closed=gate.closed(), asked=asked, mine=True)


def _release() -> str:
    gates.agree(by=actor(), at=clock.now())
    return "/admin/gate?saved=1"


@bp.get("/messages/check")
@access(Action.LOOK, Compartment.MESSAGES)
def to_check() -> Response:
    """Texts that wait since a restore for somebody to say that their appointment still stands."""
    by = actor()
    texts = reminders.services.to_check(by.agency_id)
    people = sorted({f"person:{text.person.reference}" for text in texts})
    audit.look("texts to check", Compartment.MESSAGES, by=by, others=people)
    return page("web/to_check.html", title="Check after a restore", rows=gates.rows(texts))


@bp.post("/messages/check/<token>")
@access(Action.WRITE, Compartment.MESSAGES)
def stands(token: str) -> Response:
    """Somebody has checked that it still stands: its texts go as planned."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _stands(token))):
        return done
    return to_check()


def _stands(token: str) -> str:
    reminders.services.still_stands(token, by=actor(), at=clock.now())
    return "/messages/check?saved=1"
