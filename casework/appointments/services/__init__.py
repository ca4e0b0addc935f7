"""Booking, moving and recording appointments. The programme that owns one calls these and follows them up."""

from __future__ import annotations

from casework.appointments.rules.needs import NeedKind, Needs
from casework.appointments.services.booking import book, move
from casework.appointments.services.dropping_in import log_drop_in
from casework.appointments.services.free import FreeTime, count_free, free_times
from casework.appointments.services.holding import Taken
from casework.appointments.services.keeping import (
    appointments_in,
    colleagues_of,
    end_leave,
    leave_of,
    load_colleague,
    load_leave,
    record_leave,
    recorded_hours,
    set_hours,
    still_booked,
    who_could_take,
)
from casework.appointments.services.partners import (
    is_partner,
    look_at,
    partner_places,
    places_of,
    receives_at,
    receives_no_more,
    visit,
    visits,
)
from casework.appointments.services.places import add_place, change_place, end_place, load_place, places
from casework.appointments.services.reading import (
    between,
    current_attendance,
    facts_of,
    load_appointment,
    next_appointment,
    of_person,
    place_words,
)
from casework.appointments.services.reassigning import arrange, need_of, reassign, reassign_all
from casework.appointments.services.recording import record_outcome
from casework.appointments.services.room import RoomAsked, free_days
from casework.appointments.services.rooms import add_room, end_room, load_room, rooms, rooms_of
from casework.appointments.services.warning import warnings

__all__ = [
    "FreeTime",
    "NeedKind",
    "Needs",
    "RoomAsked",
    "Taken",
    "add_place",
    "add_room",
    "appointments_in",
    "arrange",
    "between",
    "book",
    "change_place",
    "colleagues_of",
    "count_free",
    "current_attendance",
    "end_leave",
    "end_place",
    "end_room",
    "facts_of",
    "free_days",
    "free_times",
    "is_partner",
    "leave_of",
    "load_appointment",
    "load_colleague",
    "load_leave",
    "load_place",
    "load_room",
    "log_drop_in",
    "look_at",
    "move",
    "need_of",
    "next_appointment",
    "of_person",
    "partner_places",
    "place_words",
    "places",
    "places_of",
    "reassign",
    "reassign_all",
    "receives_at",
    "receives_no_more",
    "record_leave",
    "record_outcome",
    "recorded_hours",
    "rooms",
    "rooms_of",
    "set_hours",
    "still_booked",
    "visit",
    "visits",
    "warnings",
    "who_could_take",
]
