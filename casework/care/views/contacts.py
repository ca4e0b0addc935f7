"""A contact in as few presses as can be: from the person, or counted without a name (review 8.3)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.forms.contacts import ContactForm, CountedForm
from casework.care.rules import ContactKind
from casework.care.views.frame import WORDS, about, bp, looking, pressed, writing
from casework.kernel import clock
from casework.kernel.pages import page, save

SUPPORT = Compartment.SUPPORT


@bp.route("/people/<reference>/contacts/new", methods=["GET", "POST"])
@access(Action.WRITE, SUPPORT)
def log(reference: str) -> Response:
    """Tick what came up, press how you met: it is saved."""
    person, form = looking(reference), ContactForm()
    _start(form)
    if form.validate_on_submit() and (done := save(form, lambda: _log(reference, form))):
        return done
    return about(person, "contact.html", "Log a contact", form=form, kinds=_kinds())


def _start(form: ContactForm) -> None:
    if request.method == "GET":
        form.on_day.process_data(clock.today())


def _kinds() -> list[ContactKind]:
    """The kind they logged last comes first: on an evening of outreach it is always the same."""
    usual = services.usual_kind(actor())
    return sorted(ContactKind, key=lambda one: one is not usual)


def _log(reference: str, form: ContactForm) -> str:
    person = writing(reference)
    services.log_contact(
        person,
        ContactKind(form.kind.data),
        raised=form.headings("raised"),
        supported=form.headings("supported"),
        on_day=form.on_day.data,
        words=form.note.data,
        by=actor(),
        at=clock.now(),
    )
    return f"/people/{person.reference}/contacts?saved=1"


@bp.get("/people/<reference>/contacts")
@access(Action.LOOK, SUPPORT)
def listing(reference: str) -> Response:
    """Every contact with somebody, latest first; which was the first is worked out."""
    person, by = looking(reference), actor()
    rows, older = services.contacts(person, by=by, before=request.args.get("before", ""))
    turns = services.turns(rows, person, by=by)
    return about(person, "contacts.html", "Contacts", rows=rows, older=older, turns=turns)


@bp.post("/people/<reference>/contacts/<contact>/taken-back")
@access(Action.WRITE, SUPPORT)
def taken_back(reference: str, contact: str) -> Response:
    """Logged by mistake: it counts no more."""
    return pressed(lambda: _take_back(reference, contact))


def _take_back(reference: str, contact: str) -> str:
    person = writing(reference)
    services.take_back(person, contact, by=actor(), at=clock.now())
    return f"/people/{person.reference}/contacts?saved=removed"


@bp.route("/contacts/new", methods=["GET", "POST"])
@access(Action.WRITE, SUPPORT)
def counted() -> Response:
    """Contacts that name nobody: counted, so many at once."""
    form, by = CountedForm(), actor()
    _start(form)
    if request.method == "GET":
        form.people.process_data(1)
    if form.validate_on_submit() and (done := save(form, lambda: _count(form))):
        return done
    rows, older = services.contacts(None, by=by, before=request.args.get("before", ""), limit=10)
    today = services.counted_today(by, clock.today())
    return page(
        "care/counted.html",
        title="Contacts without a name",
        form=form,
        kinds=_kinds(),
        rows=rows,
        older=older,
        today=today,
        kind_words=WORDS["kind_words"],
        heading_words=WORDS["heading_words"],
    )


def _count(form: CountedForm) -> str:
    services.log_contact(
        None,
        ContactKind(form.kind.data),
        raised=form.headings("raised"),
        supported=form.headings("supported"),
        on_day=form.on_day.data,
        people=form.people.data or 1,
        words=form.note.data,
        by=actor(),
        at=clock.now(),
    )
    return "/contacts/new?saved=1"


@bp.post("/contacts/<contact>/taken-back")
@access(Action.WRITE, SUPPORT)
def counted_taken_back(contact: str) -> Response:
    """Counted by mistake."""
    return pressed(lambda: _take_back_counted(contact))


def _take_back_counted(contact: str) -> str:
    services.take_back(None, contact, by=actor(), at=clock.now())
    return "/contacts/new?saved=removed"
