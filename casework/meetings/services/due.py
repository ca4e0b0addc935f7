"""What was agreed at a cases meeting stands on the Today of whoever owes it once its day has come (ux 2.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from casework.accounts.models import Agency, Staff
from casework.kernel import words
from casework.kernel.clock import local_day
from casework.kernel.database import db
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
    owed = (
        CasesAction.agency_id == agency_id,
        CasesAction.state.in_(STILL_OPEN),
        CasesAction.by_when <= local_day(now),
        _theirs(staff_id),
    )
    own = select(CasesAction.reference, CasesAction.by_when, CasesItem.person_id, func.count().over()).join(CasesItem)
    own = own.where(*owed, CasesItem.agency_id == agency_id, CasesItem.off_why != OffWhy.DIED.value)
    return together([_asked(own, now), _shared(owed, agency_id, now)])


def _shared(owed: tuple[Any, ...], agency_id: int, now: dt.datetime) -> Asked:
    rows = (
        select(CasesAction.reference, CasesAction.by_when, Agency.name, func.count().over())
        .join(CasesItem, CasesItem.id == CasesAction.item_id)
        .join(Agency, Agency.id == CasesItem.agency_id)
        .where(*owed, CasesItem.agency_id != agency_id, CasesItem.off_at.is_(None))
        .where(CasesItem.id.in_(_told(agency_id, now)))
    )
    with everybody():
        return _asked(rows, now)


def _told(agency_id: int, now: dt.datetime) -> Any:
    share = PersonShare.ended_at.is_(None) & (PersonShare.end > now)
    return (
        select(CasesTold.item_id)
        .join(CasesBody)
        .join(PersonShare, PersonShare.id == CasesTold.share_id)
        .where(CasesBody.agency_id == agency_id, CasesTold.ended_at.is_(None), CasesBody.ended_at.is_(None), share)
    )


def _asked(rows: Any, now: dt.datetime) -> Asked:
    found = db.session.execute(rows.order_by(CasesAction.by_when, CasesAction.id).limit(most_rows())).all()
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


def _theirs(staff_id: int | None) -> ColumnElement[bool]:
    if staff_id is None:
        return CasesAction.id.is_not(None)
    gone = select(Staff.id).where(Staff.ended_at.is_not(None))
    mine = CasesAction.staff_id == staff_id
    return or_(mine, CasesAction.staff_id.is_(None), CasesAction.staff_id.in_(gone))
