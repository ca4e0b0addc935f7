"""What a required appointment leaves behind: a needs assessment, a Care Action Plan agreed with her."""

from __future__ import annotations

from datetime import date

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care.rules import Stage, usual_review
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound
from diversion import services
from diversion.forms.care import AssessmentForm, PlanForm
from diversion.models import Requirement
from diversion.rules.schemes import Leaves
from diversion.views.frame import bp


@bp.route("/referrals/<reference>/requirements/<int:position>/assessment", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def assessment(reference: str, position: int) -> Response:
    """The needs assessment, under its ten headings. It never leaves in a notice (domain rule 29)."""
    requirement = _load(reference, position, Leaves.ASSESSMENT)
    form = AssessmentForm()
    if request.method == "GET":
        form.made_on.process_data(_day_of(requirement))
    if form.validate_on_submit() and (done := save(form, lambda: _assess(reference, position, form))):
        return done
    return page("diversion/assessment.html", title="Needs assessment", form=form, requirement=requirement)


def _assess(reference: str, position: int, form: AssessmentForm) -> str:
    by, at = actor(), clock.now()
    requirement = _find(reference, position)
    day = form.made_on.data or clock.local_day(at)
    services.leave_assessment(requirement, form.answers(), made_on=day, by=by, at=at)
    return f"/referrals/{reference}?saved=1"


@bp.route("/referrals/<reference>/requirements/<int:position>/plan", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def plan(reference: str, position: int) -> Response:
    """The Care Action Plan: small goals, agreed with her."""
    requirement = _load(reference, position, Leaves.PLAN)
    form = PlanForm()
    if request.method == "GET":
        day = _day_of(requirement)
        form.agreed_on.process_data(day)
        form.review_on.process_data(usual_review(day))
    if form.validate_on_submit() and (done := save(form, lambda: _plan(reference, position, form))):
        return done
    return page("diversion/plan.html", title="Care Action Plan", form=form, requirement=requirement)


def _plan(reference: str, position: int, form: PlanForm) -> str:
    by, at = actor(), clock.now()
    services.leave_plan(
        _find(reference, position),
        form.goals(),
        agreed_on=form.agreed_on.data or clock.local_day(at),
        review_on=form.review_on.data,
        stage=Stage(form.stage.data) if form.stage.data else None,
        by=by,
        at=at,
    )
    return f"/referrals/{reference}?saved=1"


def _load(reference: str, position: int, leaves: Leaves) -> Requirement:
    referral = services.load(reference, by=actor(), compartment=Compartment.SUPPORT)
    requirement = services.find_requirement(referral, position)
    if requirement.leaves != leaves.value:
        raise NotFound
    return requirement


def _find(reference: str, position: int) -> Requirement:
    return services.find_requirement(services.find(reference, by=actor(), action=Action.WRITE), position)


def _day_of(requirement: Requirement) -> date:
    """The day she came, else today."""
    return services.kept_on(requirement) or clock.today()
