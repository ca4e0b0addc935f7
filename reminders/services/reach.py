"""How a person may be reached by text right now, read from what is recorded (domain rules 3, 24 and 30)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.people import services as people
from casework.people.models import Person, SafeContact
from casework.people.rules.contact import Texting, window
from casework.people.rules.contact import texting as rule
from casework.people.services.phones import mobile_of
from reminders.rules.timing import Window
from reminders.services.known import known
from reminders.services.off import why_off


@dataclass(frozen=True)
class Reach:
    """Her number, hours and words, and why nothing may go to her; `held` is empty when a text may."""

    contact: SafeContact | None
    number: str
    index: bytes | None
    window: Window
    held: str
    off: bool = False
    otherwise: str = ""
    """Why nothing may go to her whether or not texts to the number are off: what even the answer to STOP obeys."""
    over: bool = False
    """She has died: nothing waits to be put right, and what was planned is cancelled (domain rule 30, case B8)."""


def reach(person: Person, now: dt.datetime, *, to_confirm_number: bool = False) -> Reach:
    """How she may be reached at a moment (UTC). Everything must say yes; silence is no (domain rule 24).

    `to_confirm_number` is for the one text that asks whether the number is hers. Raises nothing.
    """
    read, key = known(), (person.id, to_confirm_number)
    if key not in read.reaches:
        found = _reach(person, now, to_confirm_number)
        if person.id not in read.reachable:
            return found
        read.reaches[key] = found
    kept: Reach = read.reaches[key]
    return kept


def _reach(person: Person, now: dt.datetime, to_confirm_number: bool) -> Reach:
    contact, texting = _said(person, now, to_confirm_number)
    number = contact.mobile if contact and contact.mobile else ""
    index = people.number_index(number) if number else None
    off = _off(index, person, contact)
    otherwise = texting.why or _unreachable(number)
    return Reach(contact, number, index, _window(contact), otherwise or off, bool(off), otherwise, texting.over)


def _said(person: Person, now: dt.datetime, to_confirm_number: bool) -> tuple[SafeContact | None, Texting]:
    """What she last said, and whether she may be texted; as the batch in hand has read it, else from the database."""
    found = known().reachable.get(person.id)
    if found is not None:
        return found.contact, rule(found.facts, now, to_confirm_number=to_confirm_number)
    return people.safe_contact(person), people.texting_of(person, at=now, to_confirm_number=to_confirm_number)


def _window(contact: SafeContact | None) -> Window:
    if contact is None:
        return Window()
    start, end = window(contact.texts_from, contact.texts_until)
    return Window(start, end, frozenset(int(day) - 1 for day in contact.text_days))


def _unreachable(number: str) -> str:
    """Why no text may go to this number at all: only mobiles of the United Kingdom (promises P7)."""
    try:
        return "" if mobile_of(number) == number else "This number is not written as a UK mobile number"
    except ValueError:
        return "This is not a UK mobile number. Check it"


def _off(index: bytes | None, person: Person, contact: SafeContact | None) -> str:
    return "" if index is None or _is_on(index) else why_off(index, person, contact)


def _is_on(index: bytes) -> bool:
    """Whether the batch in hand has read that nothing switched texts to this number off."""
    off = known().off
    return off is not None and index not in off
