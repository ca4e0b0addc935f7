"""A day was closed, or opened again: every date counted back from a court date follows at once (domain rules 5, 20)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.database import db
from diversion.models import Referral
from diversion.services.restating import restate_all


def closed_days_changed(*, at: datetime) -> int:
    """State again, inside the caller's transaction, every referral of every agency with a court date still to come.

    A proclaimed day is closed for everybody on the site, whoever wrote it down. What they are told by text where a date
    passes by it is queued with it. Returns how many changed.
    """
    coming = select(Referral.agency_id).join(Referral.hearing).where(Hearing.day >= clock.local_day(at)).distinct()
    return sum(restate_all(agency_id, at=at) for agency_id in db.session.scalars(coming).all())
