"""What a person does about a text: says it is dealt with, reads a reply, lets texts go again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from reminders.models import Reply, ReplyCandidate, Text, TextsBackOn, TextsOff, TextTask
from reminders.rules.asking import Asking
from reminders.services import asking, off
from reminders.services.planning import contact_changed
from reminders.services.reach import reach

CONFIRM_FIRST = "Texts to this number fail. Confirm the number again under Contact, then they go"


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

    Where others have the same number it is for her alone, and their workers are asked whether theirs may go too.
    Raises Refused when nothing switched them off, or only a failing number did: that is confirmed anew instead.
    """
    index = reach(person, at).index
    rows = list(db.session.scalars(select(TextsOff).where(off.standing(index)))) if index else []
    wanted = [row for row in rows if row.why != off.BAD]
    if not wanted or index is None:
        raise Refused(CONFIRM_FIRST if rows else "Texts to this number are not switched off")
    others = [one for one in off.owners(index) if one.id != person.id]
    for row in wanted:
        _lift(row, person, alone=not others, by=by, at=at)
    off.ask(others, Asking.OTHERS_ON, at)
    _note(person, {"did": "texts on"}, by, at)
    contact_changed(person, at=at)


def _lift(row: TextsOff, person: Person, *, alone: bool, by: Actor, at: dt.datetime) -> None:
    if alone:
        row.lifted_at, row.lifted_by_id = at, by.staff_id
        return
    same = select(TextsBackOn.id).where(TextsBackOn.texts_off_id == row.id, TextsBackOn.person_id == person.id)
    if db.session.scalar(same) is None:
        db.session.add(TextsBackOn(texts_off_id=row.id, person_id=person.id, at=at, by_id=by.staff_id))


def claim(person: Person, reference: str, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """Say whose a reply on a shared number is, with the reason; from then on it stands in her thread (case W13).

    Raises NotFound when this person does not have that number, and Refused when somebody claimed it before.
    """
    reply = db.session.scalar(
        select(Reply)
        .join(ReplyCandidate, ReplyCandidate.reply_id == Reply.id)
        .where(Reply.reference == reference, ReplyCandidate.person_id == person.id)
    )
    if reply is None:
        raise NotFound
    if not reason.strip():
        raise Refused("Say how you know that it is theirs", "reason")
    values = {
        "person_id": person.id,
        "agency_id": person.agency_id,
        "claimed_at": at,
        "claimed_by_id": by.staff_id,
        "claim_reason": reason.strip(),
    }
    taken = update(Reply).where(Reply.id == reply.id, Reply.person_id.is_(None)).values(**values)
    if db.session.execute(taken).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Somebody has already said whose this reply is")
    db.session.expire(reply)
    _note(person, {"reply": reference, "did": "claimed"}, by, at)


def read_unmatched(reference: str, *, by: Actor, at: dt.datetime) -> None:
    """Take a reply from a number nobody has off the list. Raises NotFound for whoever may not see it."""
    rows = select(Reply).where(Reply.reference == reference, Reply.person_id.is_(None), Reply.shared.is_(False))
    reply = db.session.scalar(rows) if asking.sees_unmatched(by) else None
    if reply is None:
        raise NotFound
    if reply.read_at is None:
        reply.read_at, reply.read_by_id = at, by.staff_id
        detail = {"did": "read"}
        audit.record(Act.ALTERATION, f"reply:{reference}", by=by, at=at, compartment="messages", detail=detail)


def finish(person: Person, task_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Take a question about her number off the lists: somebody has asked. Raises NotFound."""
    task = db.session.scalar(select(TextTask).where(TextTask.id == task_id, TextTask.person_id == person.id))
    if task is None:
        raise NotFound
    if task.done_at is None:
        task.done_at, task.done_by_id = at, by.staff_id
        _note(person, {"task": task.kind, "did": "done"}, by, at)


def _note(person: Person, detail: dict[str, str], by: Actor, at: dt.datetime) -> None:
    record = f"person:{person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment="messages", detail=detail)
