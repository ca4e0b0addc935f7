"""Closed days kept by staff beside the published bank holidays."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel.database import db
from casework.kernel.models import ClosedDay


def closed_days() -> frozenset[dt.date]:
    """Extra days that are not business days (domain rule 20)."""
    return frozenset(db.session.scalars(select(ClosedDay.day)))
