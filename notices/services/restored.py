"""Notices after a restore: what waited may have been sent from the lost database (promises C.6)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from notices.models import Notice
from notices.rules import NoticeState

_WAITED = [NoticeState.TO_SEND.value, NoticeState.CLAIMED.value, NoticeState.HANDED.value]


def after_restore(*, noticed_at: dt.datetime, by: Actor, at: dt.datetime) -> int:
    """Make every notice that waited when the restore was noticed (UTC) a question for a person; none goes twice by
    itself. Returns how many."""
    waited = select(Notice).where(Notice.state.in_(_WAITED), Notice.made_at <= noticed_at)
    rows = list(db.session.scalars(waited.with_for_update()))
    for row in rows:
        row.state, row.owner = NoticeState.UNKNOWN.value, None
        audit.record(
            Act.ALTERATION,
            f"notice:{row.reference}",
            by=by,
            at=at,
            compartment="compliance",
            detail={"state": row.state, "number": str(row.number), "why": "restored"},
        )
    return len(rows)
