"""Reasons that were not known yet, asked for again after some business days (ux 2.4 rank 8, ux 3.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.closed_days import reason_after
from casework.kernel.database import db
from casework.kernel.showing import ASKED_FOR, Rank, Task
from casework.kernel.words import short_day
from casework.kernel.workdays import add_business_days
from diversion.models import Referral, Requirement, RequirementBooking


def reasons_needed(referrals: Sequence[Referral], *, today: date, closed: Collection[date]) -> list[Task]:
    """One row for each missed appointment of these referrals whose reason is still not known on a London date."""
    wanted = (
        select(Appointment, Requirement.position)
        .join(RequirementBooking, RequirementBooking.appointment_id == Appointment.id)
        .join(Requirement, Requirement.id == RequirementBooking.requirement_id)
        .where(Requirement.referral_id.in_([referral.id for referral in referrals]))
        .where(Appointment.outcome == Outcome.REASON_NOT_KNOWN.value, Appointment.day >= today - ASKED_FOR)
        .order_by(Appointment.starts_at)
    )
    rows = db.session.execute(wanted).all()
    found = ((one, position, add_business_days(one.day, reason_after(), closed)) for one, position in rows)
    return [_task(one, position, due) for one, position, due in found if due <= today]


def _task(one: Appointment, position: int, due: date) -> Task:
    return Task(
        rank=Rank.REASON_NEEDED,
        person_id=one.person_id,
        why=f"missed appointment {position} on {short_day(one.day)}. The reason is still not known",
        url=f"/appointments/{one.reference}",
        button="Give reason",
        due=due,
    )
