"""Which referrals may belong to which group of Today, found by what is stored of them: one statement for all groups.

The referrals of the agency whose case goes on are gone through once; of each group the first are taken, and how many
there are is counted. The statement is made once for each shape it has, and its values are given with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.courts.models import Hearing
from casework.kernel.closed_days import courts_shut
from casework.kernel.database import db
from casework.kernel.showing import ASKED_FOR
from casework.kernel.worklists import Rank, alone, most_rows
from diversion.models import Referral, Requirement, RequirementBooking
from diversion.rules.tasks import COURT_SOON_DAYS
from diversion.rules.words import Status
from notices.services.told import told_about

OVER = tuple(one.value for one in (Status.DECLINED, Status.NOT_SUITABLE, Status.WITHDRAWN, Status.DIED))
NEAR = timedelta(days=28)
"""How far ahead a diary that is too full is looked for (ours)."""
CAME = (Outcome.ATTENDED.value, Outcome.COULD_NOT_TAKE_PART.value)
_NOTHING: Any = literal_column("'nothing'")
"""In so many letters, as the index of what is still to be written says it."""
TIGHT = 0
"""In place of a rank: under way, in time by what is stored, which knows no diary; theirs may be too full."""
Shut = tuple[tuple[str, date], ...]


@dataclass
class Candidates:
    """The first of each group, how many of each there are, and of which of them nobody is known to be told."""

    ids: dict[int, list[int]] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)
    untold: set[int] = field(default_factory=set)

    @property
    def every(self) -> set[int]:
        """All of them."""
        return {id for group in self.ids.values() for id in group}

    @property
    def more(self) -> dict[Rank, int]:
        """By group, how many there are beside the first."""
        return {Rank(key): total - most_rows() for key, total in self.totals.items() if key and total > most_rows()}


def candidates(*, agency_id: int, staff_id: int | None, today: date) -> Candidates:
    """The candidates on a London date: those of one worker, or the team's where `staff_id` is None. One query."""
    shut = tuple(sorted((code, day) for code, day in courts_shut() if day >= today))
    values = {"agency": agency_id, "today": today, "soon": today + timedelta(days=COURT_SOON_DAYS)}
    values |= {"asked_from": today - ASKED_FOR, "near": today + NEAR}
    values |= {"staff": staff_id} if staff_id is not None else {}
    found = Candidates()
    asked = _statement(staff_id is None, shut, alone(), most_rows())
    for key, id, total, untold in db.session.execute(asked, values) if asked is not None else ():
        found.ids.setdefault(key, []).append(id)
        found.totals[key] = total
        if untold:
            found.untold.add(id)
    return found


@lru_cache(maxsize=32)
def _statement(team: bool, shut: Shut, only: Rank | None, most: int) -> Any:
    live = _live(team)
    untold, never = _untold(live), literal(False)
    groups: dict[int, tuple[ColumnElement[bool], Any, Any]] = {
        key: (wanted, order, never) for key, (wanted, order) in _groups(live).items()
    }
    groups[Rank.COURT_SOON] = (_court_soon(live, shut), live.c.day, untold)
    groups[Rank.COURT_NOT_TOLD] = (untold, live.c.day, literal(True))
    keys = {None: set(groups), Rank.RUNNING_OUT: {Rank.RUNNING_OUT, TIGHT}}.get(only, {only})
    parts = [_first(live, key, *group, most) for key, group in groups.items() if key in keys]
    return union_all(*parts) if parts else None


def _live(team: bool) -> CTE:
    """Referrals some charge of which has no ending that stands."""
    columns = (Referral.id, Referral.reference, Referral.status, Referral.finish_by, Referral.arrested_on, Hearing.day)
    rows = select(*columns, Referral.hearing_id, Hearing.court_code).outerjoin(
        Hearing, Hearing.id == Referral.hearing_id
    )
    rows = rows.where(Referral.agency_id == bindparam("agency", type_=Integer), Referral.ended.is_(False))
    if not team:
        rows = rows.where(or_(Referral.worker_id == _of("staff", Integer), Referral.worker_id.is_(None)))
    return rows.cte("live")


def _of(name: str, kind: Any = Date) -> Any:
    return bindparam(name, type_=kind)


def _first(live: CTE, key: int, wanted: ColumnElement[bool], order: Any, untold: Any, most: int) -> Select[Any]:
    """The first of a group, and how many there are in all."""
    rows = select(literal(int(key)).label("key"), live.c.id, func.count().over().label("total"), untold.label("untold"))
    first = rows.where(wanted).order_by(order, live.c.id).limit(most).subquery()
    return select(first)


def _groups(live: CTE) -> dict[int, tuple[ColumnElement[bool], Any]]:
    """Which referrals may belong to each group, and their order: `task_of` has the last word on each."""
    later = or_(live.c.hearing_id.is_(None), live.c.day > _of("soon"))
    passed = and_(live.c.day < _of("today"), live.c.day >= _of("asked_from"))
    new = live.c.status.in_([Status.NEW.value, Status.TRYING.value])
    near = live.c.finish_by.between(_of("today"), _of("near"))
    return {
        Rank.OUTCOME_NEEDED: (passed, live.c.day),
        Rank.TO_LEAVE: (later & _not_settled(live) & _left_nothing(live), live.c.finish_by),
        Rank.RUNNING_OUT: (later & (live.c.status == Status.RUNNING_OUT.value), live.c.finish_by),
        Rank.NEW: (later & new & (live.c.arrested_on < _of("today")), live.c.arrested_on),
        TIGHT: ((live.c.status == Status.IN_PROGRESS.value) & near, live.c.finish_by),
    }


def _not_settled(live: CTE) -> ColumnElement[bool]:
    return live.c.status.not_in((*OVER, Status.MOVED_AWAY.value))


def _court_soon(live: CTE, shut: Shut) -> ColumnElement[bool]:
    """Court is near and it is not completed; or the court does not sit on the day it gave, as somebody has written
    down since: it must give another (rule 5)."""
    closed = ((live.c.day == day) & (live.c.court_code == code if code else true()) for code, day in shut)
    soon = live.c.day.between(_of("today"), _of("soon")) & (live.c.status != Status.COMPLETED.value)
    return _not_settled(live) & or_(*closed, soon)


def _left_nothing(live: CTE) -> ColumnElement[bool]:
    """Somebody came to an appointment that has to leave something behind, and it is not there."""
    lacks = Requirement.assessment_id.is_(None) & Requirement.plan_id.is_(None)
    came = (
        select(Requirement.id)
        .join(RequirementBooking, RequirementBooking.requirement_id == Requirement.id)
        .join(Appointment, Appointment.id == RequirementBooking.appointment_id)
        .where(Requirement.referral_id == live.c.id, Requirement.leaves != _NOTHING, lacks)
    )
    return came.where(Appointment.outcome.in_(CAME)).exists()


def _untold(live: CTE) -> ColumnElement[bool]:
    """Completed before their court day, and neither CPS nor court is known to have been told."""
    coming = or_(live.c.hearing_id.is_(None), live.c.day >= _of("today"))
    told = told_about(literal("referral:") + live.c.reference, agency_id=_of("agency", Integer))
    return and_(live.c.status == Status.COMPLETED.value, coming, ~told)
