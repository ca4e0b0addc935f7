"""The courts a member of staff follows, the one they start on, and the days shown beside a list (ux 2.3, 2.5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from casework.courts import reference
from casework.courts.models import Hearing
from casework.courts.reference import Court
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.workdays import add_business_days, business_days_before, is_business_day
from web.models import CourtFollowed

DAYS_SHOWN = 5
MOST_FOLLOWED = 12


def my_court(by: Actor, preferred: str, *, today: dt.date) -> str:
    """The court a member of staff starts on: the one chosen last, else the one of their account, else the one with
    the most of ours listed from `today` (a London date) on; "" where there is none."""
    last = select(CourtFollowed.court_code).where(CourtFollowed.staff_id == by.staff_id)
    chosen = db.session.scalar(last.order_by(CourtFollowed.chosen_at.desc(), CourtFollowed.id.desc()).limit(1))
    for code in (chosen, preferred):
        if code and reference.court(code):
            return code
    most = (
        select(Hearing.court_code)
        .where(Hearing.agency_id == by.agency_id, Hearing.day >= today)
        .group_by(Hearing.court_code)
        .order_by(func.count().desc(), Hearing.court_code)
        .limit(1)
    )
    return db.session.scalar(most) or ""


def my_courts(by: Actor) -> list[Court]:
    """The courts a member of staff has chosen, by name; never a list of 160 to pick from."""
    codes = db.session.scalars(select(CourtFollowed.court_code).where(CourtFollowed.staff_id == by.staff_id))
    found = (reference.court(code) for code in codes)
    return sorted((court for court in found if court is not None), key=lambda court: court.name)


def follow(court_code: str, *, by: Actor, at: dt.datetime) -> None:
    """Remember that a court was chosen at a moment (UTC); the one chosen longest ago goes when there are too many."""
    if by.staff_id is None:
        return
    mine = _of(by)
    row = mine.get(court_code)
    if row is None:
        db.session.add(CourtFollowed(staff_id=by.staff_id, court_code=court_code, chosen_at=at))
        for old in sorted(mine.values(), key=lambda one: one.chosen_at)[: max(0, len(mine) + 1 - MOST_FOLLOWED)]:
            db.session.delete(old)
    else:
        row.chosen_at = at
    db.session.flush()


def unfollow(court_code: str, *, by: Actor) -> None:
    """Take a court off one's own list; one that is not there is no fault."""
    row = _of(by).get(court_code)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def _of(by: Actor) -> dict[str, CourtFollowed]:
    rows = db.session.scalars(select(CourtFollowed).where(CourtFollowed.staff_id == by.staff_id))
    return {row.court_code: row for row in rows}


def next_sitting(court_code: str, *, agency_id: int, today: dt.date) -> dt.date:
    """Today when the court sits and somebody of ours is listed, else the next day on which somebody is."""
    listed = select(func.min(Hearing.day)).where(
        Hearing.agency_id == agency_id, Hearing.court_code == court_code, Hearing.day >= today
    )
    return db.session.scalar(listed) or sitting_days(today)[0]


def sitting_days(first: dt.date) -> list[dt.date]:
    """The next days on which courts sit, from `first` on."""
    closed = closed_days()
    day = first if is_business_day(first, closed) else add_business_days(first, 1, closed)
    days = [day]
    while len(days) < DAYS_SHOWN:
        days.append(add_business_days(days[-1], 1, closed))
    return days


def strip(shown: dt.date, *, today: dt.date) -> list[dt.date]:
    """The days beside the list: the sitting day before and the next five from today, or the same round another day."""
    closed = closed_days()
    near = sitting_days(today)
    first = today if today <= shown <= near[-1] else shown
    days = [business_days_before(first, 1, closed), *sitting_days(first)]
    return sorted({*days, shown})
