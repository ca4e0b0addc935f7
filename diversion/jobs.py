"""What happens to a referral without anybody pressing a button: a day passes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.kernel.database import db, transaction
from diversion.models import Referral
from diversion.rules.words import Status
from diversion.services.loading import load_all
from diversion.services.restating import restate

OPEN = tuple(
    status.value for status in (Status.NEW, Status.TRYING, Status.IN_PROGRESS, Status.RUNNING_OUT, Status.CHECK_FIRST)
)


def restate_referrals(now: datetime) -> int:
    """Store the status of every open referral as it is at `now` (UTC). Returns how many changed.

    Safe to run as often as anybody likes, and by two workers at once: it writes what the facts say and nothing else.
    """
    with transaction():
        agencies = list(db.session.scalars(select(Referral.agency_id).distinct()))
        changed = 0
        for agency_id in agencies:
            for referral in load_all(Referral.status.in_(OPEN), agency_id=agency_id):
                before = referral.status
                changed += restate(referral, at=now).status.value != before
        return changed
