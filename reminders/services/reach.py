"""How a person may be reached by text right now, read from what is recorded (domain rules 3, 24 and 30)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.kernel.clock import local_day
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.people.models import Agreement, Circumstance, SafeContact
from casework.people.rules.agreements import AgreementKind
from casework.people.rules.circumstances import CircumstanceKind, is_in_force
from casework.people.rules.contact import Answer, TextingFacts, texting, window
from casework.people.rules.phones import uk_mobile
from reminders.models import TextsOff
from reminders.rules.timing import Window

OFF_WORDS = {
    "stop": "Texts off: they replied STOP. Use another way",
    "maybe_stop": "Texts paused: they may have asked us to stop. Ask",
    "wrong": "Texts paused: this may be the wrong person. Ask",
    "provider": "Texts off: the provider has blocked this number. Ask",
}


@dataclass(frozen=True)
class Reach:
    """Her number, hours and words, and why nothing may go to her; `held` is empty when a text may."""

    contact: SafeContact | None
    number: str
    index: bytes | None
    window: Window
    held: str
    off: bool = False


def number_index(number: str) -> bytes:
    """By what two uses of one number are known to be the same, without the number (promises C.13)."""
    return blind_index("text.number", number)


def reach(person_id: int, now: dt.datetime, *, to_confirm_number: bool = False) -> Reach:
    """How she may be reached at a moment (UTC). Everything must say yes; silence is no (domain rule 24).

    `to_confirm_number` is for the one text that asks whether the number is hers. Raises nothing.
    """
    contact = db.session.scalar(
        select(SafeContact).where(SafeContact.person_id == person_id, SafeContact.superseded_at.is_(None))
    )
    number = contact.mobile if contact and contact.mobile else ""
    index = number_index(number) if number else None
    off = _off(index)
    facts = _facts(person_id, contact, local_day(now))
    held = texting(facts, now, to_confirm_number=to_confirm_number).why or _unreachable(number) or off
    return Reach(contact, number, index, _window(contact), held, bool(off))


def _facts(person_id: int, contact: SafeContact | None, today: dt.date) -> TextingFacts:
    return TextingFacts(
        safe_to_text=Answer(contact.safe_to_text) if contact else Answer.NOT_ASKED,
        has_mobile=bool(contact and contact.mobile),
        agreed=_agreed(person_id),
        confirmed=bool(contact and contact.number_confirmed_at),
        checked_at=contact.checked_at if contact else None,
        standing=_standing(person_id, today),
    )


def _agreed(person_id: int) -> bool:
    live = select(Agreement.id).where(
        Agreement.person_id == person_id,
        Agreement.kind == AgreementKind.TEXTS.value,
        Agreement.withdrawn_at.is_(None),
    )
    return db.session.scalar(live.limit(1)) is not None


def _standing(person_id: int, today: dt.date) -> set[CircumstanceKind]:
    rows = db.session.scalars(select(Circumstance).where(Circumstance.person_id == person_id))
    return {
        CircumstanceKind(row.kind) for row in rows if is_in_force(row.since, row.until, row.ended_at is not None, today)
    }


def _window(contact: SafeContact | None) -> Window:
    if contact is None:
        return Window()
    start, end = window(contact.texts_from, contact.texts_until)
    return Window(start, end, frozenset(int(day) - 1 for day in contact.text_days))


def _unreachable(number: str) -> str:
    """Why no text may go to this number at all: only mobiles of the United Kingdom (promises P7)."""
    try:
        return "" if uk_mobile(number) == number else "This number is not written as a UK mobile number"
    except ValueError:
        return "This is not a UK mobile number. Check it"


def _off(index: bytes | None) -> str:
    if index is None:
        return ""
    why = db.session.scalar(
        select(TextsOff.why).where(TextsOff.number_index == index, TextsOff.lifted_at.is_(None)).limit(1)
    )
    return OFF_WORDS.get(why, "Texts to this number are off") if why else ""
