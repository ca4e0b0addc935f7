"""Which orders may belong to which group of Today, found by what is stored of them: one statement for all groups.

The statement is made once for a team and once for a member of staff; its values are given with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.database import db
from casework.kernel.worklists import Rank, alone, most_rows
from orders.models import Meeting, MeetingBooking, SupportOrder
from orders.rules import Status
from orders.rules.tasks import DUE_DAYS
from orders.services.clocks import NEAR

TIGHT = 0
"""In place of a rank: in time by what is stored, with a date beyond the four weeks of "due"."""
_BY_STATUS = {
    Rank.TO_LAY: Status.NO_REASONABLE_EXCUSE,
    Rank.COMPLIED: Status.COMPLIED_NOT_TOLD,
    Rank.OUTCOME_NEEDED: Status.DATE_PASSED,
    Rank.RUNNING_OUT: Status.RUNNING_OUT,
}


@dataclass
class Candidates:
    """The first of each group by the date on the paper, and how many of each there are."""

    ids: dict[int, list[int]] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)

    @property
    def every(self) -> set[int]:
        """All of them."""
        return {id for group in self.ids.values() for id in group}

    @property
    def more(self) -> dict[Rank, int]:
        """By group, how many there are beside the first."""
        return {Rank(key): total - most_rows() for key, total in self.totals.items() if key and total > most_rows()}


def candidates(*, agency_id: int, staff_id: int | None, today: date) -> Candidates:
    """The candidates on a London date: those of one supervisor, or the team's where `staff_id` is None. One query.

    An order whose supervisor has no account here is watched by whoever recorded it.
    """
    last = today + NEAR
    values = {"agency": agency_id, "today": today, "due": today + timedelta(days=DUE_DAYS), "last": last}
    # Where the paper names no date, the six-month ceiling is at least 181 days after the order was made (rule 12).
    values |= {"made": last - timedelta(days=181)} | ({} if staff_id is None else {"staff": staff_id})
    found = Candidates()
    asked = _statement(staff_id is None, alone(), most_rows())
    for key, id, total in db.session.execute(asked, values) if asked is not None else ():
        found.ids.setdefault(key, []).append(id)
        found.totals[key] = total
    return found


@cache
def _statement(team: bool, only: Rank | None, most: int) -> Any:
    live = _live(team)
    keys = {None: set(_groups(live)), Rank.RUNNING_OUT: {Rank.RUNNING_OUT, TIGHT}}.get(only, {only})
    parts = [_first(live, key, wanted, most) for key, wanted in _groups(live).items() if key in keys]
    return union_all(*parts) if parts else None


def _live(team: bool) -> CTE:
    """Orders that are not over."""
    columns = (SupportOrder.id, SupportOrder.status, SupportOrder.must_by, SupportOrder.made_on)
    over = [status.value for status in Status if status.over and status not in _BY_STATUS.values()]
    rows = select(*columns).where(SupportOrder.agency_id == _of("agency", Integer), SupportOrder.status.not_in(over))
    if not team:
        rows = rows.where(
            func.coalesce(SupportOrder.supervisor_id, SupportOrder.recorded_by_id) == _of("staff", Integer)
        )
    return rows.cte("live")


def _of(name: str, kind: Any = Date) -> Any:
    return bindparam(name, type_=kind)


def _first(live: CTE, key: int, wanted: ColumnElement[bool], most: int) -> Select[Any]:
    """The first of a group by the date on the paper, and how many there are in all."""
    rows = select(literal(int(key)).label("key"), live.c.id, func.count().over().label("total")).where(wanted)
    return select(rows.order_by(live.c.must_by, live.c.id).limit(most).subquery())


def _groups(live: CTE) -> dict[int, ColumnElement[bool]]:
    """Which orders may belong to each group: `task_of` has the last word on each."""
    running = live.c.status.not_in([status.value for status in Status if status.over])
    settled = [status.value for status in _BY_STATUS.values()]
    near = running & live.c.status.not_in(settled) & (live.c.must_by <= _of("due"))
    groups: dict[int, ColumnElement[bool]] = {
        rank: live.c.status == status.value for rank, status in _BY_STATUS.items()
    }
    return {**groups, Rank.ORDER_DUE: near, Rank.REASON_NEEDED: running & _reason_not_known(live), TIGHT: _tight(live)}


def _tight(live: CTE) -> ColumnElement[bool]:
    """Those in time whose date lies beyond the four weeks of "due": a full diary may leave them too little room."""
    ceiling = live.c.must_by.is_(None) & (live.c.made_on <= _of("made"))
    near: Any = live.c.must_by.between(_of("today"), _of("last"))
    found: ColumnElement[bool] = (live.c.status == Status.ACTIVE.value) & (near | ceiling)
    return found


def _reason_not_known(live: CTE) -> ColumnElement[bool]:
    missed = (
        select(Meeting.id)
        .join(MeetingBooking, MeetingBooking.meeting_id == Meeting.id)
        .join(Appointment, Appointment.id == MeetingBooking.appointment_id)
        .where(Meeting.order_id == live.c.id, Appointment.outcome == Outcome.REASON_NOT_KNOWN.value)
    )
    return missed.exists()
