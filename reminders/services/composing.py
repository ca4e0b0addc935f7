"""The words of one text, made at the moment it goes from what is recorded then (ux 4.2 rule 4), and the gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import select

from casework.accounts.models import Agency, Staff
from casework.appointments.models import Appointment
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import words
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.rules.phones import shown
from reminders.models import Offer, Text
from reminders.rules import banned, offers, saying
from reminders.rules.kinds import TextKind
from reminders.rules.languages import ENGLISH
from reminders.rules.progress import Progress
from reminders.rules.templates import VERSION, Template, Wording, template_of
from reminders.rules.wording import LONGEST, CannotSay, Merge, court_words, render_words
from reminders.services.known import known, person_of, row
from reminders.services.wiring import progress
from reminders.services.wordings import Chosen, Stock, own_names, stock

_UNNAMED_PLACE = "The place is too long for a text. Give it a name of 24 characters or fewer"
_SAYS_HOW_FAR = frozenset({TextKind.MISSED, TextKind.THANKS_NEXT})
"""The only kinds whose words can say how many of how many, or by when."""


@dataclass(frozen=True)
class Composed:
    """A text ready to go: its words, the level of openness, and in which language and from which row they are."""

    body: str
    level: int
    language: str = ENGLISH
    wanted: str = ENGLISH
    wording_id: int | None = None
    version: int = VERSION

    def mark(self, row: Text) -> None:
        """Let a text keep exactly what goes: it is the evidence (promises C.1 rule 7)."""
        row.body, row.level, row.template_version = self.body, self.level, self.version
        row.language, row.language_wanted, row.wording_id = self.language, self.wanted, self.wording_id


@dataclass(frozen=True)
class Batch:
    """What the words of many texts are made of, read once: own wordings by agency, offers of times by text."""

    words: Stock
    offers: dict[int, Offer]


def stock_for(texts: Collection[Text]) -> Batch:
    """Read what these texts' words need. Five queries at most, however many they are."""
    offering = [text.id for text in texts if text.kind == TextKind.OFFER_TIMES]
    rows = db.session.scalars(select(Offer).where(Offer.text_id.in_(offering))) if offering else ()
    return Batch(stock(text.agency_id for text in texts), {row.text_id: row for row in rows})


def compose(text: Text, contact: SafeContact | None, batch: Batch | None = None) -> Composed:
    """The words of a text as things stand now. Raises CannotSay, telling staff what to put right."""
    batch = batch or known().words or stock_for([text])
    appointment = row(Appointment, text.appointment_id)
    hearing = row(Hearing, text.hearing_id)
    done = progress(appointment.id) if appointment and text.kind in _SAYS_HOW_FAR else None
    template = template_of(saying.said(text.kind, text.said_as), has_deadline=bool(done and done.by))
    merge = _merge(text, contact, appointment, hearing, done)
    if (offer := batch.offers.get(text.id)) is not None:
        merge = replace(merge, **_slots(offer))
    return say(
        template, merge, contact, agency_id=text.agency_id, words=batch.words, keep_place=_must_keep_place(appointment)
    )


def say(
    template: Template,
    merge: Merge,
    contact: SafeContact | None,
    *,
    agency_id: int,
    words: Stock | None = None,
    keep_place: bool = False,
) -> Composed:
    """One text from its values, in her language where its words are approved, else in English. Raises CannotSay.

    With both languages chosen the two stand one under the other in one message, each short enough for one text.
    """
    words = words or stock([agency_id])
    level, wanted = (contact.level, contact.language) if contact else (banned.DISCREET, ENGLISH)
    english = words.choose(agency_id, ENGLISH, template, level)
    hers = words.choose(agency_id, wanted, template, level) if wanted != ENGLISH else None
    chosen = hers or english
    assert chosen is not None and english is not None  # noqa: S101, PT018 (English always has words)
    both = [chosen, english] if hers and contact and contact.both_languages else [chosen]
    plain = bool(contact and contact.plain_letters)
    own = words.names.get(agency_id) or own_names(agency_id)
    parts = [_one(one, template, merge, level, own, keep_place, plain) for one in both]
    return Composed("\n".join(parts), level, chosen.language, wanted, chosen.row_id, chosen.version or VERSION)


def _one(
    chosen: Chosen, template: Template, merge: Merge, level: int, own: tuple[str, ...], keep_place: bool, plain: bool
) -> str:
    body = render_words(chosen.words, merge, keep_place=keep_place, common=chosen.common, plain=plain).text
    _pass_gate(body, chosen.words, level, own)
    return body


def _slots(offer: Offer) -> dict[str, str]:
    """The times of an offer as the text names them."""
    times = [words.short_day(when.date()) + " " + words.clock_time(when.time()) for when in offers.read(offer.slots)]
    return {f"slot{number}": said for number, said in enumerate(times, 1)}


def _merge(
    text: Text,
    contact: SafeContact | None,
    appointment: Appointment | None,
    hearing: Hearing | None,
    done: Progress | None,
) -> Merge:
    day, time = _when(appointment, hearing)
    return Merge(
        name=_name(person_of(text), contact),
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
    staff = row(Staff, appointment.with_staff_id) if appointment else None
    return shown((staff.phone if staff else "") or row(Agency, agency_id).phone)


def _court(hearing: Hearing | None) -> str:
    court = reference.court(hearing.court_code) if hearing else None
    return court_words(court.name) if court else "court"


def _pass_gate(body: str, allowed: Wording, level: int, own: tuple[str, ...]) -> None:
    """Raises CannotSay when the finished text says more than her level allows (promises P5, case S17). `own` are the
    names of the agency and of all it runs."""
    ours = _said_by(allowed.named + " " + allowed.unnamed, level, own)
    if hits := [hit for hit in banned.found(body, level, also=own) if hit not in ours]:
        raise CannotSay(f"This text would say “{hits[0]}”. Change the name, the words or the place")


@lru_cache(256)
def _said_by(wording: str, level: int, own: tuple[str, ...]) -> frozenset[str]:
    """The listed words that a wording itself holds, before anybody's values are put in: the same for every text."""
    return frozenset(banned.found(wording, level, also=own))
