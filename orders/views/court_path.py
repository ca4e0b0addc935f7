"""Information, summons, hearing, result: one page for each step, the next one only (domain rule 17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts.reference import court
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from orders import services
from orders.forms import CourtForm, HeardForm, InformationForm, ResultForm, SummonsForm
from orders.models import ExcuseOpinion, SupportOrder
from orders.rules import AtCourt
from orders.rules.path import Said, Step
from orders.views.frame import bp
from orders.views.view import person_name

Work = Callable[[ExcuseOpinion], object]
NOT_NEXT = "This step is recorded already, or another comes first. Look at the order again"


@bp.route("/orders/<reference>/opinions/<opinion>/information", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def information(reference: str, opinion: str) -> Response:
    """Record that an information was laid: the day and the court."""
    form = InformationForm()

    def lay(found: ExcuseOpinion) -> object:
        return services.lay_information(
            found, on=_day(form.on.data), court_code=form.court_code, by=actor(), at=clock.now()
        )

    return _step(reference, opinion, Step.INFORMATION, form, lay)


@bp.route("/orders/<reference>/opinions/<opinion>/summons", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def summons(reference: str, opinion: str) -> Response:
    """Record the summons and the hearing it names, or that none was issued."""
    form = SummonsForm()

    def issue(found: ExcuseOpinion) -> object:
        listed = _listed(form, form.court_code) if form.issued else None
        return services.record_summons(found, on=_day(form.on.data), hearing=listed, by=actor(), at=clock.now())

    return _step(reference, opinion, Step.SUMMONS, form, issue)


@bp.route("/orders/<reference>/opinions/<opinion>/hearing", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def hearing(reference: str, opinion: str) -> Response:
    """Record what happened at the hearing."""
    form = HeardForm()

    def hear(found: ExcuseOpinion) -> object:
        now, said = services.current_hearing(found), Said(form.said.data)
        to = _listed(form, now.court_code if now else "") if said is Said.PUT_OFF else None
        return services.record_hearing(found, said, on=_day(form.on.data), to=to, by=actor(), at=clock.now())

    return _step(reference, opinion, Step.HEARING, form, hear)


@bp.route("/orders/<reference>/opinions/<opinion>/result", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def result(reference: str, opinion: str) -> Response:
    """Record what the court did."""
    form = ResultForm()

    def settle(found: ExcuseOpinion) -> object:
        return services.record_result(
            found, AtCourt(form.result.data), on=_day(form.on.data), by=actor(), at=clock.now()
        )

    return _step(reference, opinion, Step.RESULT, form, settle)


def _step(reference: str, opinion: str, step: Step, form: Form, work: Work) -> Response:
    by = actor()
    order = services.load_order(reference, by=by)
    found = services.load_opinion(order, opinion)
    if isinstance(form, CourtForm):
        form.offer_courts(services.court_area(order), court(order.court_code))

    def saved() -> str:
        work(services.load_opinion(services.load_order(reference, by=by), opinion))
        return f"/orders/{reference}?saved=1#to-court"

    if form.validate_on_submit() and (done := save(form, saved)):
        return done
    return page(
        "orders/act.html",
        title=step.button,
        form=form,
        order=order,
        name=person_name(order),
        lead=_lead(order, found, step),
        button_text="Save",
        refusal=_refusal(found, step),
    )


def _lead(order: SupportOrder, opinion: ExcuseOpinion, step: Step) -> str:
    about = f"The meeting fixed for {opinion.meeting_words}."
    here = services.area_name(order.justice_area)
    near = f" The courts offered are those of {here}, the area the order names." if step is Step.INFORMATION else ""
    return f"{about} {step.why}{near}"


def _refusal(opinion: ExcuseOpinion, step: Step) -> str:
    return "" if services.next_of(opinion) is step else NOT_NEXT


def _day(typed: date | None) -> date:
    """A day that the form has asked for. Raises Refused on its box where it is missing all the same."""
    if typed is None:
        raise Refused("Enter the day", "on")
    return typed


def _listed(form: SummonsForm | HeardForm, court_code: str) -> services.Listed:
    if form.hearing_day.data is None or form.hearing_time.data is None:
        raise Refused("Enter the day and the time of the hearing", "hearing_day")
    return services.Listed(court_code=court_code, day=form.hearing_day.data, time=form.hearing_time.data)
