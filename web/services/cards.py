"""What a printed appointment card says: no more than a text to the same person would (domain rules 24 and 30)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment
from casework.kernel import words
from casework.kernel.database import db
from casework.people.models import SafeContact
from casework.people.rules.phones import shown
from casework.people.services import safe_contact
from reminders.rules import banned
from reminders.services import own_names

SHEET = 8
"""How many stand on one sheet of A4."""


@dataclass(frozen=True)
class Card:
    """The lines of a card. `left_out` tells the worker what could not be printed, and why."""

    day: str
    time: str
    place: str
    who: str
    phone: str
    left_out: tuple[str, ...]


def card_of(appointment: Appointment) -> Card:
    """Day, time, the place's text name, with whom in the words the person chose, and the number to ring.

    Nothing on it names a service, a court or a reason: words that would give the person away at the level they chose
    are left out, and said to have been.
    """
    contact = safe_contact(appointment.person)
    place = appointment.place.text_name if appointment.place else appointment.place_other
    who = (contact.words_who if contact else "") or _first_name(appointment)
    lines = {"the place": place, "the name": who}
    own = own_names(appointment.person.agency_id)
    hidden = tuple(name for name, said in lines.items() if not _sayable(said, contact, own))
    return Card(
        day=words.full_day(appointment.day),
        time=words.clock_time(appointment.time) if appointment.time_known else "",
        place="" if "the place" in hidden else place,
        who="" if "the name" in hidden else who,
        phone=_phone(appointment),
        left_out=hidden,
    )


def _sayable(said: str, contact: SafeContact | None, own: tuple[str, ...]) -> bool:
    return not banned.found(said, contact.level if contact else banned.DISCREET, also=own)


def _staff(appointment: Appointment) -> Staff | None:
    return db.session.get(Staff, appointment.with_staff_id) if appointment.with_staff_id else None


def _first_name(appointment: Appointment) -> str:
    staff = _staff(appointment)
    return (staff.name if staff else appointment.with_other).split(" ")[0]


def _phone(appointment: Appointment) -> str:
    staff = _staff(appointment)
    return shown((staff.phone if staff else "") or db.session.get_one(Agency, appointment.agency_id).phone)
