"""Booking and moving an appointment of either programme."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Place
from casework.appointments.rules import MoveAskedBy
from casework.appointments.services import load_appointment
from casework.kernel import audit, clock
from casework.kernel.database import db
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.kernel.showing import Bookable
from casework.people.models import Person
from web.forms.bookings import ELSEWHERE, BookForm, FixMeetingForm, MoveForm
from web.services import bookings, programmes

bp = Blueprint("bookings", __name__)


@bp.route("/appointments/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def new() -> Response:
    """Book an appointment that a referral or an order needs."""
    by = actor()
    wanted = programmes.bookable(request.args.get("for", ""), by=by)
    form = FixMeetingForm() if wanted.asks_telling else BookForm()
    _offer(form, wanted)
    warned = form.validate_on_submit() and _warned(form, wanted.by)
    if form.is_submitted() and not form.errors and (done := save(form, lambda: _book(wanted, form))):
        return done
    person = db.session.get_one(Person, wanted.person_id)
    audit.look(f"person:{person.reference}", Compartment.COMPLIANCE, by=by)
    return page("web/book.html", title="Book an appointment", form=form, wanted=wanted, person=person, warned=warned)


def _offer(form: BookForm, wanted: Bookable) -> None:
    by = actor()
    form.place.choices = [Choice(one.reference, one.name) for one in bookings.places(by)]
    form.place.choices.append(Choice(ELSEWHERE, "Somewhere else"))
    form.with_staff.choices = [Choice(one.reference, one.name) for one in bookings.colleagues(by)]
    if request.method == "GET":
        form.minutes.process_data(wanted.minutes)
        form.place.process_data("" if wanted.at_service else form.place.choices[0].value)
        mine = [one.reference for one in bookings.colleagues(by) if one.id == by.staff_id]
        form.with_staff.process_data(mine[0] if mine and not wanted.at_service else "")


def _warned(form: BookForm | MoveForm, last_useful: dt.date | None) -> bool:
    """Whether there is something to look at twice: said in the summary until the box beside it is ticked."""
    if form.day.data is None or form.time.data is None:
        return False
    try:
        warnings = bookings.warnings(form.day.data, form.time.data, last_useful, now=clock.now())
    except Refused as no:
        form.fail(no.message, no.field)
        return False
    if warnings and not form.sure.data:
        form.fail(f"{'. '.join(warnings)}. Tick the box if it is right all the same", "sure")
    return bool(warnings)


def _book(wanted: Bookable, form: BookForm) -> str:
    by = actor()
    staff = {one.reference: one.id for one in bookings.colleagues(by)}
    told: dict[str, Any] = {}
    if isinstance(form, FixMeetingForm):
        told = {"told_how": form.told_how.data, "told_on": form.told_on.data}
    programmes.of_subject(wanted.subject).book(
        wanted.subject,
        day=form.day.data,
        time=form.time.data,
        minutes=form.minutes.data,
        place=_place(form),
        place_other=form.place_other.data if form.place.data == ELSEWHERE else "",
        with_staff_id=staff.get(form.with_staff.data),
        with_other=form.with_other.data,
        by=by,
        at=clock.now(),
        **told,
    )
    return f"{wanted.url}?saved=1"


def _place(form: BookForm) -> Place | None:
    return next((one for one in bookings.places(actor()) if one.reference == form.place.data), None)


@bp.route("/appointments/<reference>/move", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def move(reference: str) -> Response:
    """Another time; the old reminders go with the old time."""
    found = load_appointment(reference, by=actor())
    form = MoveForm()
    if request.method == "GET":
        form.seen_version.process_data(found.version)
    warned = form.validate_on_submit() and _warned(form, None)
    if form.is_submitted() and not form.errors and (done := save(form, lambda: _move(reference, form))):
        return done
    return page("web/move.html", title="Move an appointment", form=form, appointment=found, warned=warned)


def _move(reference: str, form: MoveForm) -> str:
    assert form.day.data is not None and form.time.data is not None  # noqa: S101, PT018 (the form was valid)
    programmes.move(
        load_appointment(reference, by=actor(), action=Action.WRITE),
        day=form.day.data,
        time=form.time.data,
        asked_by=MoveAskedBy(form.asked_by.data),
        seen_version=form.seen_version.data or 0,
        by=actor(),
        at=clock.now(),
    )
    return f"/appointments/{reference}?saved=1"
