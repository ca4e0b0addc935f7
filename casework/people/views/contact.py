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
from casework.people.views.frame import about, address, bp, writing


@bp.route("/people/<reference>/contact", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CONTACT)
def contact(reference: str) -> Response:
    """How they may be reached without harm, and whether a text may go now (domain rule 24)."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CONTACT)
    form = ContactForm()
    if request.method == "GET":
        form.start(services.safe_contact(person))
    if form.validate_on_submit() and (done := save(form, lambda: _keep(reference, form))):
        return done
    texting = services.texting_of(person, at=clock.now())
    return about(person, "contact.html", "Safe contact", form=form, texting=texting)


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
    services.check_again(writing(reference, Compartment.CONTACT), by=actor(), at=clock.now())
    return address(reference, saved=True)
