"""Safe contact: asked on one page, checked again with one press (ux 2.5)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import save
from casework.kernel.refused import Refused
from casework.people import services
from casework.people.forms.contact import ContactForm
from casework.people.models import Person
from casework.people.rules.contact import Confirmed, ShownText, faults
from casework.people.views.frame import about, address, bp, writing


@bp.route("/people/<reference>/contact", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CONTACT)
def contact(reference: str) -> Response:
    """How they may be reached without harm, and whether a text may go now (domain rule 24)."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CONTACT)
    form = ContactForm()
    if request.method == "GET":
        form.start(services.safe_contact(person))
    valid = form.validate_on_submit()
    if request.form.get("do") == "preview":
        _try_out(form)
    elif valid and (done := save(form, lambda: _keep(reference, form))):
        return done
    texting, shown = services.texting_of(person, at=clock.now()), _shown(person, form)
    return about(person, "contact.html", "Safe contact", form=form, texting=texting, shown=shown)


def _try_out(form: ContactForm) -> None:
    """Say what could not be kept of answers that are only tried out."""
    if form.only_tried():
        for box, fault in faults(form.answers()).items():
            form.fail(fault, box)


def _shown(person: Person, form: ContactForm) -> list[ShownText]:
    """What texts would look like on their phone with these answers; nothing while an answer cannot stand."""
    return [] if form.errors else services.shown_texts(person, form.answers())


def _keep(reference: str, form: ContactForm) -> str:
    person = writing(reference, Compartment.CONTACT)
    services.set_safe_contact(person, form.answers(), seen_id=form.seen_id.data or 0, by=actor(), at=clock.now())
    return address(reference, saved=True)


@bp.post("/people/<reference>/contact/checks")
@access(Action.WRITE, Compartment.CONTACT)
def check(reference: str) -> Response:
    """ "Still right? Yes": what is safe can change, so it is asked again and again."""
    form = Form()
    if form.validate() and (done := save(form, lambda: _check(reference))):
        return done
    raise Refused(form.summary[0].text)


def _check(reference: str) -> str:
    asked = request.form.get("asked", "")
    how = Confirmed(asked) if asked in (Confirmed.IN_PERSON, Confirmed.CALL) else None
    services.check_again(writing(reference, Compartment.CONTACT), how=how, by=actor(), at=clock.now())
    return address(reference, saved=True)
