"""Booking, moving and recording appointments. The programme that owns one calls these and follows them up."""

from __future__ import annotations

from casework.appointments.services.booking import book, move
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

__all__ = [
    "add_place",
    "between",
    "book",
    "change_place",
    "current_attendance",
    "end_place",
    "facts_of",
    "load_appointment",
    "load_place",
    "move",
    "next_appointment",
    "of_person",
    "place_words",
    "places",
    "record_outcome",
]
