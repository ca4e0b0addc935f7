"""Booking, moving and recording appointments. The programme that owns one calls these and follows them up."""

from __future__ import annotations

from casework.appointments.rules.needs import NeedKind, Needs
from casework.appointments.services.booking import book, move
from casework.appointments.services.dropping_in import log_drop_in
from casework.appointments.services.free import FreeTime, count_free, free_times
from casework.appointments.services.holding import Taken
from casework.appointments.services.partners import (
    is_partner,
    look_at,
    partner_places,
    places_of,
    receives_at,
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
from casework.appointments.services.recording import record_outcome
from casework.appointments.services.warning import warnings

__all__ = [
    "FreeTime",
    "NeedKind",
    "Needs",
    "Taken",
    "add_place",
    "between",
    "book",
    "change_place",
    "count_free",
    "current_attendance",
    "end_place",
    "facts_of",
    "free_times",
    "is_partner",
    "load_appointment",
    "load_place",
    "log_drop_in",
    "look_at",
    "move",
    "next_appointment",
    "of_person",
    "partner_places",
    "place_words",
    "places",
    "places_of",
    "receives_at",
    "record_outcome",
    "visit",
    "visits",
    "warnings",
]
