"""Reasons that were not known yet, asked for again after some business days (ux 2.4 rank 8, ux 3.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, func, or_, select, true

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.closed_days import closed_days, reason_after
from casework.kernel.questions import Fixed
from casework.kernel.showing import ASKED_FOR
from casework.kernel.words import short_day
from casework.kernel.workdays import add_business_days
from casework.kernel.worklists import Asked, Rank, Task, most_rows
from diversion.models import Referral, Requirement, RequirementBooking


def reasons_needed(*, agency_id: int, staff_id: int | None, today: date) -> Asked:
    """One row for each missed appointment of live referrals whose reason is still not known on a London date: of those
    of one worker and of nobody, or the team's where `staff_id` is None."""
    rows = _late(staff_id is None).seen(
        agency=agency_id,
        staff=staff_id,
        first=today - ASKED_FOR,
        last=_latest_day(today, closed_days()),
        most=most_rows(),
    )
    total = rows[0].total if rows else 0
    tasks = [_task(row, add_business_days(row.day, reason_after(), closed_days())) for row in rows]
    return Asked(tasks, {Rank.REASON_NEEDED: total - len(rows)} if total > len(rows) else {})


@cache
def _late(team: bool) -> Fixed:
    mine = or_(Referral.worker_id == bindparam("staff"), Referral.worker_id.is_(None))
    return Fixed(
        lambda: (
            select(Appointment.reference, Appointment.person_id, Appointment.day, Requirement.position)
            .add_columns(func.count().over().label("total"))
            .join(RequirementBooking, RequirementBooking.appointment_id == Appointment.id)
            .join(Requirement, Requirement.id == RequirementBooking.requirement_id)
            .join(Referral, Referral.id == Requirement.referral_id)
            .where(Appointment.outcome == Outcome.REASON_NOT_KNOWN.value, Appointment.agency_id == Referral.agency_id)
            .where(Appointment.day.between(bindparam("first"), bindparam("last")), Referral.ended.is_(False))
            .where(Referral.agency_id == bindparam("agency"), ~Referral.closure.has(), true() if team else mine)
            .order_by(Appointment.starts_at)
            .limit(bindparam("most", type_=Integer))
        )
    )


def _latest_day(today: date, closed: Collection[date]) -> date:
    """The last London day of a missed appointment whose reason is asked for today."""
    day = today
    while add_business_days(day, reason_after(), closed) > today:
        day -= timedelta(days=1)
    return day


def _task(one: Any, due: date) -> Task:
    return Task(
        rank=Rank.REASON_NEEDED,
        person_id=one.person_id,
        why=f"missed appointment {one.position} on {short_day(one.day)}. The reason is still not known",
        url=f"/appointments/{one.reference}",
        button="Give reason",
        due=due,
    )
