"""Reminders that nobody has answered: two in a row, and somebody goes to see them (domain rule 23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.questions import Fixed, kind
from reminders.models import Reply, Text
from reminders.rules import kinds
from reminders.rules.life import MAY_HAVE_GONE, TextState

LOOKED_BACK = dt.timedelta(days=60)
"""How far back reminders count (ours)."""
_GONE = sorted({state.value for state in MAY_HAVE_GONE} | {TextState.KEPT.value})


def unanswered(people: Select[int], *, now: dt.datetime, least: int, values: Mapping[str, Any]) -> dict[int, int]:
    """How many reminders each of many people was sent since they last wrote or came, at a moment (UTC). One query.

    The people are whoever another question finds, which is made once and leaves open these values. Whoever was sent
    fewer than `least` is left out. A reminder that is known not to have arrived was not left unanswered; it is a task
    of its own.
    """
    asked = _sent(people, kind()).seen(**{**values, "since": now - LOOKED_BACK, "now": now, "least": least})
    return {row[0]: row[1] for row in asked}


@lru_cache(8)
def _sent(people: Select[int], kind: str) -> Fixed:
    # Of these people alone: SQLite would else go through everything handed over since, of the whole site.
    handed = func.coalesce(Text.handed_at, Text.handed_at) if kind == "sqlite" else Text.handed_at
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
        handed.between(bindparam("since"), bindparam("now")),
        ~wrote.exists(),
        ~came.exists(),
    )
    often = sent.group_by(Text.person_id).having(func.count() >= bindparam("least", type_=Integer))
    return Fixed(often)
