"""Whether a text that rests on a recorded outcome has been handed over, or may have been."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel.database import db
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE

ABOUT_AN_OUTCOME = (
    TextKind.MISSED,
    TextKind.CANCELLED_BY_US,
    TextKind.THANKS_NEXT,
    TextKind.DONE_WAIT,
    TextKind.DONE_RELEASED,
    TextKind.STILL_GO,
)


def may_have_gone_since(person_id: int, *, since: dt.datetime) -> bool:
    """Whether a text that says something of an outcome was planned for this person since a moment (UTC) and is gone."""
    wanted = select(Text.id).where(
        Text.person_id == person_id,
        Text.kind.in_([kind.value for kind in ABOUT_AN_OUTCOME]),
        Text.state.in_([state.value for state in MAY_HAVE_GONE]),
        Text.planned_at >= since,
    )
    return db.session.scalar(wanted.limit(1)) is not None
