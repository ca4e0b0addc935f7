"""What an appointment leaves behind: a needs assessment, a Care Action Plan agreed with her (review 6.38)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from casework.accounts.rules import Action
from casework.care import services as care
from casework.care.models import CarePlan, NeedsAssessment
from casework.care.rules import Goal, Heading, NeedsAnswers, Stage
from casework.care.services import Document, Wanted
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import long_day
from casework.people.models import Person
from diversion.models import Referral, Requirement
from diversion.rules.facts import Came
from diversion.rules.schemes import Leaves
from diversion.services.altering import altered
from diversion.services.facts import current_attendance
from diversion.services.loading import find, find_requirement
from diversion.services.outcomes import came
from diversion.services.worklist import OVER

MOST_WAITING = 10


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


class LeftBehind:
    """What referrals wait for, and how it is given to them: care asks, and knows no programme."""

    def wanted(self, person: Person, what: Document, *, by: Actor) -> list[Wanted]:
        """The required appointments of a person that wait for such a document, those of the latest arrest first."""
        rows = (
            select(Requirement)
            .join(Requirement.referral)
            .where(
                Referral.person_id == person.id,
                Referral.agency_id == by.agency_id,
                ~Referral.closure.has(),
                Requirement.leaves == what.value,
                Requirement.on_paper.is_(False),
                Requirement.assessment_id.is_(None),
                Requirement.plan_id.is_(None),
            )
        )
        order = (Referral.arrested_on.desc(), Referral.id.desc(), Requirement.position)
        return [_waits(one) for one in db.session.scalars(rows.order_by(*order).limit(MOST_WAITING))]

    def give(self, subject: str, made: NeedsAssessment | CarePlan, *, by: Actor, at: datetime) -> None:
        """Give a finished document to one of them, and state its referral again.

        Raises NotFound for one that is not theirs or asks for nothing of the kind.
        """
        reference, _, position = subject.partition("-")
        referral = find(reference, by=by, action=Action.WRITE)
        requirement = find_requirement(referral, int(position) if position.isdecimal() else 0)
        if referral.person_id != made.person_id or requirement.leaves != _kind(made).value:
            raise NotFound
        if isinstance(made, NeedsAssessment):
            requirement.assessment = made
        else:
            requirement.plan = made
        altered(referral, f"left {requirement.leaves}", by=by, at=at)


def _kind(made: NeedsAssessment | CarePlan) -> Document:
    return Document.ASSESSMENT if isinstance(made, NeedsAssessment) else Document.PLAN


def _waits(one: Requirement) -> Wanted:
    referral = one.referral
    return Wanted(
        subject=f"{referral.reference}-{one.position}",
        title=f"{referral.scheme.name}, arrest {long_day(referral.arrested_on)}",
        url=f"/referrals/{referral.reference}",
        day=kept_on(one),
        usual=referral.status not in OVER and not referral.ended,
    )


def _asks_for(requirement: Requirement, leaves: Leaves) -> None:
    if requirement.leaves != leaves.value:
        raise Refused("This appointment does not ask for that")


def kept_on(requirement: Requirement) -> date | None:
    """The London day on which this appointment was kept, or None."""
    kept = [b.appointment.day for b in requirement.bookings if came(current_attendance(b.appointment)) is Came.KEPT]
    return max(kept, default=None)
