"""Texts that come in: kept, shown to a person, and obeyed only where they ask for less (ux 4.4, promises T2, T3).

A reply never changes a booking, a number, an agreement or an attendance. Nothing answers it but the one confirmation
of STOP, and that only to somebody we know.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.services import number_index
from reminders.models import Reply, Text, TextsOff
from reminders.rules.kinds import TextKind
from reminders.rules.life import WAITING, TextState
from reminders.rules.replies import PAUSES, Meaning, meaning
from reminders.services.planning import queue
from reminders.services.reach import OFF_WORDS
from reminders.services.sender import is_live, verified_by_reply

LONGEST = 2000
ANSWER_WITHIN = dt.timedelta(minutes=30)


def receive(sid: str, number: str, body: str, *, at: dt.datetime) -> Reply:
    """Keep a text that came in, once, and switch texts off where it asks for that. Its signature was checked.

    It belongs to a person only when exactly one has the number; a shared number is never guessed (case W13).
    """
    first = db.session.scalar(select(Reply).where(Reply.sid == sid))
    if first is not None:
        return first
    index, said = number_index(number), meaning(body)
    owners = _owners(index)
    reply = _keep(sid, number, body[:LONGEST], said, owners, at)
    if said is Meaning.YES:
        verified_by_reply(index, at)
    if said in PAUSES and _switch_off(index, said, at) and said is Meaning.STOP:
        _confirm(reply, owners, at)
    return reply


def _owners(index: bytes) -> list[Person]:
    current = select(SafeContact.person_id).where(
        SafeContact.mobile_index == index, SafeContact.superseded_at.is_(None)
    )
    return list(db.session.scalars(select(Person).where(Person.id.in_(current)).order_by(Person.id)))


def _keep(sid: str, number: str, body: str, said: Meaning, owners: list[Person], at: dt.datetime) -> Reply:
    one = owners[0] if len(owners) == 1 else None
    agencies = {person.agency_id for person in owners}
    reply = Reply(
        agency_id=agencies.pop() if len(agencies) == 1 else None,
        person_id=one.id if one else None,
        sid=sid,
        number=number,
        number_index=number_index(number),
        body=body,
        meaning=said.value,
        shared=len(owners) > 1,
        received_at=at,
    )
    db.session.add(reply)
    db.session.flush()
    record = f"person:{one.reference}" if one else f"reply:{reply.reference}"
    by = Actor.system(reply.agency_id) if reply.agency_id else None
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment="messages", detail={"reply": reply.reference})
    return reply


def _switch_off(index: bytes, said: Meaning, at: dt.datetime) -> bool:
    """Nothing more goes to this number until a person lifts it. False when it was off already for the same reason."""
    same = select(TextsOff.id).where(
        TextsOff.number_index == index, TextsOff.why == said.value, TextsOff.lifted_at.is_(None)
    )
    if db.session.scalar(same.limit(1)) is not None:
        return False
    db.session.add(TextsOff(number_index=index, why=said.value, at=at))
    held = {"state": TextState.PLANNED.value, "owner": None, "held_why": OFF_WORDS[said.value]}
    db.session.execute(update(Text).where(Text.number_index == index, Text.state.in_(WAITING)).values(**held))
    return True


def _confirm(reply: Reply, owners: list[Person], at: dt.datetime) -> None:
    """The one answer that is ever given by itself; to nobody we do not know, and only when texts really leave."""
    if len(owners) != 1 or not is_live():
        return
    queue(
        owners[0],
        TextKind.REPLY_STOP,
        key=f"stop:{reply.reference}",
        not_before=at,
        not_after=at + ANSWER_WITHIN,
        by=Actor.system(owners[0].agency_id),
        at=at,
    )
