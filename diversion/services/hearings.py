"""The court date of a referral: it is whatever the court says, and everything follows it (domain rule 5)."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.rules import HearingResult
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Refused
from diversion.models import Referral
from diversion.services.restating import restate
from reminders import services as reminders


def adjourn(
    hearing: Hearing, *, day: date, time: time, court_code: str | None = None, by: Actor, at: datetime
) -> Hearing:
    """The court put a hearing off: every referral before it, its finish-by date, status and texts follow at once.

    `day` and `time` are London wall time. Raises Refused on its field.
    """
    later = courts.adjourn(hearing, day=day, time=time, court_code=court_code, by=by, at=at)
    hearing_moved(hearing, later, by=by, at=at)
    return later


def hearing_moved(before: Hearing, after: Hearing, *, by: Actor, at: datetime) -> list[Referral]:
    """Let every referral of one hearing follow to another, in the caller's transaction: for pages of the court."""
    moved = list(db.session.scalars(select(Referral).where(Referral.hearing_id == before.id)))
    for referral in moved:
        referral.hearing = after
    db.session.flush()
    reminders.hearing_dropped(before, at=at)
    reminders.hearing_set(after, at=at)
    for referral in moved:
        restate(referral, by=by, at=at)
    return moved


def excuse(referral: Referral, *, decided_by: str, decided_on: date, reference: str, by: Actor, at: datetime) -> None:
    """Record that the court itself decided she need not come to this hearing (domain rule 4). Raises Refused."""
    if referral.hearing is None:
        raise Refused("No hearing is recorded for this referral")
    courts.record_hearing_outcome(
        referral.hearing,
        HearingResult.EXCUSED,
        result_code="",
        decided_by=decided_by,
        decided_on=decided_on,
        reference=reference,
        by=by,
        at=at,
    )
