"""Somebody came without a booking: logged as attended with two presses from their page (issue: drop-in)."""

from __future__ import annotations

from flask import Blueprint, Response, request

import diversion.services
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments.services import log_drop_in
from casework.care.rules import ContactKind
from casework.care.services import log_contact
from casework.kernel import clock, words
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.people import services as people
from casework.people.models import Person
from web.forms.bookings import ELSEWHERE
from web.forms.drop_in import DropInForm
from web.services import bookings

bp = Blueprint("drop_in", __name__)
USUALLY = 30


@bp.route("/people/<reference>/drop-in", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def drop_in(reference: str) -> Response:
    """Everything is filled in for somebody who is here now; the second press logs it."""
    person = people.load_person(reference, by=actor(), compartment=Compartment.COMPLIANCE)
    form = DropInForm()
    _offer(form, person)
    if form.validate_on_submit() and (done := save(form, lambda: _log(reference, form))):
        return done
    return page("web/drop_in.html", title="Came without a booking", form=form, person=person)


def _offer(form: DropInForm, person: Person) -> None:
    by, now = actor(), clock.now()
    form.place.choices = [Choice(one.reference, one.name) for one in bookings.places(by)]
    form.place.choices.append(Choice(ELSEWHERE, "Somewhere else"))
    form.counts.choices = [
        Choice(one.subject, f"{one.title}{f', by {words.short_day(one.by)}' if one.by else ''}")
        for one in diversion.services.open_for(person, at=now)
    ]
    if request.method == "GET":
        usual = bookings.usual_place(person, by)
        form.place.process_data(usual.reference if usual else "")
        form.day.process_data(clock.local_day(now))
        form.time.process_data(clock.local(now).time().replace(second=0, microsecond=0, tzinfo=None))
        form.minutes.process_data(USUALLY)


def _log(reference: str, form: DropInForm) -> str:
    assert form.day.data is not None and form.time.data is not None  # noqa: S101, PT018 (the form was valid)
    by, at = actor(), clock.now()
    person = people.load_person(reference, by=by, compartment=Compartment.COMPLIANCE)
    place = next((one for one in bookings.places(by) if one.reference == form.place.data), None)
    visit = log_drop_in(
        person,
        day=form.day.data,
        time=form.time.data,
        minutes=form.minutes.data or USUALLY,
        place=place,
        place_other="" if place else form.place_other.data,
        with_staff_id=by.staff_id,
        note=form.note.data,
        by=by,
        at=at,
    )
    log_contact(person, ContactKind.DROP_IN, on_day=form.day.data, by=by, at=at)
    for subject in form.counts.data:
        diversion.services.count_drop_in(subject, visit, by=by, at=at)
    return f"/people/{reference}?recorded={visit.reference}"
