"""What happens to an order without anybody pressing a button: a day passes, a notice goes."""

from __future__ import annotations

from datetime import datetime

from casework.kernel.database import transaction
from orders.services.looking import restless
from orders.services.restating import restate


def restate_orders(now: datetime) -> int:
    """Store the status of every order that is still running as it is at `now` (UTC). Returns how many changed.

    Safe to run as often as anybody likes, and by two workers at once: it writes what the facts say and nothing else.
    """
    with transaction():
        orders = restless()
        before = [order.status for order in orders]
        return sum(restate(order, at=now).status != old for order, old in zip(orders, before, strict=True))
