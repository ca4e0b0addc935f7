"""The lines of notices about many subjects, as `notices.rules.known` reads them. No name is opened for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import case, null, select

from casework.kernel import light
from casework.kernel.database import db
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.known import Known

COMPLETED = "Completed."
"""How the sentence of whoever completed begins (ux 3.5)."""
_COLUMNS = (
    NoticeLine.subject,
    Notice.contact_id,
    Notice.contact_kind,
    NoticeLine.digest,
    Notice.state,
    Notice.sent_at,
    Notice.acknowledged_at,
    Notice.hearing_day,
    Notice.reference,
)


def lines_of(subjects: Collection[str], *, agency_id: int, completed_after: date | None = None) -> list[Known]:
    """Every line about these subjects to anybody, in the order of the notices' numbers; dropped ones are left out.

    One query, whatever their number. Of court days after `completed_after` it is also asked whether each said that it
    is completed, for which its sentence is opened.
    """
    later = case((Notice.hearing_day > completed_after, NoticeLine.sentence)) if completed_after else null()
    wanted = (
        select(*_COLUMNS, later.label("sentence"))
        .join(NoticeLine.notice)
        .where(NoticeLine.agency_id == agency_id, light.among(NoticeLine.subject, subjects))
        .where(Notice.state != NoticeState.DROPPED)
        .order_by(Notice.number)
    )
    return [_known(row) for row in db.session.execute(wanted)] if subjects else []


def _known(row: Any) -> Known:
    return Known(
        subject=row.subject,
        contact_id=row.contact_id,
        kind=row.contact_kind,
        digest=row.digest,
        state=NoticeState(row.state),
        sent_at=row.sent_at,
        seen_at=row.acknowledged_at,
        day=row.hearing_day,
        notice=row.reference,
        completed=(row.sentence or "").startswith(COMPLETED),
    )
