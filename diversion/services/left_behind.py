"""What an appointment leaves behind: a needs assessment, a Care Action Plan agreed with her (review 6.38)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from casework.care import services as care
from casework.care.models import CarePlan, NeedsAssessment
from casework.care.rules import Goal, Heading, NeedsAnswers, Stage
from casework.kernel.actors import Actor
from casework.kernel.refused import Refused
from diversion.models import Requirement
from diversion.rules.facts import Came
from diversion.rules.schemes import Leaves
from diversion.services.altering import altered
from diversion.services.facts import current_attendance
from diversion.services.outcomes import came


def leave_assessment(
    requirement: Requirement, answers: Mapping[Heading, NeedsAnswers], *, made_on: date, by: Actor, at: datetime
) -> NeedsAssessment:
    """Record the needs assessment that a required appointment was for, and state the referral again.

    Attended and assessed may be recorded in either order; both are needed (journey B). Raises Refused.
    """
    _asks_for(requirement, Leaves.ASSESSMENT)
    made = care.record_assessment(requirement.referral.person, answers, made_on=made_on, by=by, at=at)
    requirement.assessment = made
    altered(requirement.referral, f"left {requirement.leaves}", by=by, at=at)
    return made


def leave_plan(
    requirement: Requirement,
    goals: Sequence[Goal],
    *,
    agreed_on: date,
    review_on: date | None = None,
    stage: Stage | None = None,
    by: Actor,
    at: datetime,
) -> CarePlan:
    """Record the Care Action Plan agreed with her, and state the referral again. Raises Refused."""
    _asks_for(requirement, Leaves.PLAN)
    made = care.agree_plan(
        requirement.referral.person, goals, agreed_on=agreed_on, review_on=review_on, stage=stage, by=by, at=at
    )
    requirement.plan = made
    altered(requirement.referral, f"left {requirement.leaves}", by=by, at=at)
    return made


def _asks_for(requirement: Requirement, leaves: Leaves) -> None:
    if requirement.leaves != leaves.value:
        raise Refused("This appointment does not ask for that")


def kept_on(requirement: Requirement) -> date | None:
    """The London day on which this appointment was kept, or None."""
    kept = [b.appointment.day for b in requirement.bookings if came(current_attendance(b.appointment)) is Came.KEPT]
    return max(kept, default=None)
