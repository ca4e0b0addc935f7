"""The deadline clock of orders, with the free times of the supervisor's diary by the date on the paper (rule 12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from casework.appointments import services as appointments
from casework.appointments.services import RoomAsked
from casework.courts.services.days import court_days_of
from casework.kernel import clock
from casework.kernel.closed_days import closed_days
from casework.kernel.deadline import Clock, DeadlineFacts, deadline
from orders.models import SupportOrder
from orders.rules.clock import deadline_facts
from orders.rules.facts import OrderFacts
from orders.services.facts import facts_of_all
from orders.services.lean import AnyOrder
from orders.services.presets import process_of
from orders.services.reading import read_lean
from orders.services.telling import subject_of

MINUTES = 60
NEAR = timedelta(days=56)
"""Lists look into diaries for dates this near: beyond, weeks of working days are room enough (ours)."""


def clocks(subjects: Collection[str], *, agency_id: int, now: datetime) -> dict[str, Clock]:
    """The clock of each order named, such as "order:K7Q3XWZ2", at a moment (UTC). A fixed number of queries."""
    references = [one.removeprefix("order:") for one in subjects if one.startswith("order:")]
    found = read_lean(references, agency_id=agency_id, by="reference")
    told = clocks_of(found, facts_of_all(found, at=now), now=now)
    return {subject_of(one): told[one.id] for one in found}


def clocks_of(
    orders: Sequence[AnyOrder], facts: Mapping[int, OrderFacts], *, now: datetime, near: timedelta = NEAR
) -> dict[int, Clock]:
    """The clock of each of these orders, already read, by id. `now` is UTC.

    Only for dates that are `near` are diaries looked into.

    The diary is the supervisor's; where the supervisor has no account here, usual hours. Seven queries more, however
    many orders there are.
    """
    today, closed = clock.local_day(now), closed_days() if orders else frozenset()
    known = {one.id: deadline_facts(facts[one.id], today=today, closed=closed) for one in orders}
    asking = [one for one in orders if known[one.id].has_time_left(today, near)]
    room: dict[str, dict[date, int]] = {}
    if asking:
        agency_id = asking[0].agency_id
        process = process_of(agency_id)
        minutes = process.meeting_minutes if process else MINUTES
        days = court_days_of({one.person_id for one in asking}, now=now)
        asked = [_asked(one, known[one.id], minutes) for one in asking]
        room = appointments.free_days(asked, agency_id=agency_id, now=now)
        known |= {one.id: known[one.id].without(days.get(one.person_id, ())) for one in asking}
    return {one.id: deadline(known[one.id], today=today, free=room.get(one.reference)) for one in orders}


def _asked(order: AnyOrder, known: DeadlineFacts, minutes: int) -> RoomAsked:
    assert known.by is not None  # noqa: S101 (there is time left before it)
    return RoomAsked(order.reference, order.supervisor_id, order.person_id, known.by, minutes)


def clock_of_one(order: SupportOrder, facts: OrderFacts, *, now: datetime) -> Clock:
    """The clock of one order at a moment (UTC), for its page."""
    return clocks_of([order], {order.id: facts}, now=now, near=timedelta.max)[order.id]
