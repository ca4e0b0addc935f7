"""Who a person is: names as they give them (domain rule 31)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import save
from casework.people import services
from casework.people.forms.details import DetailsForm
from casework.people.views.frame import about, address, bp, writing


@bp.route("/people/<reference>/details", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IDENTITY)
def details(reference: str) -> Response:
    """Correct a name, a date of birth or pronouns; the name before is kept as an alias."""
    writing(reference, Compartment.IDENTITY)
    person = services.load_person(reference, by=actor())
    form = DetailsForm()
    if request.method == "GET":
        form.start(person)
    if form.validate_on_submit() and (done := save(form, lambda: _change(reference, form))):
        return done
    return about(person, "details.html", "Details", form=form)


def _change(reference: str, form: DetailsForm) -> str:
    services.change_person(
        writing(reference, Compartment.IDENTITY),
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        known_as=form.known_as.data,
        date_of_birth=form.date_of_birth.data,
        pronouns=form.pronouns.data,
        seen_version=form.seen_version.data or 0,
        by=actor(),
        at=clock.now(),
    )
    return address(reference, saved=True)
