"""Reminders that nobody has answered: two in a row, and somebody goes to see them (domain rule 23)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from sqlalchemy import func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db
from reminders.models import Reply, Text
from reminders.rules import kinds
from reminders.rules.life import MAY_HAVE_GONE, TextState

LOOKED_BACK = dt.timedelta(days=60)
"""How far back reminders count (ours)."""
_GONE = sorted({state.value for state in MAY_HAVE_GONE} | {TextState.KEPT.value})


def unanswered(people: Collection[int], *, now: dt.datetime) -> dict[int, int]:
    """How many reminders each of many people was sent since they last wrote or came, at a moment (UTC). Three queries.

    A reminder that is known not to have arrived was not left unanswered; it is a task of its own.
    """
    if not people:
        return {}
    wrote = select(Reply.person_id, func.max(Reply.received_at)).where(Reply.person_id.in_(people))
    last = {row[0]: row[1] for row in db.session.execute(wrote.group_by(Reply.person_id))}
    came = select(Appointment.person_id, func.max(Appointment.starts_at)).where(
        Appointment.person_id.in_(people), Appointment.outcome == Outcome.ATTENDED.value
    )
    for person, at in db.session.execute(came.group_by(Appointment.person_id)):
        last[person] = max(at, last.get(person, at))
    sent = select(Text.person_id, Text.handed_at).where(
        Text.person_id.in_(people),
        Text.kind.in_(sorted(kinds.REMINDERS)),
        Text.state.in_(_GONE),
        Text.handed_at.between(now - LOOKED_BACK, now),
    )
    since = (row.person_id for row in db.session.execute(sent) if _after(last.get(row.person_id), row.handed_at))
    return dict(Counter(since))


def _after(wrote: dt.datetime | None, sent: dt.datetime) -> bool:
    return wrote is None or wrote < sent
