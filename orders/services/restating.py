"""Storing what the rules say of an order, so that lists can find it (house habit 2)."""

from __future__ import annotations

from datetime import datetime

from casework.kernel import clock
from orders.models import SupportOrder
from orders.rules.standing import Standing, standing
from orders.rules.words import MEETINGS
from orders.services.facts import facts_of


def standing_of(order: SupportOrder, *, at: datetime) -> Standing:
    """Where an order stands at a moment."""
    return standing(facts_of(order, at=at), today=clock.local_day(at))


def restate(order: SupportOrder, *, at: datetime) -> Standing:
    """Derive where the order stands and store it, inside the caller's transaction. Returns what it derived."""
    facts = facts_of(order, at=at)
    found = standing(facts, today=clock.local_day(at))
    order.status, order.done = found.status.value, found.attended
    order.complied_on = facts.counted[-1].day if len(facts.counted) == MEETINGS else None
    return found
