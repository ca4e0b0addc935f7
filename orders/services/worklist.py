"""What orders ask for on Today, found by what is stored of them, so that only the rows of the page are read whole."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.closed_days import closed_days, reason_after
from casework.kernel.database import db
from casework.kernel.deadline import Clock
from casework.kernel.worklists import MOST_ROWS, Asked, Rank, Task
from orders.models import Meeting, MeetingBooking, SupportOrder
from orders.rules import Status
from orders.rules.tasks import DUE_DAYS, LAY, TELL, OrderTask, task_of
from orders.services.clocks import NEAR, clocks_of
from orders.services.facts import facts_of_all
from orders.services.lean import LeanOrder
from orders.services.reading import read_lean
from orders.services.telling import subject_of

QUERY = "Query with the court"
_MAY_BE_SHORT = (Rank.RUNNING_OUT, Rank.ORDER_DUE)
_BY_STATUS = {
    Rank.TO_LAY: Status.NO_REASONABLE_EXCUSE,
    Rank.COMPLIED: Status.COMPLIED_NOT_TOLD,
    Rank.OUTCOME_NEEDED: Status.DATE_PASSED,
    Rank.RUNNING_OUT: Status.RUNNING_OUT,
}


def worklist(*, agency_id: int, staff_id: int | None, today: date) -> Asked:
    """What orders ask for on a London date: those of one supervisor, or the team's where `staff_id` is None.

    An order whose supervisor has no account here is watched by whoever recorded it.
    """
    mine = SupportOrder.agency_id == agency_id
    if staff_id is not None:
        mine &= func.coalesce(SupportOrder.supervisor_id, SupportOrder.recorded_by_id) == staff_id
    found = {rank: _first(mine & wanted) for rank, wanted in _groups(today).items()}
    short = {id for rank in _MAY_BE_SHORT for id in found[rank][0]} | set(_first(mine & _tight(today))[0])
    ids = {id for ids, _total in found.values() for id in ids} | short
    more = {rank: total - MOST_ROWS for rank, (_ids, total) in found.items() if total > MOST_ROWS}
    return Asked(_asked(ids, short, today), more)


def tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """The rows alone."""
    return worklist(agency_id=agency_id, staff_id=staff_id, today=today).tasks


def _groups(today: date) -> dict[Rank, ColumnElement[bool]]:
    """Which orders may belong to each group: `task_of` has the last word on each."""
    running = SupportOrder.status.not_in([status.value for status in Status if status.over])
    settled = [status.value for status in _BY_STATUS.values()]
    near = running & SupportOrder.status.not_in(settled) & (SupportOrder.must_by <= today + timedelta(days=DUE_DAYS))
    groups = {rank: SupportOrder.status == status.value for rank, status in _BY_STATUS.items()}
    return {**groups, Rank.ORDER_DUE: near, Rank.REASON_NEEDED: running & _reason_not_known()}


def _tight(today: date) -> ColumnElement[bool]:
    """Those in time whose date lies beyond the four weeks of "due": a full diary may leave them too little room.

    Where the paper names no date, the six-month ceiling is at least 181 days after the order was made (rule 12).
    """
    last = today + NEAR
    ceiling = SupportOrder.must_by.is_(None) & (SupportOrder.made_on <= last - timedelta(days=181))
    return (SupportOrder.status == Status.ACTIVE.value) & (SupportOrder.must_by.between(today, last) | ceiling)


def _reason_not_known() -> ColumnElement[bool]:
    missed = (
        select(Meeting.order_id)
        .join(MeetingBooking, MeetingBooking.meeting_id == Meeting.id)
        .join(Appointment, Appointment.id == MeetingBooking.appointment_id)
        .where(Appointment.outcome == Outcome.REASON_NOT_KNOWN.value)
    )
    return SupportOrder.id.in_(missed)


def _first(wanted: ColumnElement[bool]) -> tuple[list[int], int]:
    """The first of a group by the date on the paper, and how many there are in all."""
    rows = select(SupportOrder.id, func.count().over()).where(wanted)
    found = db.session.execute(rows.order_by(SupportOrder.must_by, SupportOrder.id).limit(MOST_ROWS)).all()
    return [id for id, _total in found], (found[0][1] if found else 0)


def _asked(ids: Collection[int], short: Collection[int], today: date) -> list[Task]:
    """The rows of these; only the diaries of those that may be `short` of time are looked into."""
    found = read_lean(SupportOrder.id.in_(ids)) if ids else []
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
