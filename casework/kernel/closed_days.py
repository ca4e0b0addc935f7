"""Closed days kept by staff beside the published bank holidays."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import select

from casework.kernel.database import db
from casework.kernel.models import ClosedDay
from casework.kernel.showing import REASON_AFTER


def closed_days() -> frozenset[dt.date]:
    """Extra days that are not business days (domain rule 20)."""
    return frozenset(db.session.scalars(select(ClosedDay.day)))


def reason_after() -> int:
    """After how many business days a decision is asked for where the reason of an absence is not known yet: one
    number for referrals and orders (ours, a setting; domain rule 16)."""
    days: int = current_app.config.get("REASON_AFTER_DAYS", REASON_AFTER)
    return days
