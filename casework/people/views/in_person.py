"""Seeing somebody in person: what Today asks for where texts are not enough (domain rule 23)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import save
from casework.people import services
from casework.people.forms.in_person import InPersonForm
from casework.people.rules.in_person import Went
from casework.people.views.frame import about, bp, writing


@bp.route("/people/<reference>/in-person", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CONTACT)
def in_person(reference: str) -> Response:
    """Seen where and when, or tried; and when they were last seen."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CONTACT)
    form = InPersonForm()
    if request.method == "GET":
        form.day.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _record(reference, form))):
        return done
    seen = [(row, Went(row.kind)) for row in services.seen_lately(person)]
    return about(person, "in_person.html", "Seen in person", form=form, seen=seen)


def _record(reference: str, form: InPersonForm) -> str:
    assert form.day.data is not None  # noqa: S101 (the form was valid)
    services.record_in_person(
        writing(reference, Compartment.CONTACT),
        Went(form.went.data),
        day=form.day.data,
        where=form.place.data,
        by=actor(),
        at=clock.now(),
    )
    return "/today?saved=1"
