"""Imports that have ended and whose result nobody has said to have read: they stand on Today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.words import counted
from diversion.history.models import ImportJob
from diversion.history.rules.progress import ImportState

MOST = 5
ENDED = (ImportState.DONE.value, ImportState.STOPPED.value, ImportState.UNDONE.value)


@dataclass(frozen=True)
class Ended:
    """One import as Today says it."""

    reference: str
    words: str
    day: dt.date


def unread(*, agency_id: int) -> list[Ended]:
    """The latest five, in one query."""
    mine = select(ImportJob).where(ImportJob.agency_id == agency_id, ImportJob.seen_at.is_(None))
    rows = db.session.scalars(mine.where(ImportJob.state.in_(ENDED)).order_by(ImportJob.id.desc()).limit(MOST))
    return [Ended(row.reference, _words(row), clock.local_day(row.created_at)) for row in rows]


def _words(row: ImportJob) -> str:
    if row.state == ImportState.STOPPED.value:
        return "stopped on the way. Go on with it, or undo it"
    if row.state == ImportState.UNDONE.value:
        return f"undone: {counted(row.removed, 'referral')} taken away"
    left = f", {counted(row.left_out, 'row')} left out" if row.left_out else ""
    return f"finished: {counted(row.added, 'referral')} brought in{left}"
