"""Days the courts are closed: written down, taken back, and who is touched by each (domain rules 5 and 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from casework.appointments.models import Appointment
from casework.courts import reference
from casework.courts.models import Hearing
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import ClosedDay
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import counted, full_day
from diversion.services.replanning import closed_days_changed


@dataclass(frozen=True)
class ClosedRow:
    """One closed day as its page lists it: what it is, and what of this agency falls on it."""

    id: int
    words: str
    why: str
    coming: bool


def close_day(day: dt.date, why: str, *, court_code: str = "", by: Actor, at: dt.datetime) -> ClosedDay:
    """Write down that no court sits on a London day, which is then no business day for anybody; or, with a
    `court_code`, that this one court does not sit. Every finish-by date and status follows in the same transaction.

    Raises Refused where it is on the list already.
    """
    if db.session.scalar(_standing().where(ClosedDay.day == day, ClosedDay.court_code == court_code)) is not None:
        raise Refused("This day is on the list already", "day")
    made = ClosedDay(day=day, court_code=court_code, why=why.strip(), added_at=at, added_by_id=by.staff_id)
    db.session.add(made)
    db.session.flush()
    _changed(made, "closed", by=by, at=at)
    return made


def open_day(closed_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Take a closed day back: it was typed wrongly, or the court sits after all. It stays on record as ended.

    Raises NotFound for one that does not stand.
    """
    found = db.session.scalar(_standing().where(ClosedDay.id == closed_id))
    if found is None:
        raise NotFound
    found.ended_at, found.ended_by_id = at, by.staff_id
    db.session.flush()
    _changed(found, "opened", by=by, at=at)


def closed_rows(*, agency_id: int, today: dt.date) -> list[ClosedRow]:
    """The days that stand, the latest first, with how many of this agency's court dates and appointments each touches.
    Three queries."""
    rows = db.session.scalars(_standing().order_by(ClosedDay.day.desc(), ClosedDay.court_code)).all()
    days = {row.day for row in rows if row.day >= today}
    hearings, booked = _hearings(days, agency_id), _appointments(days, agency_id)
    return [_row(row, hearings, booked, today) for row in rows]


def _standing() -> Select[ClosedDay]:
    return select(ClosedDay).where(ClosedDay.ended_at.is_(None))


def _changed(row: ClosedDay, what: str, *, by: Actor, at: dt.datetime) -> None:
    moved = closed_days_changed(at=at)
    detail = {"day": str(row.day), "court": row.court_code, "what": what, "referrals": str(moved)}
    audit.record(Act.CONFIGURATION, "closed-days", by=by, at=at, compartment="settings", detail=detail)


def _hearings(days: Collection[dt.date], agency_id: int) -> dict[tuple[dt.date, str], int]:
    """Court dates of this agency that stand on these days, by day and court."""
    columns = select(Hearing.day, Hearing.court_code, func.count()).where(
        Hearing.agency_id == agency_id, Hearing.day.in_(days), ~Hearing.outcomes.any()
    )
    rows = db.session.execute(columns.group_by(Hearing.day, Hearing.court_code))
    return {(day, code): number for day, code, number in rows}


def _appointments(days: Collection[dt.date], agency_id: int) -> dict[dt.date, int]:
    """Appointments of this agency that are booked for these London days."""
    if not days:
        return {}
    first, last = clock.start_of_day(min(days)), clock.start_of_day(max(days) + dt.timedelta(days=1))
    rows = select(Appointment.starts_at).where(
        Appointment.agency_id == agency_id,
        Appointment.outcome.is_(None),
        Appointment.starts_at >= first,
        Appointment.starts_at < last,
    )
    booked = [clock.local_day(starts_at) for starts_at in db.session.scalars(rows)]
    return {day: booked.count(day) for day in days}


def _row(
    row: ClosedDay, hearings: dict[tuple[dt.date, str], int], booked: dict[dt.date, int], today: dt.date
) -> ClosedRow:
    court = reference.court(row.court_code)
    where = f", {court.name if court else row.court_code} only" if row.court_code else ""
    listed = sum(n for (day, code), n in hearings.items() if day == row.day and row.court_code in ("", code))
    seen = 0 if row.court_code else booked.get(row.day, 0)
    parts = [counted(listed, "court date") if listed else "", counted(seen, "appointment") if seen else ""]
    touched = " and ".join(part for part in parts if part)
    why = f"{row.why}. On this day: {touched}" if touched else row.why
    return ClosedRow(row.id, f"{full_day(row.day)}{where}", why, row.day >= today)
