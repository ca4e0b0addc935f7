"""What a court decided and nobody has recorded yet: it stands on the liaison's Today until somebody does (rule 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select

from casework.courts import reference
from casework.courts.models import Hearing, HearingOutcome
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.showing import ASKED_FOR
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from diversion.models import Referral


def results_to_record(*, agency_id: int, today: dt.date) -> Asked:
    """Court days past, of a matter that is nobody's referral, whose result nobody recorded: the oldest first.

    Those of a referral are asked for by the referral, until its case has ended too; one that was put off has its
    result. Two queries.
    """
    wanted = (
        select(Hearing, func.count().over())
        .where(
            Hearing.agency_id == agency_id,
            Hearing.other_matter.is_(True),
            Hearing.day.between(today - ASKED_FOR, today - dt.timedelta(days=1)),
        )
        .where(~Hearing.outcomes.any(HearingOutcome.superseded_at.is_(None)))
        .where(~select(Referral.id).where(Referral.hearing_id == Hearing.id).exists())
        .order_by(Hearing.day, Hearing.id)
        .limit(most_rows())
    )
    rows = db.session.execute(wanted).all()
    total = rows[0][1] if rows else 0
    more = {Rank.OUTCOME_NEEDED: total - len(rows)} if total > len(rows) else {}
    return Asked([_task(hearing) for hearing, _total in rows], more)


def _task(hearing: Hearing) -> Task:
    why = f"{_court(hearing.court_code)}, {words.short_day(hearing.day)}. What did the court decide?"
    url = f"/hearings/{hearing.reference}?back=today"
    return Task(Rank.OUTCOME_NEEDED, hearing.person_id, why, url, "Record it", due=hearing.day)


def _court(code: str) -> str:
    found = reference.court(code)
    return found.short_name or found.name if found else code


def unrecorded(hearing_ids: Collection[int]) -> set[int]:
    """Which of these hearings have no result that stands. One query."""
    said = select(HearingOutcome.hearing_id).where(
        HearingOutcome.hearing_id.in_(hearing_ids), HearingOutcome.superseded_at.is_(None)
    )
    return set(hearing_ids) - set(db.session.scalars(said)) if hearing_ids else set()
