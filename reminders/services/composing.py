"""The words of one text, made at the moment it goes from what is recorded then (ux 4.2 rule 4), and the gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.rules.phones import shown
from reminders.models import Text
from reminders.rules import banned
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress
from reminders.rules.templates import Template, template_of, wording
from reminders.rules.wording import LONGEST, CannotSay, Merge, court_words, render
from reminders.services.wiring import progress

_UNNAMED_PLACE = "The place is too long for a text. Give it a name of 24 characters or fewer"


@dataclass(frozen=True)
class Composed:
    """A text ready to go, and the level of openness it was written at."""

    body: str
    level: int


def compose(text: Text, contact: SafeContact | None) -> Composed:
    """The words of a text as things stand now. Raises CannotSay, telling staff what to put right."""
    appointment = db.session.get(Appointment, text.appointment_id) if text.appointment_id else None
    hearing = db.session.get(Hearing, text.hearing_id) if text.hearing_id else None
    done = progress(appointment.id) if appointment else None
    level = contact.level if contact else banned.DISCREET
    template = template_of(TextKind(text.kind), has_deadline=bool(done and done.by))
    merge = _merge(text, contact, appointment, hearing, done)
    body = render(template, merge, level=level, keep_place=_must_keep_place(appointment)).text
    _pass_gate(body, template, level, text.agency_id)
    return Composed(body, level)


def _merge(
    text: Text,
    contact: SafeContact | None,
    appointment: Appointment | None,
    hearing: Hearing | None,
    done: Progress | None,
) -> Merge:
    day, time = _when(appointment, hearing)
    return Merge(
        name=_name(text.person, contact),
        who=contact.words_who if contact else "",
        what=(contact.words_what if contact else "") or "appointment",
        day=words.short_day(day) if day else "",
        time=words.clock_time(time) if time else "",
        place=_place(appointment),
        phone=_phone(appointment, text.agency_id),
        done=str(done.done) if done else "",
        total=str(done.total) if done else "",
        by=words.short_day(done.by) if done and done.by else "",
        court=_court(hearing),
    )


def _when(appointment: Appointment | None, hearing: Hearing | None) -> tuple[dt.date | None, dt.time | None]:
    source = appointment or hearing
    return (source.day, source.time) if source else (None, None)


def _name(person: Person, contact: SafeContact | None) -> str:
    wanted = contact is None or contact.use_name
    return (person.known_as or person.given_name) if wanted else ""


def _place(appointment: Appointment | None) -> str:
    if appointment is None:
        return ""
    if appointment.place is not None:
        return appointment.place.text_name
    if len(appointment.place_other) > LONGEST["place"]:
        raise CannotSay(_UNNAMED_PLACE)
    return appointment.place_other


def _must_keep_place(appointment: Appointment | None) -> bool:
    """A place typed in for once is never "the usual place"."""
    return appointment is not None and appointment.place is None and bool(appointment.place_other)


def _phone(appointment: Appointment | None, agency_id: int) -> str:
    staff = db.session.get(Staff, appointment.with_staff_id) if appointment and appointment.with_staff_id else None
    return shown((staff.phone if staff else "") or db.session.get_one(Agency, agency_id).phone)


def _court(hearing: Hearing | None) -> str:
    court = reference.court(hearing.court_code) if hearing else None
    return court_words(court.name) if court else "court"


def _pass_gate(body: str, template: Template, level: int, agency_id: int) -> None:
    """Raises CannotSay when the finished text says more than her level allows (promises P5, case S17)."""
    allowed = wording(template, level)
    own = (db.session.get_one(Agency, agency_id).name,)
    ours = set(banned.found(allowed.named + " " + allowed.unnamed, level, also=own))
    if hits := [hit for hit in banned.found(body, level, also=own) if hit not in ours]:
        raise CannotSay(f"This text would say “{hits[0]}”. Change the name, the words or the place")
