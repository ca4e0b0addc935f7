"""Services and what became of them, closing a plan, and asking after somebody afterwards."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.forms.plan import CheckInForm, ClosePlanForm, PlanCheckInForm, ServiceForm, ServiceOutcomeForm
from casework.care.rules import CHECK_IN_MONTHS, CameOf, ClosedAs, Heading, ServiceOutcome
from casework.care.views.frame import about, base, bp, looking, writing
from casework.kernel import clock
from casework.kernel.pages import save
from casework.kernel.refused import NotFound

AT = "/people/<reference>/care-plan"


@bp.route(f"{AT}/services", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def service(reference: str) -> Response:
    """Write down that they were referred to a service. Waymark tells the service nothing."""
    person, form = looking(reference), ServiceForm()
    if request.method == "GET":
        form.on_day.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _refer(reference, form))):
        return done
    return about(person, "form.html", "Refer to a service", form=form, fields=["service", "heading", "on_day"], said="")


def _refer(reference: str, form: ServiceForm) -> str:
    person = writing(reference)
    services.refer(
        person,
        heading=Heading(form.heading.data),
        service=form.service.data,
        referred_on=form.on_day.data or clock.today(),
        by=actor(),
        at=clock.now(),
    )
    return f"{base(person)}?saved=1"


@bp.route(f"{AT}/services/<made>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def service_outcome(reference: str, made: str) -> Response:
    """What became of it; what was kept before stays beside it."""
    person, by = looking(reference), actor()
    row = services.load_service(person, made, by=by)
    form = ServiceOutcomeForm()
    if request.method == "GET":
        form.on_day.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _came(reference, made, form))):
        return done
    told = [(ServiceOutcome(one.outcome).words, one.on_day) for one in row.told]
    return about(person, "service.html", "Service", form=form, row=row, told=told, heading=Heading(row.heading).words)


def _came(reference: str, made: str, form: ServiceOutcomeForm) -> str:
    person = writing(reference)
    day = form.on_day.data or clock.today()
    services.came_of_it(person, made, ServiceOutcome(form.outcome.data), on_day=day, by=actor(), at=clock.now())
    return f"{base(person)}?saved=1"


@bp.route(f"{AT}/close", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def close(reference: str) -> Response:
    """Support ends; check-ins are offered, because leaving is gradual."""
    person = looking(reference)
    if services.current_plan(person, by=actor()) is None:
        raise NotFound
    form = ClosePlanForm()
    if request.method == "GET":
        form.closed_on.process_data(clock.today())
        form.check_ins.process_data([str(one) for one in CHECK_IN_MONTHS])
    if form.validate_on_submit() and (done := save(form, lambda: _close(reference, form))):
        return done
    said = "The plan stays on record. A new one can be begun whenever they want."
    return about(
        person, "form.html", "Close the plan", form=form, fields=["closed_as", "closed_on", "check_ins"], said=said
    )


def _close(reference: str, form: ClosePlanForm) -> str:
    person = writing(reference)
    services.close_plan(
        person,
        ClosedAs(form.closed_as.data),
        closed_on=form.closed_on.data or clock.today(),
        check_in_months=[int(one) for one in form.check_ins.data],
        by=actor(),
        at=clock.now(),
    )
    return f"{base(person)}?saved=1"


@bp.route(f"{AT}/check-ins", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def plan_check_in(reference: str) -> Response:
    """One more day on which to ask after them."""
    person, form = looking(reference), PlanCheckInForm()
    if form.validate_on_submit() and (done := save(form, lambda: _plan_check_in(reference, form))):
        return done
    return about(person, "form.html", "Plan a check-in", form=form, fields=["due_on"], said="")


def _plan_check_in(reference: str, form: PlanCheckInForm) -> str:
    person = writing(reference)
    services.plan_check_in(person, form.due_on.data or clock.today(), by=actor(), at=clock.now())
    return f"{base(person)}?saved=1"


@bp.route(f"{AT}/check-ins/<made>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def check_in(reference: str, made: str) -> Response:
    """What came of asking after them."""
    person = looking(reference)
    row = services.load_check_in(person, made, by=actor())
    form = CheckInForm()
    if request.method == "GET":
        form.done_on.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _check_in(reference, made, form))):
        return done
    came = CameOf(row.came_of).words if row.came_of else ""
    return about(person, "check_in.html", "Ask after them", form=form, row=row, came=came)


def _check_in(reference: str, made: str, form: CheckInForm) -> str:
    person = writing(reference)
    services.record_check_in(
        person,
        made,
        CameOf(form.came_of.data),
        done_on=form.done_on.data or clock.today(),
        note_of_it=form.note.data,
        again_on=form.again_on.data,
        by=actor(),
        at=clock.now(),
    )
    return f"{base(person)}?saved=1"
