"""Closed days kept by staff beside the published bank holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask import current_app
from sqlalchemy import select

from casework.kernel.database import db, read_once
from casework.kernel.models import ClosedDay
from casework.kernel.showing import REASON_AFTER


def closed_days() -> frozenset[dt.date]:
    """Extra days that are not business days (domain rule 20); a day on which one court is shut is not among them."""
    return everywhere(courts_shut())


def courts_shut() -> frozenset[tuple[str, dt.date]]:
    """Which courts do not sit on which days, by OU code; "" stands for every court."""
    return read_once("courts shut", _shut)


def _shut() -> frozenset[tuple[str, dt.date]]:
    rows = select(ClosedDay.court_code, ClosedDay.day).where(ClosedDay.ended_at.is_(None))
    return frozenset((row.court_code, row.day) for row in db.session.execute(rows))


def everywhere(shut: Collection[tuple[str, dt.date]]) -> frozenset[dt.date]:
    """The days on which no court sits, of what `courts_shut` says: no business days."""
    return frozenset(day for code, day in shut if not code)


def is_shut(court_code: str, day: dt.date, shut: Collection[tuple[str, dt.date]]) -> bool:
    """Whether a court does not sit on a day, of those shut by `courts_shut`."""
    return ("", day) in shut or (court_code, day) in shut


def reason_after() -> int:
    """After how many business days a decision is asked for where the reason of an absence is not known yet: one
    number for referrals and orders (ours, a setting; domain rule 16)."""
    days: int = current_app.config.get("REASON_AFTER_DAYS", REASON_AFTER)
    return days
