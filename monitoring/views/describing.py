"""How somebody describes themselves, asked for monitoring."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.people.services import load_person
from monitoring.forms import DescribedForm
from monitoring.services.describing import describe, described
from monitoring.views.frame import people


@people.route("/people/<reference>/described", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def described_as(reference: str) -> Response:
    """Ethnicity and gender, in their own terms; neither has to be asked, and neither changes what they are offered."""
    load_person(reference, by=actor(), compartment=Compartment.SUPPORT, action=Action.WRITE)
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT)
    form = DescribedForm()
    if request.method == "GET":
        form.start(described(person))

    def keep() -> str:
        theirs = load_person(reference, by=actor(), compartment=Compartment.SUPPORT, action=Action.WRITE)
        describe(theirs, **form.said, by=actor(), at=clock.now())
        return f"/people/{person.reference}?saved=1"

    if form.validate_on_submit() and (done := save(form, keep)):
        return done
    return page(
        "monitoring/described.html", title=f"Ethnicity and gender, person {person.reference}", person=person, form=form
    )
