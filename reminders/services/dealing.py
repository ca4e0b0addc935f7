"""What a person does about a text: says it is dealt with, reads a reply, lets texts go again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from reminders.models import Reply, Text, TextsOff
from reminders.services.planning import contact_changed
from reminders.services.reach import reach


def deal_with(person: Person, text_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Take a text that did not reach her off the lists: she was told another way. Raises NotFound."""
    text = db.session.scalar(select(Text).where(Text.id == text_id, Text.person_id == person.id))
    if text is None:
        raise NotFound
    if text.dealt_with_at is None:
        text.dealt_with_at, text.dealt_with_by_id = at, by.staff_id
        _note(person, {"text": text.token, "did": "dealt with"}, by, at)


def mark_read(person: Person, reference: str, *, by: Actor, at: dt.datetime) -> None:
    """Take a reply off the lists: somebody has read it. Raises NotFound."""
    reply = db.session.scalar(select(Reply).where(Reply.reference == reference, Reply.person_id == person.id))
    if reply is None:
        raise NotFound
    if reply.read_at is None:
        reply.read_at, reply.read_by_id = at, by.staff_id
        _note(person, {"reply": reply.reference, "did": "read"}, by, at)


def lift(person: Person, *, by: Actor, at: dt.datetime) -> None:
    """Let texts go to her number again, because she asked a member of staff for it (promises P17).

    Raises Refused when nothing switched them off.
    """
    found = reach(person, at)
    rows = select(TextsOff).where(TextsOff.number_index == found.index, TextsOff.lifted_at.is_(None))
    off = list(db.session.scalars(rows)) if found.index else []
    if not off:
        raise Refused("Texts to this number are not switched off")
    for row in off:
        row.lifted_at, row.lifted_by_id = at, by.staff_id
    _note(person, {"did": "texts on"}, by, at)
    contact_changed(person, at=at)


def _note(person: Person, detail: dict[str, str], by: Actor, at: dt.datetime) -> None:
    record = f"person:{person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment="messages", detail=detail)
