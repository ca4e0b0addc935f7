"""The Care Action Plan in pieces: goals, steps, agreeing it, looking at it again, and a copy for the person."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.forms.plan import AgreeForm, GoalForm, StepForm
from casework.care.models import CarePlan
from casework.care.rules import Ended, usual_review
from casework.care.services import Document
from casework.care.views.frame import about, base, bp, looking, pressed, tail, wanted_for, writing
from casework.care.views.overview import shown_plan
from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.formkit import Choice
from casework.kernel.pages import save
from casework.kernel.refused import NotFound
from casework.people.models import Person

AT = "/people/<reference>/care-plan/plan"


@bp.route(AT, methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def writing_plan(reference: str) -> Response:
    """The goals so far, and one more: each is saved by itself."""
    person, by = looking(reference), actor()
    form = GoalForm()
    if form.validate_on_submit() and (done := save(form, lambda: _add(reference, form))):
        return done
    row = services.current_plan(person, by=by)
    earlier = next((one for one in services.plans(person, by=by, limit=2) if one is not row), None)
    kept = [goal for goal in earlier.goals if not goal.ended_as] if earlier and row is None else []
    return about(
        person, "writing_plan.html", "Care Action Plan", form=form, plan=shown_plan(row), kept=kept, tail=tail()
    )


def _add(reference: str, form: GoalForm) -> str:
    person = writing(reference)
    services.add_goal(person, form.answer(), by=actor(), at=clock.now())
    return f"{base(person)}/plan{tail(saved=True)}"


@bp.route(f"{AT}/agree", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def agree(reference: str) -> Response:
    """Agreed with the person for the first time, or looked at again."""
    person, by = looking(reference), actor()
    row = services.current_plan(person, by=by)
    if row is None:
        raise NotFound
    form = AgreeForm()
    _offer(form, person, row)
    if form.validate_on_submit() and (done := save(form, lambda: _agree(reference, form))):
        return done
    title = "Look at the plan again" if row.agreed_at else "Agree the plan"
    return about(person, "agree.html", title, form=form, plan=shown_plan(row), tail=tail())


def _offer(form: AgreeForm, person: Person, row: CarePlan) -> None:
    asked = services.wanted(person, Document.PLAN, by=actor())
    form.counts.choices = [Choice(one.subject, one.title) for one in asked]
    if request.method == "POST":
        return
    ticked = [one for one in asked if one.subject == wanted_for()] or [one for one in asked if one.usual]
    form.counts.process_data([one.subject for one in ticked] if len(ticked) == 1 else [])
    came = ticked[0].day if len(ticked) == 1 and row.agreed_at is None else None
    form.stage.process_data(row.stage)
    form.agreed_on.process_data(came or clock.today())
    form.review_on.process_data(usual_review(clock.today()))


def _agree(reference: str, form: AgreeForm) -> str:
    by, at = actor(), clock.now()
    person = writing(reference)
    made = services.agree(
        person,
        agreed_on=form.agreed_on.data or clock.today(),
        stage=form.chosen,
        review_on=form.review_on.data,
        agreed_with_person=form.agreed.data,
        note_of_review=form.note.data,
        by=by,
        at=at,
    )
    asked = {one.subject: one.url for one in services.wanted(person, Document.PLAN, by=by)}
    for subject in form.counts.data:
        services.give(subject, made, by=by, at=at)
    back = asked.get(form.counts.data[0], "") if form.counts.data else ""
    return f"{back or base(person)}?saved=1"


@bp.route(f"{AT}/goals/<int:position>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def goal(reference: str, position: int) -> Response:
    """One goal: its steps, one more, and what came of it."""
    person, by = looking(reference), actor()
    row = services.current_plan(person, by=by)
    this = services.goal_at(row, position)
    form = StepForm()
    if form.validate_on_submit() and (done := save(form, lambda: _step(reference, position, form))):
        return done
    steps = services.steps_of(this)
    return about(
        person, "goal.html", f"Goal {position}", form=form, goal=this, position=position, steps=steps, endings=Ended
    )


def _step(reference: str, position: int, form: StepForm) -> str:
    person = writing(reference)
    services.add_step(
        person,
        position,
        step=form.step.data,
        who=form.who.data,
        by_when=form.by_when.data,
        by=actor(),
        at=clock.now(),
    )
    return f"{base(person)}/plan/goals/{position}?saved=1"


@bp.post(f"{AT}/goals/<int:position>/steps/<int:step>/done")
@access(Action.WRITE, Compartment.SUPPORT)
def step_done(reference: str, position: int, step: int) -> Response:
    """One press: this step was done."""
    return pressed(lambda: _step_done(reference, position, step))


def _step_done(reference: str, position: int, step: int) -> str:
    person = writing(reference)
    services.finish_step(person, position, step, by=actor(), at=clock.now())
    return f"{base(person)}/plan/goals/{position}?saved=1"


@bp.post(f"{AT}/goals/<int:position>/end")
@access(Action.WRITE, Compartment.SUPPORT)
def end_goal(reference: str, position: int) -> Response:
    """One press: reached, or no longer wanted."""
    return pressed(lambda: _end_goal(reference, position))


def _end_goal(reference: str, position: int) -> str:
    said = request.form.get("ended", "")
    if said not in set(Ended):
        raise NotFound
    person = writing(reference)
    services.end_goal(person, position, Ended(said), by=actor(), at=clock.now())
    return f"{base(person)}?saved=1"


@bp.get("/people/<reference>/care-plan/copy")
@access(Action.LOOK, Compartment.SUPPORT)
def copy(reference: str) -> Response:
    """A copy for the person: discreet unless more is asked for. Noted as a disclosure, because it leaves with them."""
    person, by = looking(reference), actor()
    row = services.current_plan(person, by=by)
    if row is None:
        raise NotFound
    plan = shown_plan(row)
    left_out = {int(one) for one in request.args.getlist("without") if one.isdecimal()}
    assert plan is not None  # noqa: S101 (there is a row)
    goals = [one for one in plan.goals if one.position not in left_out and not one.row.ended_as]
    detail = {"plan": row.reference, "copy": "for the person"}
    audit.look(f"person:{person.reference}", Compartment.SUPPORT, by=by, act=Act.DISCLOSURE, detail=detail)
    full = request.args.get("headings") == "1"
    return about(person, "copy.html", "Copy to keep", plan=plan, goals=goals, full=full, left_out=left_out)
