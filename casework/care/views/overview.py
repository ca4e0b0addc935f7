"""The care plan of a person on one page: what they need, what was agreed, what comes next (ux 2.5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.models import CareGoal, CarePlan, CareStep
from casework.care.rules import CameOf, ClosedAs, Ended, Heading, ServiceOutcome, Stage
from casework.care.views.frame import about, bp, looking
from casework.care.views.needs import lines
from casework.kernel import clock


@dataclass(frozen=True)
class ShownGoal:
    """A goal with its place in the plan, what it is about, its steps, and whether it was agreed."""

    position: int
    row: CareGoal
    about: str
    steps: list[CareGoal | CareStep]
    agreed: bool

    @property
    def ended(self) -> str:
        """What came of it, in words."""
        return Ended(self.row.ended_as).words if self.row.ended_as else ""


@dataclass(frozen=True)
class ShownPlan:
    """A plan as pages show it."""

    row: CarePlan
    stage: str
    closed: str
    goals: list[ShownGoal]

    @property
    def all_agreed(self) -> bool:
        """True when nothing was added since it was agreed."""
        return self.row.agreed_at is not None and all(one.agreed for one in self.goals)


def shown_plan(row: CarePlan | None) -> ShownPlan | None:
    """The plan, with its goals counted from 1."""
    if row is None:
        return None
    goals = [
        ShownGoal(n, one, Heading(one.heading).words, services.steps_of(one), _agreed(row.agreed_at, one.added_at))
        for n, one in enumerate(row.goals, 1)
    ]
    closed = ClosedAs(row.closed_as).words if row.closed_as else ""
    return ShownPlan(row, Stage(row.stage).words if row.stage else "", closed, goals)


def _agreed(agreed_at: dt.datetime | None, added_at: dt.datetime | None) -> bool:
    return agreed_at is not None and (added_at is None or added_at <= agreed_at)


@bp.get("/people/<reference>/care-plan")
@access(Action.LOOK, Compartment.SUPPORT)
def plan(reference: str) -> Response:
    """Where they are, the plan, services, check-ins, needs with what changed, and the last contacts."""
    person, by = looking(reference), actor()
    made = services.assessments(person, by=by)
    rows, _more = services.contacts(person, by=by, limit=3)
    found = [shown_plan(one) for one in services.plans(person, by=by)]
    return about(
        person,
        "plan.html",
        "Care plan",
        stages=[(Stage(one.stage).words, one.since) for one in services.stages(person, by=by)],
        plans=[one for one in found if one],
        services=[
            (one, Heading(one.heading).words, ServiceOutcome(one.outcome).words)
            for one in services.service_referrals(person, by=by)
        ],
        check_ins=[
            (one, CameOf(one.came_of).words if one.came_of else "") for one in services.check_ins(person, by=by)
        ],
        made=made,
        lines=[one for one in lines(made[0], made[1] if len(made) > 1 else None) if one.said] if made else [],
        first=services.first_of(made[0]) if made else None,
        unfinished=services.unfinished(person, by=by),
        contacts=rows,
        turns=services.turns(rows, person, by=by),
        today=clock.today(),
    )
