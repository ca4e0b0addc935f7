"""A steady cast for the rules: one arrest on 29 September 2026, court on Tuesday 3 November at 10:00am."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from diversion.rules.facts import BookingFacts, Came, ReferralFacts, RequirementFacts
from diversion.rules.schemes import SAFE_EXIT, SchemePlan
from notices.rules import About

LONDON = ZoneInfo("Europe/London")
ARRESTED = date(2026, 9, 29)
FINISH_BY = date(2026, 10, 30)
COURT_DAY = date(2026, 11, 3)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment by London wall time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def october(day: int, hour: int = 10) -> datetime:
    return at(date(2026, 10, day), hour)


def booked(when: datetime, came: Came = Came.NOT_RECORDED, **more: Any) -> BookingFacts:
    return BookingFacts(starts_at=when, came=came, **more)


def kept(when: datetime, **more: Any) -> BookingFacts:
    return booked(when, Came.KEPT, **more)


def missed(when: datetime, **more: Any) -> BookingFacts:
    return booked(when, Came.NOT_KEPT, **more)


def referral(
    *bookings: list[BookingFacts], plan: SchemePlan = SAFE_EXIT, left: tuple[int, ...] = (), **more: Any
) -> ReferralFacts:
    """A referral to `plan`, one list of bookings for each requirement, agreed unless said otherwise."""
    per_step = [*bookings, *([] for _ in plan.steps)]
    requirements = tuple(
        RequirementFacts(step.position, step.title, step.leaves, step.position in left, tuple(per_step[i]))
        for i, step in enumerate(plan.steps)
    )
    usual: dict[str, Any] = {
        "opened_on": ARRESTED,
        "in_order": plan.in_order,
        "court_day": COURT_DAY,
        "hearing_at": at(COURT_DAY),
        "finish_by": FINISH_BY,
        "agreed": True,
    }
    return ReferralFacts(requirements=requirements, **(usual | more))


def about(**more: Any) -> About:
    usual: dict[str, Any] = {
        "subject": "referral:K7Q3XWZ2",
        "person_id": 1,
        "name": "Josephine Barnes",
        "date_of_birth": date(1995, 2, 3),
        "police_reference": "01HT1234526",
        "court_code": "B01ND00",
        "hearing_day": COURT_DAY,
        "hearing_time": at(COURT_DAY).time(),
        "may_share": True,
    }
    return About(**(usual | more))


def days_after(day: date, count: int) -> date:
    return day + timedelta(days=count)
