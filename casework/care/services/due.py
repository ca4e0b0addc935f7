"""What of care stands on Today: plans to look at again, people to ask after (review 6.45)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, or_, select

from casework.accounts.models import Staff
from casework.care.models import CareCheckIn, CarePlan
from casework.kernel import words
from casework.kernel.clock import local_day
from casework.kernel.questions import Fixed
from casework.kernel.worklists import Asked, Rank, Task, most_rows, together
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.services import standing_of


def due(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> Asked:
    """Reviews and check-ins whose London day has come, of an agency or of one colleague, at a moment (UTC).

    What a colleague wrote who has left is everybody's. Nobody is asked after who has died. Three queries at most.
    """
    today = local_day(now)
    return together([_reviews(agency_id, staff_id, today), _check_ins(agency_id, staff_id, today)])


def _reviews(agency_id: int, staff_id: int | None, today: dt.date) -> Asked:
    found = _plans(staff_id is None).seen(agency=agency_id, staff=staff_id, today=today, most=most_rows())
    tasks = [
        Task(
            Rank.CARE,
            row.person_id,
            f"Look at the care plan again, agreed for {words.short_day(row.review_on)}",
            f"/people/{row.reference}/care-plan/plan/agree",
            "Review",
            due=row.review_on,
        )
        for row in found
    ]
    return _living(tasks, found, today)


@cache
def _plans(team: bool) -> Fixed:
    rows = select(CarePlan.person_id, Person.reference, CarePlan.review_on, func.count().over()).where(
        CarePlan.agency_id == bindparam("agency"),
        CarePlan.review_on <= bindparam("today"),
        CarePlan.closed_at.is_(None),
        CarePlan.id.in_(_newest()),
        _theirs(CarePlan.recorded_by_id, team),
    )
    rows = rows.join(Person, Person.id == CarePlan.person_id).order_by(CarePlan.review_on, CarePlan.id)
    return Fixed(rows.limit(_MOST))


def _check_ins(agency_id: int, staff_id: int | None, today: dt.date) -> Asked:
    found = _planned(staff_id is None).seen(agency=agency_id, staff=staff_id, today=today, most=most_rows())
    tasks = [
        Task(
            Rank.CARE,
            row.person_id,
            f"Ask after them, as planned for {words.short_day(row.due_on)}",
            f"/people/{row.reference}/care-plan/check-ins/{row.which}",
            "Check in",
            due=row.due_on,
        )
        for row in found
    ]
    return _living(tasks, found, today)


@cache
def _planned(team: bool) -> Fixed:
    rows = select(
        CareCheckIn.person_id, Person.reference, CareCheckIn.due_on, CareCheckIn.reference.label("which"),
        func.count().over(),
    ).where(
        CareCheckIn.agency_id == bindparam("agency"),
        CareCheckIn.came_of == "",
        CareCheckIn.due_on <= bindparam("today"),
        _theirs(CareCheckIn.planned_by_id, team),
    )  # fmt: skip
    rows = rows.join(Person, Person.id == CareCheckIn.person_id).order_by(CareCheckIn.due_on, CareCheckIn.id)
    return Fixed(rows.limit(_MOST))


_MOST: Any = bindparam("most", type_=Integer)


def _newest() -> Any:
    """The latest plan of each person: an older one that nobody closed asks for nothing."""
    return select(func.max(CarePlan.id)).group_by(CarePlan.person_id)


def _theirs(column: Any, team: bool) -> ColumnElement[bool]:
    if team:
        return or_(column.is_(None), column.is_not(None))
    gone = select(Staff.id).where(Staff.ended_at.is_not(None))
    return or_(column == bindparam("staff"), column.is_(None), column.in_(gone))


def _living(tasks: list[Task], found: Any, today: dt.date) -> Asked:
    people = {task.person_id for task in tasks}
    died = standing_of(people, [CircumstanceKind.DIED], today)[CircumstanceKind.DIED] if people else set()
    more = (found[0][-1] if found else 0) - len(found)
    return Asked([task for task in tasks if task.person_id not in died], {Rank.CARE: more} if more else {})
