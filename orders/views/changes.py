"""Applications to change an order: of supervisor, of area, to revoke it, to put a paper right (rules 12 and 18)."""

from __future__ import annotations

from flask import Response

from casework.accounts import services as accounts
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment, Role
from casework.courts.reference import court
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound
from orders import services
from orders.forms import ApplicationForm, DecisionForm
from orders.forms.paper import ELSEWHERE
from orders.rules.changes import Change, Decision
from orders.views.frame import bp
from orders.views.view import person_name

LEADS = {
    Change.SUPERVISOR: "The court can name another supervisor, who must have agreed.",
    Change.AREA: "When the person moves, the court can name the local justice area where they live or will live. "
    "Later applications go to the courts of that area.",
    Change.REVOCATION: "The court can revoke the order. Meetings still fixed are then cancelled, and their texts stop.",
    Change.PAPER: "The court has put a defective paper right. The query is then settled.",
}


@bp.route("/orders/<reference>/changes/<kind>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def change(reference: str, kind: str) -> Response:
    """Record an application, and what the court decided where it has."""
    by, asked = actor(), _kind(kind)
    order = services.load_order(reference, by=by)
    form = ApplicationForm()
    form.only(asked, accounts.staff_of(by.agency_id, Role.SUPERVISOR))
    form.offer_courts(services.court_area(order), court(order.court_code))
    if form.validate_on_submit() and (done := save(form, lambda: _apply(reference, asked, form))):
        return done
    code = f" Application code {asked.code}." if asked.code else ""
    return page(
        "orders/act.html",
        title=asked.words,
        form=form,
        order=order,
        name=person_name(order),
        lead=f"{LEADS[asked]}{code} What the order says now stays in its history.",
        button_text="Save",
        refusal=services.why_not_apply(order, asked, by=by, at=clock.now()),
    )


def _apply(reference: str, kind: Change, form: ApplicationForm) -> str:
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    made = services.apply_for(order, _wanted(kind, form), by=by, at=now)
    if form.decided is not None:
        services.decide(made, form.decided, on=form.decided_on.data, by=by, at=now)
    return f"/orders/{reference}?saved=1#changes"


def _wanted(kind: Change, form: ApplicationForm) -> services.Wanted:
    chosen = form.supervisor.data if "supervisor" in form else ""
    return services.Wanted(
        kind=kind,
        court_code=form.court_code,
        on=form.on.data,
        supervisor_id=int(chosen) if chosen and chosen != ELSEWHERE else None,
        supervisor_name=form.supervisor_name.data if chosen == ELSEWHERE else "",
        agreed=form.agreed.data if "agreed" in form else False,
        area=form.area.data if "area" in form else "",
        must_by=form.must_by.data if "must_by" in form else None,
    )


@bp.route("/orders/<reference>/applications/<application>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def decision(reference: str, application: str) -> Response:
    """Record what the court decided on an application."""
    by = actor()
    order = services.load_order(reference, by=by)
    form, found = DecisionForm(), services.load_application(order, application)
    if form.validate_on_submit() and (done := save(form, lambda: _decide(reference, application, form))):
        return done
    return page(
        "orders/act.html",
        title="Record what the court decided",
        form=form,
        order=order,
        name=person_name(order),
        lead=services.application_line(found),
        button_text="Save",
        refusal=services.why_not_decide(found, by=by),
    )


def _decide(reference: str, application: str, form: DecisionForm) -> str:
    by = actor()
    found = services.load_application(services.load_order(reference, by=by), application)
    services.decide(found, Decision(form.decision.data), on=form.decided_on.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=1#changes"


def _kind(kind: str) -> Change:
    try:
        return Change(kind)
    except ValueError:
        raise NotFound from None
