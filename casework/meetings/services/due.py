"""What was agreed at a cases meeting stands on the Today of whoever owes it once its day has come (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, or_, select

from casework.accounts.models import Agency, Staff
from casework.kernel import words
from casework.kernel.clock import local_day
from casework.kernel.questions import Fixed
from casework.kernel.worklists import Asked, Rank, Task, most_rows, together
from casework.meetings.models import CasesAction, CasesBody, CasesItem, CasesTold
from casework.meetings.rules import STILL_OPEN, OffWhy
from casework.people.models import PersonShare
from casework.people.services.scope import everybody


def due(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> Asked:
    """Actions that an agency or one colleague owes and whose London day has come, at a moment (UTC). Two queries.

    What nobody there was named for, or somebody who has left, is everybody's. Of another agency's person the row says
    no name, and it is gone once that agency shares it no longer.
    """
    values = {"agency": agency_id, "staff": staff_id, "today": local_day(now), "now": now, "most": most_rows()}
    return together([_asked(_own(staff_id is None), values), _of_others(staff_id is None, values)])


def _of_others(team: bool, values: dict[str, Any]) -> Asked:
    with everybody():
        return _asked(_shared(team), values)


def _owed(team: bool) -> tuple[ColumnElement[bool], ...]:
    """It leaves open `agency`, `today` and, unless they are the team's, `staff`."""
    mine = (CasesAction.agency_id == bindparam("agency"), CasesAction.by_when <= bindparam("today"))
    return (*mine, CasesAction.state.in_(STILL_OPEN), _theirs(team))


def _first(rows: Any) -> Fixed:
    ordered = rows.order_by(CasesAction.by_when, CasesAction.id)
    return Fixed(ordered.limit(bindparam("most", type_=Integer)))


@cache
def _own(team: bool) -> Fixed:
    own = select(CasesAction.reference, CasesAction.by_when, CasesItem.person_id, func.count().over()).join(CasesItem)
    not_over = (CasesItem.agency_id == bindparam("agency"), CasesItem.off_why != OffWhy.DIED.value)
    return _first(own.where(*_owed(team), *not_over))


@cache
def _shared(team: bool) -> Fixed:
    return _first(
        select(CasesAction.reference, CasesAction.by_when, Agency.name, func.count().over())
        .join(CasesItem, CasesItem.id == CasesAction.item_id)
        .join(Agency, Agency.id == CasesItem.agency_id)
        .where(*_owed(team), CasesItem.agency_id != bindparam("agency"), CasesItem.off_at.is_(None))
        .where(CasesItem.id.in_(_told()))
    )


def _told() -> Any:
    """It leaves open `agency` and `now`."""
    share = PersonShare.ended_at.is_(None) & (PersonShare.end > bindparam("now"))
    return (
        select(CasesTold.item_id)
        .join(CasesBody)
        .join(PersonShare, PersonShare.id == CasesTold.share_id)
        .where(
            CasesBody.agency_id == bindparam("agency"),
            CasesTold.ended_at.is_(None),
            CasesBody.ended_at.is_(None),
            share,
        )
    )


def _asked(rows: Fixed, values: dict[str, Any]) -> Asked:
    found = rows.seen(**values)
    tasks = [
        Task(
            Rank.CARE,
            whose if isinstance(whose, int) else 0,
            f"Agreed at a cases meeting for {words.short_day(day)}",
            f"/cases-meetings/actions/{reference}",
            "Say what became of it",
            due=day,
            about="" if isinstance(whose, int) else f"Somebody {whose} put forward",
        )
        for reference, day, whose, _ in found
    ]
    more = (found[0][-1] if found else 0) - len(found)
    return Asked(tasks, {Rank.CARE: more} if more else {})


def _theirs(team: bool) -> ColumnElement[bool]:
    if team:
        return CasesAction.id.is_not(None)
    gone = select(Staff.id).where(Staff.ended_at.is_not(None))
    mine = CasesAction.staff_id == bindparam("staff")
    return or_(mine, CasesAction.staff_id.is_(None), CasesAction.staff_id.in_(gone))
