"""The list of orders, by what they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page
from casework.kernel.words import long_day
from casework.people.rules.names import short_name
from orders import services
from orders.models import SupportOrder
from orders.rules import OrderFacts, Status
from orders.rules.standing import Standing, standing
from orders.rules.words import count_tag
from orders.views.frame import bp

GROUPS = (
    ("tell", "Tell the court now", {Status.COMPLIED_NOT_TOLD}),
    ("check", "Check first, or a reason awaited", {Status.CHECK_FIRST, Status.REASON_AWAITED}),
    ("date-passed", "Date passed or back at court",
     {Status.DATE_PASSED, Status.NO_REASONABLE_EXCUSE, Status.BACK_AT_COURT}),
    ("running-out", "Running out of time", {Status.RUNNING_OUT}),
    ("in-time", "In time", {Status.ACTIVE}),
    ("over", "Over", {status for status in Status if status.over}),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One order on the list."""

    reference: str
    name: str
    made: str
    because: str
    deadline: str
    tag: tuple[str, str]
    count_tag: tuple[str, str] | None
    days_left: int | None
    query: bool
    urgent: bool


@dataclass(frozen=True)
class Group:
    """The orders that ask for the same thing."""

    key: str
    title: str
    rows: list[Row]


@bp.get("/orders")
@access(Action.LOOK, Compartment.CJ)
def index() -> Response:
    """Every order of the agency, the most urgent group first; a group with nothing in it is not shown."""
    now = clock.now()
    orders = services.orders_for(actor())
    facts = services.facts_of_all(orders, at=now)
    stands = [(order, standing(facts[order.id], today=clock.local_day(now))) for order in orders]
    groups = [
        Group(key, title, [_row(order, facts[order.id], found) for order, found in stands if found.status in statuses])
        for key, title, statuses in GROUPS
    ]
    return page("orders/list.html", title="Orders", groups=[group for group in groups if group.rows])


def _row(order: SupportOrder, facts: OrderFacts, found: Standing) -> Row:
    person = order.person
    named = f"Must be done by {long_day(order.must_by)}" if order.must_by else "The paper names no date"
    return Row(
        reference=order.reference,
        name=short_name(person.known_as or person.given_name, person.family_name),
        made=long_day(order.made_on),
        because=found.because,
        deadline=named,
        tag=found.tag,
        count_tag=None if found.status is Status.ACTIVE else count_tag(found.attended),
        days_left=found.days_left,
        query=bool(order.query_with_court),
        urgent=found.status in GROUPS[0][2] | GROUPS[2][2],
    )
