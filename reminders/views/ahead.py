"""What will go out in the next 7 days, each text with a way to hold it, change it or stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.clock import local
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services import load_person
from reminders.forms import ChangeForm, HoldForm, RemindersForm, StopForm, UsualRemindersForm
from reminders.models import Text
from reminders.rules import choosing
from reminders.rules.holding import Hold, Stop
from reminders.rules.life import WAITING
from reminders.services import ahead, replanning, steering
from reminders.services import choosing as chosen
from reminders.services.sender import is_live
from reminders.views.pages import COMPARTMENT, OUT_OF_DATE, bp


@bp.get("/messages/ahead")
@access(Action.LOOK, COMPARTMENT)
def coming() -> Response:
    """The next 7 days, by day: mine, or the team's."""
    by, mine = actor(), request.args.get("who") != "team"
    staff_id = by.staff_id if mine else None
    after = request.args.get("after", "")
    found = ahead.ahead(agency_id=by.agency_id, staff_id=staff_id, after=after, now=clock.now())
    audit.look("texts", COMPARTMENT, by=by, others=[f"person:{reference}" for reference in found.people])
    return page("reminders/ahead.html", title="Texts of the next 7 days", ahead=found, mine=mine, live=is_live())


@bp.route("/people/<reference>/messages/<int:text_id>/hold", methods=["GET", "POST"])
@access(Action.WRITE, COMPARTMENT)
def hold(reference: str, text_id: int) -> Response:
    """Keep a text from going until somebody lets it go on."""
    form = HoldForm()

    def work(text: Text) -> None:
        steering.hold(text, Hold(form.why.data), by=actor(), at=clock.now())

    return _steer("hold", "Hold this text", reference, text_id, form, work)


@bp.route("/people/<reference>/messages/<int:text_id>/stop", methods=["GET", "POST"])
@access(Action.WRITE, COMPARTMENT)
def stop(reference: str, text_id: int) -> Response:
    """Stop a text for good."""
    form = StopForm()

    def work(text: Text) -> None:
        steering.stop(text, Stop(form.why.data), by=actor(), at=clock.now())

    return _steer("stop", "Stop this text", reference, text_id, form, work)


@bp.route("/people/<reference>/messages/<int:text_id>/change", methods=["GET", "POST"])
@access(Action.WRITE, COMPARTMENT)
def change(reference: str, text_id: int) -> Response:
    """Another time inside her hours, or other approved words."""
    form = ChangeForm()
    text = steering.load_text(load_person(reference, by=actor(), compartment=COMPARTMENT), text_id)
    form.offer(ahead.may_say(text))
    if request.method == "GET":
        _fill(form, text)

    def work(text: Text) -> None:
        assert form.day.data and form.time.data is not None  # noqa: S101, PT018 (the form was valid)
        said_as = form.said_as.data if "said_as" in form else ""
        steering.change(text, day=form.day.data, time=form.time.data, said_as=said_as, by=actor(), at=clock.now())

    return _steer("change", "Change this text", reference, text_id, form, work)


@bp.post("/people/<reference>/messages/<int:text_id>/letting-go")
@access(Action.WRITE, COMPARTMENT)
def let_go(reference: str, text_id: int) -> Response:
    """A text that somebody held may go on."""
    form = Form()
    run = _run(reference, text_id, lambda text: steering.let_go(text, by=actor(), at=clock.now()))
    if form.validate() and (done := save(form, run)):
        return done
    raise Refused(form.summary[0].text if form.summary else OUT_OF_DATE)


@bp.route("/people/<reference>/reminders", methods=["GET", "POST"])
@access(Action.WRITE, COMPARTMENT)
def reminders(reference: str) -> Response:
    """Which reminders one person wants."""
    person = load_person(reference, by=actor(), compartment=COMPARTMENT)
    form, hers = RemindersForm(), chosen.hers(person)
    usual = choosing.in_order(chosen.the_agencys(person.agency_id) or choosing.USUAL_KINDS)
    if request.method == "GET":
        form.whose.process_data("usual" if hers is None else "own")
        form.kinds.process_data(usual if hers is None else hers)
    if form.validate_on_submit() and (done := save(form, lambda: _choose(reference, form))):
        return done
    title = f"Reminders for person {person.reference}"
    return page("reminders/reminders.html", title=title, person=person, form=form, usual=choosing.said(usual))


@bp.route("/admin/texts/reminders", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def usual_reminders() -> Response:
    """Which reminders go where no scheme says."""
    form, by = UsualRemindersForm(), actor()
    if request.method == "GET":
        form.kinds.process_data(choosing.in_order(chosen.the_agencys(by.agency_id) or choosing.USUAL_KINDS))
    if form.validate_on_submit() and (done := save(form, lambda: _choose_usual(form))):
        return done
    return page("reminders/usual.html", title="When texts go", form=form)


def _choose(reference: str, form: RemindersForm) -> str:
    person = load_person(reference, by=actor(), compartment=COMPARTMENT, action=Action.WRITE)
    kinds = form.kinds.data if form.whose.data == "own" else None
    replanning.choose_for_person(person, kinds, by=actor(), at=clock.now())
    return f"/people/{person.reference}/messages?saved=1"


def _choose_usual(form: UsualRemindersForm) -> str:
    chosen.choose_for_agency(form.kinds.data, by=actor(), at=clock.now())
    return "/admin?saved=1"


def _steer(what: str, title: str, reference: str, text_id: int, form: Form, work: Callable[[Text], None]) -> Response:
    """One page about one text: its words, and the form. What was typed stays where it is refused."""
    person = load_person(reference, by=actor(), compartment=COMPARTMENT)
    text = steering.load_text(person, text_id)
    if form.validate_on_submit() and (done := save(form, _run(reference, text_id, work))):
        return done
    shown = ahead.coming([text], clock.now())[0] if text.state in WAITING else None
    return page("reminders/steer.html", title=title, form=form, what=what, **_about(person, shown))


def _about(person: Person, shown: ahead.Coming | None) -> dict[str, Any]:
    return {"person": person, "one": shown, "too_late": steering.TOO_LATE}


def _run(reference: str, text_id: int, work: Callable[[Text], None]) -> Callable[[], str]:
    def run() -> str:
        person = load_person(reference, by=actor(), compartment=COMPARTMENT, action=Action.WRITE)
        work(steering.waiting_text(person, text_id))
        return f"/people/{person.reference}/messages?saved=1"

    return run


def _fill(form: ChangeForm, text: Text) -> None:
    when = local(text.not_before)
    form.day.process_data(when.date())
    form.time.process_data(when.time().replace(second=0, microsecond=0))
    if "said_as" in form:
        form.said_as.process_data(ahead.said_as(text))
