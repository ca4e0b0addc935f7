"""Orders to which something happened in a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, or_, select

from casework.kernel.database import db
from monitoring.rules.facts import OrderFact
from monitoring.services.reading.asked import Asked
from orders.models import BreachStep, ExcuseOpinion, OrderEnding, SupportOrder
from orders.rules.path import Step


def orders(asked: Asked) -> Iterator[OrderFact]:
    """Orders made, complied with, returned to court or ended by a court on a day of the quarter."""
    laid = (
        select(ExcuseOpinion.order_id, func.min(BreachStep.on_day).label("day"))
        .join(BreachStep, BreachStep.opinion_id == ExcuseOpinion.id)
        .where(BreachStep.step == Step.INFORMATION)
        .group_by(ExcuseOpinion.order_id)
        .subquery()
    )
    ended = (
        select(OrderEnding.order_id, func.min(OrderEnding.ended_on).label("day"))
        .group_by(OrderEnding.order_id)
        .subquery()
    )
    days = (SupportOrder.made_on, SupportOrder.complied_on, laid.c.day, ended.c.day)
    rows = (
        select(SupportOrder.id, SupportOrder.person_id, *days)
        .outerjoin(laid, laid.c.order_id == SupportOrder.id)
        .outerjoin(ended, ended.c.order_id == SupportOrder.id)
        .where(asked.whose(SupportOrder), or_(*(asked.day(day) for day in days)))
    )
    for row in db.session.execute(rows):
        made, complied, returned, revoked = (_day(one) for one in row[2:])
        if made is not None:
            yield OrderFact(row.id, row.person_id, made, complied, returned, revoked)


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
