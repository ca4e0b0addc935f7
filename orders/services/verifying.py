"""Every stored status of an order worked out again from the facts: what `./run waymark verify` prints (habit 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db
from orders.models import SupportOrder
from orders.services.facts import facts_of_all
from orders.services.looking import with_meetings
from orders.services.restating import derived

BATCH = 500


def verify(*, at: datetime, step: Callable[[int], None] = lambda _many: None) -> Iterator[str]:
    """One line for each stored repeat of any agency's order that is not what its facts say at `at` (UTC).

    `step` hears how many more were worked out.
    """
    ids = db.session.scalars(select(SupportOrder.id).order_by(SupportOrder.id)).all()
    for start in range(0, len(ids), BATCH):
        found = db.session.scalars(with_meetings().where(SupportOrder.id.in_(ids[start : start + BATCH]))).all()
        facts = facts_of_all(found, at=at)
        for one in found:
            yield from _lines(one, derived(facts[one.id], today=clock.local_day(at)))
        step(len(found))


def _lines(one: SupportOrder, wanted: dict[str, object]) -> Iterator[str]:
    for column, value in wanted.items():
        stored = getattr(one, column)
        if stored != value:
            yield f"order {one.reference}: {column} is stored as {stored}, and the facts say {value}"
