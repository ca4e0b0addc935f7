"""Storing what the rules say of an order, so that lists can find it (house habit 2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from casework.kernel import clock
from casework.kernel.database import db
from orders.models import SupportOrder
from orders.rules import OrderFacts, Status
from orders.rules.standing import Standing, standing
from orders.rules.words import MEETINGS
from orders.services.facts import facts_of, facts_of_all
from orders.services.looking import with_meetings


def standing_of(order: SupportOrder, *, at: datetime) -> Standing:
    """Where an order stands at a moment."""
    return standing(facts_of(order, at=at), today=clock.local_day(at))


def restate(order: SupportOrder, *, at: datetime) -> Standing:
    """Derive where the order stands and store it, inside the caller's transaction. Returns what it derived."""
    return _store(order, facts_of(order, at=at), at)


def stale(*, at: datetime) -> list[int]:
    """The numbers of the running orders whose stored status is no longer what the facts say; writes nothing."""
    still = [status.value for status in Status if not status.over]
    running = db.session.scalars(with_meetings().where(SupportOrder.status.in_(still))).all()
    facts, today = facts_of_all(running, at=at), clock.local_day(at)
    return [order.id for order in running if standing(facts[order.id], today=today).status != order.status]


def restate_these(numbers: Collection[int], *, at: datetime) -> None:
    """Derive and store where each of these orders stands, inside the caller's transaction."""
    found = db.session.scalars(with_meetings().where(SupportOrder.id.in_(numbers))).all()
    facts = facts_of_all(found, at=at)
    for order in found:
        _store(order, facts[order.id], at)


def _store(order: SupportOrder, facts: OrderFacts, at: datetime) -> Standing:
    today = clock.local_day(at)
    for column, value in derived(facts, today=today).items():
        if getattr(order, column) != value:
            setattr(order, column, value)
    return standing(facts, today=today)


def derived(facts: OrderFacts, *, today: date) -> dict[str, object]:
    """The stored repeats of where an order stands on a London date, by column."""
    found = standing(facts, today=today)
    return {
        "status": found.status.value,
        "done": found.attended,
        "complied_on": facts.counted[-1].day if len(facts.counted) == MEETINGS else None,
    }
