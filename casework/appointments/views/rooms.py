"""Rooms of the places where people are met."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments import services
from casework.appointments.forms import RoomForm
from casework.appointments.views.frame import bp
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused


@bp.route("/admin/rooms", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def rooms() -> Response:
    """Every room, one appointment at a time in each."""
    form, agency_id = RoomForm(), actor().agency_id
    places = services.places(agency_id=agency_id)
    form.offer(places)
    if form.validate_on_submit() and (done := save(form, lambda: _add(form))):
        return done
    found = services.rooms(agency_id=agency_id)
    return page("appointments/rooms.html", title="Rooms", form=form, rows=found, places=places)


def _add(form: RoomForm) -> str:
    place = services.load_place(form.place.data, by=actor())
    services.add_room(place, name=form.name.data, by=actor(), at=clock.now())
    return "/admin/rooms?saved=1"


@bp.post("/admin/places/<reference>/rooms/<room>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_room(reference: str, room: str) -> Response:
    """Offer a room no more; what is booked there keeps it."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, room))):
        return done
    raise Refused("Press the button again")


def _end(reference: str, room: str) -> str:
    place = services.load_place(reference, by=actor())
    services.end_room(services.load_room(place, room), by=actor(), at=clock.now())
    return "/admin/rooms?saved=removed"
