"""Care Action Plans: goals and steps, agreed with the person, looked at again, and closed one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.care import rules
from casework.care.models import CareGoal, CarePlan, CareReview, CareStage, CareStep
from casework.care.rules import Ended, Goal, Heading, Stage
from casework.care.services.frame import note, refuse
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.services import hold, must

NO_PLAN = "There is no plan yet. Add a goal first"


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
    """Keep a whole Care Action Plan at once, agreed with the person on a London date. A later one is a new record.

    Raises Refused without a goal, without agreement, for a day to come, or a review that is not after it.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    row = _begin(person, by=by, at=at)
    row.goals = [_goal(goal, at) for goal in goals]
    return _agree(person, row, agreed_on, stage, review_on, agreed_with_person, by=by, at=at)


def add_goal(person: Person, goal: Goal, *, by: Actor, at: dt.datetime) -> CarePlan:
    """Add a goal to the plan that stands, or begin one with it. It counts as agreed once the plan is agreed again.

    Raises Refused where a plan is full.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)  # two colleagues who begin at once write in the same one
    row = current_plan(person, by=by) or _begin(person, by=by, at=at)
    if len(row.goals) >= rules.MOST_GOALS:
        raise Refused(f"A plan has {rules.MOST_GOALS} goals at most. Start with the small ones", "goal")
    row.goals.append(_goal(goal, at))
    _write(person, row, "goal", by=by, at=at)
    return row


def add_step(
    person: Person, position: int, *, step: str, who: str, by_when: dt.date | None, by: Actor, at: dt.datetime
) -> CareGoal:
    """Add a small step to a goal; goals are counted from 1. The first step stands with the goal itself.

    Raises NotFound for a goal there is not, Refused where it has very many.
    """
    row, goal = _writing(person, position, by=by)
    if len(goal.steps) >= rules.MOST_STEPS:
        raise Refused(f"A goal has {rules.MOST_STEPS} steps at most. Make another goal of what is left", "step")
    if goal.step:
        goal.steps.append(CareStep(step=step.strip(), who=who.strip(), by_when=by_when, added_at=at))
    else:
        goal.step, goal.who, goal.by_when = step.strip(), who.strip(), by_when
    _write(person, row, "step", by=by, at=at)
    return goal


def finish_step(person: Person, position: int, step: int, *, by: Actor, at: dt.datetime) -> CareGoal:
    """Say that a step was done today; steps are counted from 1. One that is done stays done. Raises NotFound."""
    row, goal = _writing(person, position, by=by)
    found = steps_of(goal)[step - 1 : step]
    if not found or step < 1:
        raise NotFound
    found[0].step_done_on = found[0].step_done_on or clock.local_day(at)
    _write(person, row, "step done", by=by, at=at)
    return goal


def end_goal(person: Person, position: int, ended: Ended, *, by: Actor, at: dt.datetime) -> CareGoal:
    """Say that a goal was reached, or is no longer wanted. One that has ended stays so. Raises NotFound."""
    row, goal = _writing(person, position, by=by)
    if not goal.ended_as:
        goal.ended_as, goal.ended_on, goal.ended_by_id = ended.value, clock.local_day(at), by.staff_id
        _write(person, row, f"goal {ended.value}", by=by, at=at)
    return goal


def agree(
    person: Person,
    *,
    agreed_on: dt.date,
    stage: Stage | None = None,
    review_on: dt.date | None = None,
    agreed_with_person: bool,
    note_of_review: str = "",
    by: Actor,
    at: dt.datetime,
) -> CarePlan:
    """Agree the plan that stands with the person on a London date; where it was agreed before, this is a review.

    Raises Refused where there is no plan or no goal, without agreement, for a day to come or before it was agreed
    last, and for a review that is not after it.
    """
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)
    row = current_plan(person, by=by)
    if row is None:
        raise Refused(NO_PLAN)
    if row.agreed_at is not None:
        since = max([row.agreed_on, *(one.reviewed_on for one in row.reviews)])
        refuse({"agreed_on": rules.day_fault(agreed_on, today=clock.local_day(at), since=since)})
        row.reviews.append(
            CareReview(
                reviewed_on=agreed_on,
                note=note_of_review.strip(),
                next_on=review_on,
                recorded_at=at,
                recorded_by_id=by.staff_id,
            )
        )
    return _agree(person, row, agreed_on, stage, review_on, agreed_with_person, by=by, at=at)


def set_stage(person: Person, stage: Stage, *, since: dt.date, by: Actor, at: dt.datetime) -> CareStage | None:
    """Keep where somebody is on the way from a London day on; where they are there already, nothing is added."""
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    known = stages(person, by=by)
    if known and known[0].stage == stage.value:
        return None
    row = CareStage(
        agency_id=person.agency_id,
        person_id=person.id,
        stage=stage.value,
        since=since,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def plans(person: Person, *, by: Actor, limit: int = 20) -> list[CarePlan]:
    """A person's plans, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    return list(db.session.scalars(_of(person).limit(limit)))


def current_plan(person: Person, *, by: Actor) -> CarePlan | None:
    """The plan that stands or is being written: the latest, unless it was closed."""
    found = next(iter(plans(person, by=by, limit=1)), None)
    return found if found is not None and found.closed_at is None else None


def stages(person: Person, *, by: Actor) -> list[CareStage]:
    """Where somebody has been on the way, latest first. Raises NotFound for a role that may not see support."""
    must(by, Action.LOOK, Compartment.SUPPORT, person.agency_id)
    rows = select(CareStage).where(CareStage.person_id == person.id)
    return list(db.session.scalars(rows.order_by(CareStage.since.desc(), CareStage.id.desc()).limit(20)))


def steps_of(goal: CareGoal) -> list[CareGoal | CareStep]:
    """The steps of a goal in order: the first stands with the goal itself."""
    return [*([goal] if goal.step else []), *goal.steps]


def goal_at(row: CarePlan | None, position: int) -> CareGoal:
    """The goal at a place counted from 1. Raises NotFound."""
    if row is None or not 1 <= position <= len(row.goals):
        raise NotFound
    return row.goals[position - 1]


def _of(person: Person) -> Select[Any]:
    rows = select(CarePlan).where(CarePlan.person_id == person.id)
    rows = rows.order_by(CarePlan.agreed_on.desc(), CarePlan.id.desc())
    return rows.options(selectinload(CarePlan.goals).selectinload(CareGoal.steps), selectinload(CarePlan.reviews))


def _begin(person: Person, *, by: Actor, at: dt.datetime) -> CarePlan:
    row = CarePlan(
        agency_id=person.agency_id,
        person_id=person.id,
        agreed_on=clock.local_day(at),
        recorded_at=at,
        recorded_by_id=by.staff_id,
        goals=[],
        reviews=[],
    )
    db.session.add(row)
    return row


def _writing(person: Person, position: int, *, by: Actor) -> tuple[CarePlan, CareGoal]:
    must(by, Action.WRITE, Compartment.SUPPORT, person.agency_id)
    hold(person)
    row = current_plan(person, by=by)
    goal = goal_at(row, position)
    assert row is not None  # noqa: S101 (it has a goal)
    return row, goal


def _agree(
    person: Person,
    row: CarePlan,
    agreed_on: dt.date,
    stage: Stage | None,
    review_on: dt.date | None,
    agreed_with_person: bool,
    *,
    by: Actor,
    at: dt.datetime,
) -> CarePlan:
    goals = [Goal(Heading(one.heading), one.goal) for one in row.goals]
    today = clock.local_day(at)
    refuse(
        rules.plan_faults(
            goals, agreed_on=agreed_on, review_on=review_on, agreed_with_person=agreed_with_person, today=today
        )
    )
    if row.agreed_at is None:
        row.agreed_on = agreed_on
    row.agreed_at, row.review_on = at, review_on
    if stage is not None:
        row.stage = stage.value
        set_stage(person, stage, since=agreed_on, by=by, at=at)
    db.session.flush()
    note(person, {"plan": row.reference}, by=by, at=at)
    return row


def _goal(goal: Goal, at: dt.datetime) -> CareGoal:
    return CareGoal(
        heading=goal.heading.value,
        goal=goal.goal.strip(),
        step=goal.step.strip(),
        who=goal.who.strip(),
        by_when=goal.by_when,
        added_at=at,
        steps=[],
    )


def _write(person: Person, row: CarePlan, what: str, *, by: Actor, at: dt.datetime) -> None:
    db.session.flush()
    note(person, {"plan": row.reference, "written": what}, act=Act.ALTERATION, by=by, at=at)
