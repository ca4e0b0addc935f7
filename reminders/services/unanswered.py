"""Reminders that nobody has answered: two in a row, and somebody goes to see them (domain rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Select, func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db
from reminders.models import Reply, Text
from reminders.rules import kinds
from reminders.rules.life import MAY_HAVE_GONE, TextState

LOOKED_BACK = dt.timedelta(days=60)
"""How far back reminders count (ours)."""
_GONE = sorted({state.value for state in MAY_HAVE_GONE} | {TextState.KEPT.value})


def unanswered(people: Collection[int] | Select[int], *, now: dt.datetime, least: int = 1) -> dict[int, int]:
    """How many reminders each of many people was sent since they last wrote or came, at a moment (UTC). One query.

    Whoever was sent fewer than `least` is left out. A reminder that is known not to have arrived was not left
    unanswered; it is a task of its own. The people may be a question of their own.
    """
    wrote = select(Reply.id).where(Reply.person_id == Text.person_id, Reply.received_at >= Text.handed_at)
    came = select(Appointment.id).where(
        Appointment.person_id == Text.person_id,
        Appointment.outcome == Outcome.ATTENDED.value,
        Appointment.starts_at >= Text.handed_at,
    )
    sent = select(Text.person_id, func.count()).where(
        Text.person_id.in_(people),
        Text.kind.in_(sorted(kinds.REMINDERS)),
        Text.state.in_(_GONE),
        Text.handed_at.between(now - LOOKED_BACK, now),
        ~wrote.exists(),
        ~came.exists(),
    )
    sent = sent.group_by(Text.person_id).having(func.count() >= least)
    return {row[0]: row[1] for row in db.session.execute(sent)} if isinstance(people, Select) or people else {}
