"""The care plan of a person: what they need and what was agreed. Never in court views or notices (ux 2.5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.forms import AssessmentForm, PlanForm
from casework.care.models import CarePlan, NeedsAssessment
from casework.care.rules import Heading, Scale, Stage
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.people.services import load_person, safe_contact

bp = Blueprint("care", __name__)


@bp.get("/people/<reference>/care-plan")
@access(Action.LOOK, Compartment.SUPPORT)
def plan(reference: str) -> Response:
    """The latest assessment and plan, and when there were earlier ones."""
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT)
    made, agreed = services.assessments(person, by=actor()), services.plans(person, by=actor())
    return page(
        "care/plan.html",
        title=f"Care plan, person {person.reference}",
        person=person,
        contact=safe_contact(person),
        needs=[_needs(row) for row in made],
        plans=[_plan(row) for row in agreed],
    )


def _needs(row: NeedsAssessment) -> dict[str, Any]:
    said = [(Heading(a.heading).words, Scale(a.scale).words, a) for a in row.answers if Scale(a.scale).was_talked_about]
    return {"row": row, "said": said}


def _plan(row: CarePlan) -> dict[str, Any]:
    goals = [(Heading(goal.heading).words, goal) for goal in row.goals]
    return {"row": row, "stage": Stage(row.stage).words if row.stage else "", "goals": goals}


@bp.route("/people/<reference>/care-plan/assessments/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def new_assessment(reference: str) -> Response:
    """A needs assessment that no referral asks for, such as a supervisor's."""
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT)
    form = AssessmentForm()
    if request.method == "GET":
        form.start()
    if form.validate_on_submit() and (done := save(form, lambda: _record(reference, form))):
        return done
    return page("care/assessment.html", title=f"Needs assessment, person {person.reference}", person=person, form=form)


def _record(reference: str, form: AssessmentForm) -> str:
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT, action=Action.WRITE)
    services.record_assessment(person, form.answers(), made_on=form.made_on.data, by=actor(), at=clock.now())
    return f"/people/{person.reference}/care-plan?saved=1"


@bp.route("/people/<reference>/care-plan/plans/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def new_plan(reference: str) -> Response:
    """A Care Action Plan that no referral asks for, or the review of one."""
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT)
    form = PlanForm()
    if request.method == "GET":
        form.start()
    if form.validate_on_submit() and (done := save(form, lambda: _agree(reference, form))):
        return done
    return page("care/new_plan.html", title=f"Care Action Plan, person {person.reference}", person=person, form=form)


def _agree(reference: str, form: PlanForm) -> str:
    assert form.agreed_on.data is not None  # noqa: S101 (the form was valid)
    person = load_person(reference, by=actor(), compartment=Compartment.SUPPORT, action=Action.WRITE)
    services.agree_plan(
        person,
        form.goals(),
        agreed_on=form.agreed_on.data,
        stage=form.chosen_stage,
        review_on=form.review_on.data,
        agreed_with_person=form.agreed.data,
        by=actor(),
        at=clock.now(),
    )
    return f"/people/{person.reference}/care-plan?saved=1"
