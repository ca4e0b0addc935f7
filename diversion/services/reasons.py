"""Reasons that were not known yet, asked for again after some business days (ux 2.4 rank 8, ux 3.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.closed_days import closed_days, reason_after
from casework.kernel.database import db
from casework.kernel.showing import ASKED_FOR
from casework.kernel.words import short_day
from casework.kernel.workdays import add_business_days
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from diversion.models import Referral, Requirement, RequirementBooking


def reasons_needed(referrals: ColumnElement[bool], *, today: date) -> Asked:
    """One row for each missed appointment of these referrals whose reason is still not known on a London date."""
    late = _latest_day(today, closed_days())
    wanted = (
        select(Appointment, Requirement.position, func.count().over())
        .join(RequirementBooking, RequirementBooking.appointment_id == Appointment.id)
        .join(Requirement, Requirement.id == RequirementBooking.requirement_id)
        .join(Referral, Referral.id == Requirement.referral_id)
        .where(Appointment.outcome == Outcome.REASON_NOT_KNOWN.value, Appointment.agency_id == Referral.agency_id)
        .where(Appointment.day.between(today - ASKED_FOR, late), referrals, ~Referral.closure.has())
        .order_by(Appointment.starts_at)
        .limit(most_rows())
    )
    rows = db.session.execute(wanted).all()
    total = rows[0][2] if rows else 0
    tasks = [_task(one, place, add_business_days(one.day, reason_after(), closed_days())) for one, place, _ in rows]
    return Asked(tasks, {Rank.REASON_NEEDED: total - len(rows)} if total > len(rows) else {})


def _latest_day(today: date, closed: Collection[date]) -> date:
    """The last London day of a missed appointment whose reason is asked for today."""
    day = today
    while add_business_days(day, reason_after(), closed) > today:
        day -= timedelta(days=1)
    return day


def _task(one: Appointment, position: int, due: date) -> Task:
    return Task(
        rank=Rank.REASON_NEEDED,
        person_id=one.person_id,
        why=f"missed appointment {position} on {short_day(one.day)}. The reason is still not known",
        url=f"/appointments/{one.reference}",
        button="Give reason",
        due=due,
    )
