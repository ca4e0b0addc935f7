"""What the database and the logs say when the storm is over."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from pathlib import Path

from sqlalchemy import func, or_, select

from casework.kernel.audit import Act as AuditAct
from casework.kernel.database import db
from casework.kernel.models import Event
from reminders.models import Text
from reminders.rules.life import TextState
from reminders.services import showing
from tests.harness.verdict import Act, Row

MOVING = [state.value for state in (TextState.CLAIMED, TextState.HANDED, TextState.UNKNOWN)]


class Tally:
    """How often each thing was written into a file of JSON lines, which is read on from where it was left."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, 0
        self._counts: Counter[str] = Counter()

    def counted(self) -> Counter[str]:
        """By what each line says of itself, up to the last whole line."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._read)
                whole = file.read().rpartition(b"\n")[0]
            self._counts.update(json.loads(line)["what"] for line in whole.splitlines())
            self._read += len(whole) + 1 if whole else 0
        return self._counts


def rows(now: dt.datetime) -> list[Row]:
    """Every text."""
    asked = set(db.session.scalars(select(Text.id).where(or_(showing.to_do(now), showing.nobody_to_tell()))))
    return [_row(text, now, text.id in asked) for text in db.session.scalars(select(Text).order_by(Text.id))]


def _row(text: Text, now: dt.datetime, asked: bool) -> Row:
    return Row(
        token=text.token,
        state=TextState(text.state),
        number=text.number or "",
        person=text.person_id,
        appointment=text.appointment_id,
        version=text.appointment_version,
        kind=text.kind,
        sid=text.provider_sid,
        late=text.cancel_late,
        overdue=text.state == "planned" and not text.held_why and _since(text) < now - dt.timedelta(minutes=30),
        asked=asked,
    )


def _since(text: Text) -> dt.datetime:
    """Since when nothing but the sender keeps it: in the evening texts wait for the next morning, and are not lost."""
    return max(text.not_before, text.next_try_at or text.not_before)


def unsettled(now: dt.datetime) -> int:
    """How many texts are still on their way, or due."""
    waiting = (Text.state == "planned") & (Text.not_before <= now) & (Text.next_try_at <= now)
    return db.session.scalar(select(func.count()).select_from(Text).where(Text.state.in_(MOVING) | waiting)) or 0


def under_way() -> int:
    """How many texts are claimed, handed over or unknown."""
    return db.session.scalar(select(func.count()).select_from(Text).where(Text.state.in_(MOVING))) or 0


def handed() -> dict[str, list[int]]:
    """At which events of the audit trail each text was handed over."""
    found: dict[str, list[int]] = defaultdict(list)
    lines = select(Event.seq, Event.detail).where(
        Event.act == AuditAct.DISCLOSURE.value, Event.compartment == "messages"
    )
    for seq, detail in db.session.execute(lines.order_by(Event.seq)):
        for token in detail["text"].split(","):
            found[token].append(seq)
    return found


def acts(log: Path) -> list[Act]:
    """What people were told is done. A STOP stands where its reply stands in the trail: see `replies`."""
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    return [Act(**{"seq": 0, **line}) for line in lines]


def replies() -> dict[str, int]:
    """At which event each number's first STOP was kept."""
    from reminders.models import Reply

    seqs = {
        detail["reply"]: seq
        for seq, detail in db.session.execute(select(Event.seq, Event.detail).where(Event.record != ""))
        if "reply" in detail
    }
    found: dict[str, int] = {}
    for reply in db.session.scalars(select(Reply).order_by(Reply.id)):
        found.setdefault(reply.number, seqs[reply.reference])
    return found
