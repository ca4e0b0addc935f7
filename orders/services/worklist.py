"""What orders ask for on Today, found by what is stored of them, so that only the rows of the page are read whole."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from casework.kernel import clock
from casework.kernel.closed_days import closed_days, reason_after
from casework.kernel.deadline import Clock
from casework.kernel.worklists import Asked, Rank, Task
from orders.rules.tasks import LAY, TELL, OrderTask, task_of
from orders.services.candidates import TIGHT, candidates
from orders.services.clocks import clocks_of
from orders.services.facts import facts_of_all
from orders.services.lean import LeanOrder
from orders.services.reading import read_lean
from orders.services.telling import subject_of

QUERY = "Query with the court"
_MAY_BE_SHORT = (Rank.RUNNING_OUT, Rank.ORDER_DUE, TIGHT)


def worklist(*, agency_id: int, staff_id: int | None, today: date) -> Asked:
    """What orders ask for on a London date: those of one supervisor, or the team's where `staff_id` is None.

    An order whose supervisor has no account here is watched by whoever recorded it.
    """
    found = candidates(agency_id=agency_id, staff_id=staff_id, today=today)
    short = {id for key in _MAY_BE_SHORT for id in found.ids.get(key, ())}
    return Asked(_asked(found.every, short, agency_id, today), found.more)


def tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """The rows alone."""
    return worklist(agency_id=agency_id, staff_id=staff_id, today=today).tasks


def _asked(ids: Collection[int], short: Collection[int], agency_id: int, today: date) -> list[Task]:
    """The rows of these; only the diaries of those that may be `short` of time are looked into."""
    found = read_lean(ids, agency_id=agency_id)
    now, closed, days = clock.now(), closed_days(), reason_after()
    facts = facts_of_all(found, at=now)
    told = clocks_of([order for order in found if order.id in short], facts, now=now)
    made = (
        (order, task_of(facts[order.id], today=today, closed=closed, reason_after=days, clock=told.get(order.id)))
        for order in found
    )
    return [_task(order, task, told.get(order.id)) for order, task in made if task is not None]


def _task(order: LeanOrder, task: OrderTask, told: Clock | None) -> Task:
    url, why = f"/orders/{order.reference}", f"{task.why}. {QUERY}" if order.query_with_court else task.why
    if task.fix is not None:
        url = f"/appointments/new?for={subject_of(order)}:{task.fix}"
    elif task.missed is not None:
        url = f"{url}#meeting-{task.missed.number}"
    elif task.button == LAY:
        url = f"{url}#to-court"
    elif task.button == TELL:
        url = f"{url}/tell-court"
    return Task(task.rank, order.person_id, why, url, task.button, due=task.due, slack=told.slack if told else None)
