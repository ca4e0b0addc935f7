"""Recording an order from the paper."""

from __future__ import annotations

from flask import Response, request

from casework.accounts import services as accounts
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment, Role
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person
from orders import services
from orders.forms import OrderForm
from orders.forms.paper import NOBODY
from orders.views.frame import bp
from orders.views.stopped import interrupt

SAME = "Someone of this name is recorded already. Say whether this is the same person"


@bp.route("/orders/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def new() -> Response:
    """One page, in the order of the paper; nothing about the person is asked where they are known already."""
    person = _person(request.args.get("person", ""))
    form = _form(person)
    if "back" not in request.form and form.validate_on_submit():
        answers = _answers(form, _chosen(form, person))
        if why := services.age_stop_of(answers):
            return interrupt(why, answers)
        if done := save(form, lambda: _record(form)):
            return done
    return page("orders/new.html", title="Record an order", form=form, person=person)


def _person(reference: str) -> Person | None:
    return people.load_person(reference, by=actor(), compartment=Compartment.CJ) if reference else None


def _form(person: Person | None) -> OrderForm:
    by = actor()
    form = OrderForm()
    form.offer(accounts.staff_of(by.agency_id, Role.SUPERVISOR), default=by.staff_id)
    if person is not None:
        form.for_person()
    elif form.is_submitted() and (candidates := _similar(form)):
        form.ask_if_same(candidates)
    return form


def _similar(form: OrderForm) -> list[Person]:
    if not (form.given_name.data or form.family_name.data):
        return []
    return people.similar_people(form.given_name.data, form.family_name.data, form.date_of_birth.data, by=actor())


def _chosen(form: OrderForm, person: Person | None) -> Person | None:
    """The person the order is about: the one whose page this began on, or one recognised; None for somebody new."""
    if person is not None or form.same_as.data in ("", NOBODY):
        return person
    return people.load_person(form.same_as.data, by=actor(), compartment=Compartment.CJ, action=Action.WRITE)


def _answers(form: OrderForm, person: Person | None) -> services.OrderAnswers:
    return services.OrderAnswers(
        person=person,
        given_name="" if person else form.given_name.data,
        family_name="" if person else form.family_name.data,
        date_of_birth=None if person else form.date_of_birth.data,
        age_doubted=form.age_doubted.data,
        paper=form.paper(),
        charge_name=form.charge_name.data,
        urn=form.urn.data,
    )


def _record(form: OrderForm) -> str:
    by = actor()
    if form.unanswered:
        raise Refused(SAME, "same_as")  # here and not before: a form sent twice meets the person it has just made
    person = _chosen(form, _person(request.args.get("person", "")))
    order = services.record_order(_answers(form, person), by=by, at=clock.now())
    return f"/orders/{order.reference}?saved=1"
