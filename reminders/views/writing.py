"""What staff do from a thread: send a text made ready, or again; say whose a shared reply is; read the unmatched."""

from __future__ import annotations

from flask import Response, request, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.kernel import audit, clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.rules.phones import shown as spoken
from casework.people.services import load_person
from reminders.forms import ClaimForm
from reminders.services import asking, dealing, oneoff, thread
from reminders.views.pages import COMPARTMENT, OUT_OF_DATE, bp

LONGEST = 100


@bp.post("/people/<reference>/messages/sending")
@access(Action.WRITE, COMPARTMENT)
def sending(reference: str) -> Response:
    """Send the text that was shown: two presses from the thread (ux J9); outside their hours only if they asked."""
    form = Form()
    what, slots = request.form.get("what", "")[:LONGEST], request.form.get("slots", "")[:LONGEST]
    key = str(form.form_key.data or "")[:LONGEST]

    def run() -> str:
        send = oneoff.send_now if request.form.get("now") == "asked" else oneoff.send
        send(_writing(reference), what, slots, key=key, by=actor(), at=clock.now())
        return url_for("reminders.person", reference=reference, saved="1")

    return _done(form, run)


@bp.post("/people/<reference>/messages/<int:text_id>/again")
@access(Action.WRITE, COMPARTMENT)
def again(reference: str, text_id: int) -> Response:
    """Send one text again as a new one: she may get it twice, and the page says so."""

    def run() -> str:
        oneoff.again(_writing(reference), text_id, by=actor(), at=clock.now())
        return url_for("reminders.person", reference=reference, saved="1")

    return _done(Form(), run)


@bp.post("/people/<reference>/messages/tasks/<int:task_id>/done")
@access(Action.WRITE, COMPARTMENT)
def asked(reference: str, task_id: int) -> Response:
    """Somebody has asked about their number."""

    def run() -> str:
        dealing.finish(_writing(reference), task_id, by=actor(), at=clock.now())
        return url_for("reminders.person", reference=reference, saved="1")

    return _done(Form(), run)


@bp.route("/people/<reference>/replies/<reply>/claim", methods=["GET", "POST"])
@access(Action.WRITE, COMPARTMENT)
def claiming(reference: str, reply: str) -> Response:
    """Say whose a reply on a shared number is; nobody sees it before (case W13)."""
    found = load_person(reference, by=actor(), compartment=COMPARTMENT)
    if all(one.reference != reply for one in thread.shared_replies(found)):
        raise NotFound
    form = ClaimForm()
    if form.validate_on_submit() and (done := save(form, lambda: _claim(reference, reply, form))):
        return done
    title = f"Whose reply is it, person {found.reference}"
    return page("reminders/claim.html", title=title, person=found, form=form)


def _claim(reference: str, reply: str, form: ClaimForm) -> str:
    dealing.claim(_writing(reference), reply, form.reason.data or "", by=actor(), at=clock.now())
    return url_for("reminders.person", reference=reference, saved="1")


@bp.get("/messages/unmatched")
@access(Action.LOOK, COMPARTMENT)
def unmatched() -> Response:
    """Replies from numbers that nobody has: kept, never answered, seen by a manager only (case W12)."""
    if not asking.sees_unmatched(actor()):
        raise NotFound
    found = asking.unmatched()
    audit.look("unmatched", COMPARTMENT, by=actor(), others=[f"reply:{one.reference}" for one in found])
    return page("reminders/unmatched.html", title="Replies from unknown numbers", replies=found, spoken=spoken)


@bp.post("/messages/unmatched/<reply>/reading")
@access(Action.WRITE, COMPARTMENT)
def reading_unmatched(reply: str) -> Response:
    """A manager has read a reply from an unknown number."""

    def run() -> str:
        dealing.read_unmatched(reply, by=actor(), at=clock.now())
        return url_for("reminders.unmatched", saved="1")

    return _done(Form(), run)


def _writing(reference: str) -> Person:
    return load_person(reference, by=actor(), compartment=COMPARTMENT, action=Action.WRITE)


def _done(form: Form, run: object) -> Response:
    if form.validate() and (done := save(form, run)):  # type: ignore[arg-type]
        return done
    raise Refused(form.summary[0].text if form.summary else OUT_OF_DATE)
