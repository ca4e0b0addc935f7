"""Texts that come in: kept, shown to a person, and obeyed only where they ask for less (ux 4.4, promises T2, T3).

A reply never changes a phone number, a consent to text, an attendance or a status. To everybody who did not choose
two-way texts nothing is answered but the one confirmation of STOP, and that only to somebody we know.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.services import number_index
from reminders.models import Reply, ReplyCandidate
from reminders.rules.kinds import TextKind
from reminders.rules.replies import Meaning, meaning, pausing
from reminders.services import answering
from reminders.services.off import PROVIDER, owners, switch_off
from reminders.services.planning import queue
from reminders.services.sender import is_live, verified_by_reply

LONGEST = 2000
ANSWER_WITHIN = dt.timedelta(minutes=30)
PROVIDER_STOPPED = "STOP"
"""What the provider says (OptOutType) when it has itself blocked the number: no answer of ours could reach it."""


def receive(sid: str, number: str, body: str, *, opt_out: str = "", at: dt.datetime) -> Reply:
    """Keep a text that came in, once, and switch texts off where it asks for that. Its signature was checked.

    It belongs to a person only when exactly one has the number; a shared number is never guessed (case W13).
    `opt_out` is the provider's own word that it blocked or freed the number.
    """
    first = db.session.scalar(select(Reply).where(Reply.sid == sid))
    if first is not None:
        return first
    index, said = number_index(number), meaning(body)
    people = owners(index)
    reply = _keep(sid, number, body[:LONGEST], said, people, at)
    if said is Meaning.YES:
        verified_by_reply(index, at)
    _obey(reply, people, index, opt_out.upper() == PROVIDER_STOPPED, at)
    if not opt_out and len(people) == 1:
        answering.answer(people[0], reply, at=at)
    return reply


def _obey(reply: Reply, people: list[Person], index: bytes, blocked: bool, at: dt.datetime) -> None:
    """Switch texts off at once where the words or the provider say so; confirm STOP once, if it can be confirmed."""
    why = pausing(reply.body)
    news = why is not None and switch_off(index, why.value, at)
    if blocked:
        switch_off(index, PROVIDER, at)
    elif news and why is Meaning.STOP:
        _confirm(reply, people, at)


def _keep(sid: str, number: str, body: str, said: Meaning, people: list[Person], at: dt.datetime) -> Reply:
    one = people[0] if len(people) == 1 else None
    agencies = {person.agency_id for person in people}
    reply = Reply(
        agency_id=agencies.pop() if len(agencies) == 1 else None,
        person_id=one.id if one else None,
        sid=sid,
        number=number,
        number_index=number_index(number),
        body=body,
        meaning=said.value,
        shared=len(people) > 1,
        received_at=at,
    )
    db.session.add(reply)
    db.session.flush()
    if reply.shared:
        db.session.add_all(
            ReplyCandidate(reply_id=reply.id, person_id=person.id, agency_id=person.agency_id) for person in people
        )
    record = f"person:{one.reference}" if one else f"reply:{reply.reference}"
    by = Actor.system(reply.agency_id) if reply.agency_id else None
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment="messages", detail={"reply": reply.reference})
    return reply


def _confirm(reply: Reply, people: list[Person], at: dt.datetime) -> None:
    """The one answer that is ever given by itself; to nobody we do not know, and only when texts really leave."""
    if len(people) != 1 or not is_live():
        return
    queue(
        people[0],
        TextKind.REPLY_STOP,
        key=f"stop:{reply.reference}",
        not_before=at,
        not_after=at + ANSWER_WITHIN,
        by=Actor.system(people[0].agency_id),
        at=at,
    )
