"""What the provider says became of a text: signed, in any order, as often as it likes, and never a step back (C.5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select, update

from casework.kernel.database import db
from reminders.models import ProviderEvent, Text
from reminders.rules.answers import rejected_why
from reminders.rules.life import TextState, after_report
from reminders.services.off import after_failure

ASK_AFTER = dt.timedelta(hours=2)
ASK_BEFORE = dt.timedelta(hours=3)
GIVE_IT = dt.timedelta(minutes=10)
_FINAL = frozenset({TextState.DELIVERED, TextState.UNDELIVERED, TextState.FAILED})


def record_report(token: str, *, sid: str, status: str, code: str, raw_hash: bytes, at: dt.datetime) -> bool:
    """Keep a callback as it came and move its text forward. The caller has checked its signature.

    The token stands in the callback's own address, so a callback is evidence of acceptance even before the answer to
    the hand-over arrives, or after our process died. False when no text has this token: kept all the same (case W7).
    """
    if _seen(token, sid, status):
        return True
    text = db.session.scalar(select(Text).where(Text.token == token).with_for_update())
    db.session.add(
        ProviderEvent(sid=sid, status=status[:30], token=token[:32], code=code[:10], received_at=at, raw_hash=raw_hash)
    )
    if text is not None and text.provider_sid in (None, sid):
        apply(text, sid, status, code, at)
    return text is not None


def ask_a_person(now: dt.datetime) -> None:
    """Hand-overs that nothing has proved after two hours, or shortly before they matter, become a person's question.

    They are never sent again by themselves (promises C.3): absence of evidence proves nothing.
    """
    db.session.execute(update(Text).where(_unproved(now)).values(state=TextState.PERSON.value))


def is_anybody_to_be_asked(now: dt.datetime) -> bool:
    """Whether there is such a hand-over; only looks."""
    return db.session.scalar(select(Text.id).where(_unproved(now)).limit(1)) is not None


def _unproved(now: dt.datetime) -> ColumnElement[bool]:
    silent = Text.handed_at < now - ASK_AFTER
    soon = (Text.handed_at < now - GIVE_IT) & (Text.not_after < now + ASK_BEFORE)
    return (Text.state == TextState.UNKNOWN.value) & (silent | soon)


def _seen(token: str, sid: str, status: str) -> bool:
    same = select(ProviderEvent.id).where(
        ProviderEvent.sid == sid, ProviderEvent.status == status[:30], ProviderEvent.token == token[:32]
    )
    return db.session.scalar(same) is not None


def apply(text: Text, sid: str, status: str, code: str, at: dt.datetime) -> None:
    """Move a text forward by one word of the provider, and keep the provider's name for it. Never a step back."""
    after = after_report(TextState(text.state), status)
    text.provider_sid = sid
    if after == text.state:
        return
    text.state, text.accepted_at = after.value, text.accepted_at or at
    if after in _FINAL:
        text.settled_at, text.provider_code = at, code[:10]
        failed = after is not TextState.DELIVERED
        text.ended_why = rejected_why(int(code) if code.isdigit() else None) if failed else ""
        if failed:
            after_failure(text, at)
