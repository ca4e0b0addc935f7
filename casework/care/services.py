"""Needs assessments and Care Action Plans. They belong to support, and never leave in a notice (domain rule 29)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import CareGoal, CarePlan, NeedsAnswer, NeedsAssessment
from casework.care.rules import Goal, Heading, NeedsAnswers, Stage
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services import must
from casework.people.services.records import Lasts, RoomRecords


def record_assessment(
    person: Person,
    answers: Mapping[Heading, NeedsAnswers],
    *,
    made_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> NeedsAssessment:
    """Keep one needs assessment, made on a London date (today when not given). A later one is a new record.

    A heading that is not among the answers was not talked about. Raises Refused when none was, or for a day to come.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    today = clock.local_day(at)
    _refuse(rules.assessment_faults(answers, made_on=made_on or today, today=today))
    row = NeedsAssessment(
        agency_id=person.agency_id,
        person_id=person.id,
        made_on=made_on or today,
        recorded_at=at,
        recorded_by_id=by.staff_id,
        finished_at=at,
        answers=[_answer(heading, answers.get(heading, NeedsAnswers())) for heading in Heading],
    )
    db.session.add(row)
    db.session.flush()
    _note(person, {"assessment": row.reference}, by=by, at=at)
    return row


def agree_plan(
    person: Person,
    goals: Sequence[Goal],
    *,
    agreed_on: dt.date,
    stage: Stage | None = None,
    review_on: dt.date | None = None,
    agreed_with_person: bool = True,
    by: Actor,
    at: dt.datetime,
) -> CarePlan:
    """Keep a Care Action Plan agreed with the person on a London date. A later one is a new record.

    Raises Refused without a goal, without agreement, for a day to come, or a review that is not after it.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    today = clock.local_day(at)
    faults = rules.plan_faults(
        goals, agreed_on=agreed_on, review_on=review_on, agreed_with_person=agreed_with_person, today=today
    )
    _refuse(faults)
    row = CarePlan(
        agency_id=person.agency_id,
        person_id=person.id,
        agreed_on=agreed_on,
        stage=stage.value if stage else "",
        review_on=review_on,
        recorded_at=at,
        recorded_by_id=by.staff_id,
        agreed_at=at,
        goals=[_goal(goal) for goal in goals],
    )
    db.session.add(row)
    db.session.flush()
    _note(person, {"plan": row.reference}, by=by, at=at)
    return row


def assessments(person: Person, *, by: Actor) -> list[NeedsAssessment]:
    """A person's assessments, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(NeedsAssessment).where(NeedsAssessment.person_id == person.id)
    return list(db.session.scalars(rows.order_by(NeedsAssessment.made_on.desc(), NeedsAssessment.id.desc())))


def plans(person: Person, *, by: Actor) -> list[CarePlan]:
    """A person's plans, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(CarePlan).where(CarePlan.person_id == person.id)
    return list(db.session.scalars(rows.order_by(CarePlan.agreed_on.desc(), CarePlan.id.desc())))


def _refuse(faults: dict[str, str]) -> None:
    for field, message in faults.items():
        raise Refused(message, field)


def _answer(heading: Heading, answer: NeedsAnswers) -> NeedsAnswer:
    return NeedsAnswer(
        heading=heading.value,
        scale=answer.scale.value,
        now=answer.now.strip(),
        wants=answer.wants.strip(),
        urgent=answer.urgent,
    )


def _goal(goal: Goal) -> CareGoal:
    return CareGoal(
        heading=goal.heading.value,
        goal=goal.goal.strip(),
        step=goal.step.strip(),
        who=goal.who.strip(),
        by_when=goal.by_when,
    )


def _note(person: Person, detail: dict[str, str], *, by: Actor, at: dt.datetime) -> None:
    record = f"person:{person.reference}"
    audit.record(Act.COLLECTION, record, by=by, at=at, compartment=Compartment.SUPPORT, detail=detail)


class CareRecords(RoomRecords):
    """What somebody needs, and the plan made with them."""

    room = "care"
    tables: ClassVar[Mapping[Any, str]] = {
        NeedsAssessment: "When your needs were written down",
        NeedsAnswer: "What you need",
        CarePlan: "Plans made with you",
        CareGoal: "The goals of your plans",
    }
    lasts = (Lasts(Kind.SUPPORT, NeedsAssessment.made_on), Lasts(Kind.SUPPORT, CarePlan.agreed_on))
    aside = frozenset({"care_goal.who"})
