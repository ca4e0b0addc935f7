"""Numbers that are not texted: asked to stop, wrong, blocked at the provider, or failing (promises T3, T5, P17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, exists, select, update

from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from reminders.models import Text, TextsBackOn, TextsOff, TextTask
from reminders.rules.answers import OPTED_OUT
from reminders.rules.asking import AT_ONCE, TWICE, Asking
from reminders.rules.life import WAITING, TextState
from reminders.services.known import known

BAD, PROVIDER = "bad", "provider"
WORDS = {
    "stop": "Texts off: they replied STOP. Use another way",
    "maybe_stop": "Texts paused: they may have asked us to stop. Ask",
    "wrong": "Texts paused: this may be the wrong person. Ask",
    PROVIDER: "Texts off: the provider has blocked this number. Ask",
    BAD: "Texts held: this number fails. Confirm the number again",
}
_SETTLED = [one.value for one in (TextState.DELIVERED, TextState.UNDELIVERED, TextState.FAILED, TextState.REJECTED)]


def why_off(index: bytes, person: Person, contact: SafeContact | None) -> str:
    """Why nothing goes to this number for this person, in words for staff; "" while texts to it are on.

    Of a shared number it may be on for one and off for the others; a bad number is on once it was confirmed anew.
    """
    read = known().switched_off
    rows = (
        _standing_for(person, index)
        if read is None
        else [r for r, back in read.get(index, ()) if person.id not in back]
    )
    confirmed = contact.number_confirmed_at if contact else None
    why = next((row.why for row in rows if not (row.why == BAD and confirmed and confirmed > row.at)), "")
    return WORDS.get(why, "Texts to this number are off") if why else ""


def _standing_for(person: Person, index: bytes) -> Iterable[TextsOff]:
    back = exists().where(TextsBackOn.texts_off_id == TextsOff.id, TextsBackOn.person_id == person.id)
    return db.session.scalars(select(TextsOff).where(standing(index), ~back).order_by(TextsOff.id))


def switched_off(indexes: Collection[bytes]) -> dict[bytes, list[tuple[TextsOff, frozenset[int]]]]:
    """What switched texts off to these numbers and was not lifted for everybody, and for whom each was switched on
    again, by number. Two queries."""
    wanted = select(TextsOff).where(TextsOff.number_index.in_(indexes), TextsOff.lifted_at.is_(None))
    rows = list(db.session.scalars(wanted.order_by(TextsOff.id))) if indexes else []
    again = select(TextsBackOn.texts_off_id, TextsBackOn.person_id)
    again = again.where(TextsBackOn.texts_off_id.in_([row.id for row in rows]))
    back = db.session.execute(again).all() if rows else []
    found: dict[bytes, list[tuple[TextsOff, frozenset[int]]]] = {}
    for row in rows:
        found.setdefault(row.number_index, []).append((row, frozenset(one for off, one in back if off == row.id)))
    return found


def standing(index: bytes) -> ColumnElement[bool]:
    """What switched texts to a number off and was not lifted for everybody."""
    return (TextsOff.number_index == index) & TextsOff.lifted_at.is_(None)


def switch_off(index: bytes, why: str, at: dt.datetime) -> bool:
    """Nothing more goes to this number until a person lifts it. False when it was off already for the same reason.

    Where it was switched on again for one of several people, it is off again for all of them.
    """
    same = select(TextsOff.id).where(standing(index), TextsOff.why == why)
    for_all = same.where(~exists().where(TextsBackOn.texts_off_id == TextsOff.id))
    if why != BAD and db.session.scalar(for_all.limit(1)) is not None:
        return False
    db.session.add(TextsOff(number_index=index, why=why, at=at))
    held = {"state": TextState.PLANNED.value, "owner": None, "held_why": WORDS[why]}
    db.session.execute(update(Text).where(Text.number_index == index, Text.state.in_(WAITING)).values(**held))
    on_its_way = Text.state.in_([TextState.HANDED.value, TextState.UNKNOWN.value])
    db.session.execute(update(Text).where(Text.number_index == index, on_its_way).values(cancel_late=True))
    return True


def owners(index: bytes) -> list[Person]:
    """Everybody whose current number this is, of whatever agency."""
    current = select(SafeContact.person_id).where(
        SafeContact.mobile_index == index, SafeContact.superseded_at.is_(None)
    )
    return list(db.session.scalars(select(Person).where(Person.id.in_(current)).order_by(Person.id)))


def after_failure(text: Text, at: dt.datetime) -> None:
    """Follow a text that was refused or did not arrive: blocked at the provider, or a number that fails (T5, S5).

    Two hard failures in a row, or one answer that it is no number at all, and texts wait until somebody has confirmed
    the number again. Told twice it is done once.
    """
    code = int(text.provider_code) if text.provider_code.isdigit() else 0
    index = text.number_index
    if index is None:
        return
    if code == OPTED_OUT:
        switch_off(index, PROVIDER, at)
    elif (code in AT_ONCE or (code in TWICE and _twice(index))) and not _known_bad(index, text):
        switch_off(index, BAD, at)
        ask(owners(index), Asking.NUMBER_BAD, at)


def ask(people: list[Person], kind: Asking, at: dt.datetime) -> None:
    """Put a question on the lists of these people's workers; one that still stands is not asked again."""
    for person in people:
        same = select(TextTask.id).where(
            TextTask.person_id == person.id, TextTask.kind == kind.value, TextTask.done_at.is_(None)
        )
        if db.session.scalar(same.limit(1)) is None:
            db.session.add(TextTask(agency_id=person.agency_id, person_id=person.id, kind=kind.value, at=at))
    db.session.flush()


def _twice(index: bytes) -> bool:
    db.session.flush()
    rows = select(Text.state, Text.provider_code).where(Text.number_index == index, Text.state.in_(_SETTLED))
    last = db.session.execute(rows.order_by(Text.settled_at.desc(), Text.id.desc()).limit(2)).all()
    hard = [row.provider_code.isdigit() and int(row.provider_code) in TWICE for row in last]
    return len(hard) == 2 and all(hard)


def _known_bad(index: bytes, text: Text) -> bool:
    """Whether the number is held as bad already, and nobody has confirmed it since."""
    contact = db.session.scalar(
        select(SafeContact).where(SafeContact.person_id == text.person_id, SafeContact.superseded_at.is_(None))
    )
    confirmed = contact.number_confirmed_at if contact else None
    rows = db.session.scalars(select(TextsOff.at).where(standing(index), TextsOff.why == BAD))
    return any(confirmed is None or at >= confirmed for at in rows)
