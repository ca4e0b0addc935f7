"""Booking and moving an appointment of either programme."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment, Place, Room
from casework.appointments.rules import MoveAskedBy
from casework.appointments.services import Needs, load_appointment
from casework.kernel import audit, clock
from casework.kernel.database import db
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.kernel.showing import Bookable
from casework.people.models import Person
from web.forms.bookings import ELSEWHERE, WHY, BookForm, FixMeetingForm, MoveForm, TimedForm
from web.services import bookings, chips, programmes
from web.services.bookings import Look
from web.views.sign_in import safe_next

bp = Blueprint("bookings", __name__)


@bp.route("/appointments/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def new() -> Response:
    """Book an appointment that a referral or an order needs: by its own page, or by a chip on another (ux J3)."""
    by = actor()
    if "for" not in request.args and request.method == "GET":
        return _whom()
    wanted = programmes.bookable(request.args.get("for", ""), by=by)
    person = db.session.get_one(Person, wanted.person_id)
    form = FixMeetingForm() if wanted.asks_telling else BookForm()
    _offer(form, wanted, person)
    if form.validate_on_submit() and _looked_at(form, person, wanted):
        if done := save(form, lambda: _book(wanted, form)):
            return done
    free = _free(form, wanted, person)
    form.keep_chosen(free.values)
    audit.look(f"person:{person.reference}", Compartment.COMPLIANCE, by=by)
    return page("web/book.html", title="Book an appointment", form=form, wanted=wanted, person=person, chips=free)


def _whom() -> Response:
    """A time was chosen first, in the diary: everybody who needs an appointment, the most pressing first."""
    by, slot = actor(), request.args.get("slot", "")
    chosen = chips.read(slot)
    waiting = bookings.waiting(by=by, now=clock.now())
    if others := sorted({f"person:{person.reference}" for _, person, _ in waiting}):
        audit.look("bookings", Compartment.COMPLIANCE, by=by, others=others)
    return page(
        "web/book_whom.html",
        title="Who is it for?",
        waiting=waiting,
        slot=slot if chosen else "",
        back=f"/diary/{chosen[0]}" if chosen else "/diary",
        when=chips.said(*chosen) if chosen else "",
    )


def _offer(form: BookForm, wanted: Bookable, person: Person) -> None:
    """What can be chosen, and what is filled in beforehand."""
    by = actor()
    form.place.choices = [Choice(one.reference, one.name) for one in bookings.places(by)]
    form.place.choices.append(Choice(ELSEWHERE, "Somewhere else"))
    form.room.choices = [Choice(one.reference, f"{one.place.name}: {one.name}") for one in bookings.rooms(by)]
    form.with_staff.choices = [Choice(one.reference, one.name) for one in bookings.colleagues(by)]
    if request.method == "GET":
        _fill_in(form, wanted, person)


def _fill_in(form: BookForm, wanted: Bookable, person: Person) -> None:
    by = actor()
    usual = bookings.usual_place(person, by)
    form.slot.process_data(request.args.get("slot", "") if chips.read(request.args.get("slot", "")) else "")
    form.minutes.process_data(wanted.minutes)
    form.back.process_data(request.args.get("back", ""))
    form.place.process_data(usual.reference if usual and not wanted.at_service else "")
    mine = [one.reference for one in bookings.colleagues(by) if one.id == by.staff_id]
    form.with_staff.process_data(mine[0] if mine and not wanted.at_service else "")
    if isinstance(form, FixMeetingForm):
        form.told_on.process_data(clock.today())


def _free(form: BookForm, wanted: Bookable, person: Person) -> chips.Chips:
    """Free times of whoever is chosen, in the room that is chosen."""
    room, staff = _room(form), _staff(form)
    return chips.chips_for(
        person,
        staff_id=staff.id if staff else None,
        minutes=form.minutes.data or wanted.minutes,
        until=wanted.by,
        place=_place(form),
        room_id=room.id if room else None,
        now=clock.now(),
    )


def _looked_at(form: BookForm, person: Person, wanted: Bookable) -> bool:
    """Whether nothing is left to look at twice; else it is said beside what causes it, and a reason asked for."""
    staff, room = _staff(form), _room(form)
    if room is not None and room.place.reference != form.place.data:
        form.fail("This room is at another place. Choose a room of the place, or no room", "room")
        return False
    day, time = form.chosen
    return _said(
        form,
        lambda: bookings.warnings(
            person,
            day=day,
            time=time,
            minutes=form.minutes.data or wanted.minutes,
            with_staff_id=staff.id if staff else None,
            place=_place(form),
            place_other=form.place_other.data,
            until=wanted.by,
            now=clock.now(),
        ),
    )


def _said(form: TimedForm, look: Any) -> bool:
    """Say what to look at twice; True where there is nothing, or a reason was typed."""
    try:
        found: list[Look] = look()
    except Refused as no:
        form.fail(no.message, no.field)
        return False
    if not found or form.despite.data:
        return True
    for field in dict.fromkeys(one.field for one in found):
        form.fail(". ".join(one.message for one in found if one.field == field), field)
    form.fail(WHY, "despite")
    return False


def _book(wanted: Bookable, form: BookForm) -> str:
    by, staff, room = actor(), _staff(form), _room(form)
    told: dict[str, Any] = {}
    if isinstance(form, FixMeetingForm):
        told = {"told_how": form.told_how.data, "told_on": form.told_on.data or clock.today()}
    day, time = form.chosen
    made: Appointment = programmes.of_subject(wanted.subject).book(
        wanted.subject,
        day=day,
        time=time,
        minutes=form.minutes.data,
        place=_place(form),
        place_other=form.place_other.data if form.place.data == ELSEWHERE else "",
        room_id=room.id if room else None,
        with_staff_id=staff.id if staff else None,
        with_other=form.with_other.data,
        needs=Needs(form.interpreter.data, form.escort.data, form.transport.data, form.childcare.data),
        despite=form.despite.data,
        by=by,
        at=clock.now(),
        **told,
    )
    back = safe_next(form.back.data)
    return f"{wanted.url if back == '/' else back}?booked={made.reference}"


def _place(form: BookForm) -> Place | None:
    return next((one for one in bookings.places(actor()) if one.reference == form.place.data), None)


def _room(form: BookForm) -> Room | None:
    return next((one for one in bookings.rooms(actor()) if one.reference == form.room.data), None)


def _staff(form: BookForm) -> Staff | None:
    return next((one for one in bookings.colleagues(actor()) if one.reference == form.with_staff.data), None)


@bp.route("/appointments/<reference>/move", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def move(reference: str) -> Response:
    """Another time, with the press of a free one; the old reminders go with the old time (ux J4)."""
    found = load_appointment(reference, by=actor())
    form = MoveForm()
    if request.method == "GET":
        form.seen_version.process_data(found.version)
    if form.validate_on_submit() and _may_move(form, found) and (done := save(form, lambda: _move(reference, form))):
        return done
    form.keep_chosen()
    return page("web/move.html", title="Move an appointment", form=form, appointment=found, chips=_free_instead(found))


def _free_instead(found: Appointment) -> chips.Chips:
    return chips.chips_for(
        found.person,
        staff_id=found.with_staff_id,
        minutes=found.minutes,
        until=programmes.last_useful_day(found),
        place=found.place,
        room_id=found.room_id,
        moving=found,
        now=clock.now(),
    )


def _may_move(form: MoveForm, found: Appointment) -> bool:
    day, time = form.chosen
    return _said(
        form,
        lambda: bookings.warnings(
            found.person,
            day=day,
            time=time,
            minutes=found.minutes,
            with_staff_id=found.with_staff_id,
            place=found.place,
            place_other=found.place_other,
            until=programmes.last_useful_day(found),
            moving=found,
            now=clock.now(),
        ),
    )


def _move(reference: str, form: MoveForm) -> str:
    day, time = form.chosen
    programmes.move(
        load_appointment(reference, by=actor(), action=Action.WRITE),
        day=day,
        time=time,
        asked_by=MoveAskedBy(form.asked_by.data),
        despite=form.despite.data,
        seen_version=form.seen_version.data or 0,
        by=actor(),
        at=clock.now(),
    )
    return f"/appointments/{reference}?booked={reference}"
