"""The lines of notices about many subjects, as `notices.rules.known` reads them. No name is opened for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case, null, select

from casework.kernel import light
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
    rows = _LINES[completed_after is not None].seen(subjects, agency=agency_id, after=completed_after)
    return [_known(row) for row in rows]


def _lines(*, sentences: bool) -> light.Question:
    """It leaves open `agency` and, where sentences are asked for, `after`."""
    later = case((Notice.hearing_day > bindparam("after"), NoticeLine.sentence)) if sentences else null()
    return light.Question(
        lambda among: (
            select(*_COLUMNS, later.label("sentence"))
            .join(NoticeLine.notice)
            .where(NoticeLine.agency_id == bindparam("agency"), among(NoticeLine.subject))
            .where(Notice.state != NoticeState.DROPPED)
            .order_by(Notice.number)
        )
    )


_LINES = {sentences: _lines(sentences=sentences) for sentences in (True, False)}


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
