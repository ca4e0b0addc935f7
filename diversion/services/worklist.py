"""What referrals ask for on Today, found by what is stored of them, so that only the rows of the page are read whole.

A fixed number of queries, however many referrals there are; of each group no more than a page can use, and how many
more there are.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.closed_days import closed_days, courts_shut
from casework.kernel.database import db
from casework.kernel.deadline import Clock
from casework.kernel.showing import ASKED_FOR
from casework.kernel.worklists import MOST_ROWS, Asked, Rank, Task
from diversion.models import Referral, Requirement, RequirementBooking
from diversion.rules.schemes import Leaves
from diversion.rules.standing import standing
from diversion.rules.tasks import BOOK, COURT_SOON_DAYS, NEW_DATE, RESULT, TELL, ReferralTask, task_of
from diversion.rules.words import Status
from diversion.services.clocks import clocks_of
from diversion.services.facts import facts_of_all
from diversion.services.lean import LeanReferral
from diversion.services.reading import read_lean
from diversion.services.reasons import reasons_needed
from diversion.services.releasing import release_tasks
from diversion.services.telling import subject
from notices.services.told import told_of

OVER = tuple(one.value for one in (Status.DECLINED, Status.NOT_SUITABLE, Status.WITHDRAWN, Status.DIED))
NEAR = timedelta(days=28)
"""How far ahead a diary that is too full is looked for (ours)."""
CAME = (Outcome.ATTENDED.value, Outcome.COULD_NOT_TAKE_PART.value)


def live() -> ColumnElement[bool]:
    """Referrals some charge of which has no ending that stands."""
    return Referral.ended.is_(False)


def worklist(*, agency_id: int, staff_id: int | None, today: date) -> Asked:
    """What referrals ask for on a London date: those of one worker, or the team's where `staff_id` is None."""
    mine = Referral.agency_id == agency_id
    if staff_id is not None:
        mine &= or_(Referral.worker_id == staff_id, Referral.worker_id.is_(None))
    found = {rank: _first(mine & wanted, order) for rank, (wanted, order) in _groups(today).items()}
    untold = _untold(mine, agency_id, today)
    short = set(found[Rank.RUNNING_OUT][0]) | _tight(mine, today)
    ids = {id for ids, _total in found.values() for id in ids} | set(untold[:MOST_ROWS]) | short
    late = reasons_needed(mine & live(), today=today)
    made = [
        *release_tasks(agency_id=agency_id, staff_id=staff_id, today=today),
        *late.tasks,
        *_asked(ids, short, agency_id, set(untold), today),
    ]
    more = {rank: total - MOST_ROWS for rank, (_ids, total) in found.items() if total > MOST_ROWS}
    if len(untold) > MOST_ROWS:
        more[Rank.COURT_NOT_TOLD] = len(untold) - MOST_ROWS
    return Asked(made, {**more, **late.more})


def tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """The rows alone."""
    return worklist(agency_id=agency_id, staff_id=staff_id, today=today).tasks


def _groups(today: date) -> dict[Rank, tuple[ColumnElement[bool], Any]]:
    """Which referrals may belong to each group, and their order: `task_of` has the last word on each."""
    soon = today + timedelta(days=COURT_SOON_DAYS)
    later = or_(Referral.hearing_id.is_(None), Hearing.day > soon)
    passed = and_(Hearing.day < today, Hearing.day >= today - ASKED_FOR)
    settled = (*OVER, Status.MOVED_AWAY.value)
    new = Referral.status.in_([Status.NEW.value, Status.TRYING.value])
    return {
        Rank.OUTCOME_NEEDED: (passed & live(), Hearing.day),
        Rank.COURT_SOON: (
            Referral.status.not_in(settled)
            & or_(_shut(today), Hearing.day.between(today, soon) & (Referral.status != Status.COMPLETED.value))
            & live(),
            Hearing.day,
        ),
        Rank.TO_LEAVE: (later & Referral.status.not_in(settled) & _left_nothing() & live(), Referral.finish_by),
        Rank.RUNNING_OUT: (later & (Referral.status == Status.RUNNING_OUT.value) & live(), Referral.finish_by),
        Rank.NEW: (later & new & (Referral.arrested_on < today) & live(), Referral.arrested_on),
    }


def _shut(today: date) -> ColumnElement[bool]:
    """The court does not sit on the day it gave, as somebody has written down since: it must give another (rule 5)."""
    shut = ((code, day) for code, day in courts_shut() if day >= today)
    return or_(
        *((Hearing.day == day) & (Hearing.court_code == code if code else true()) for code, day in shut), false()
    )


def _tight(mine: ColumnElement[bool], today: date) -> set[int]:
    """Those under way whose date comes nearest: what is stored of them knows no diary, and theirs may be too full."""
    near = Referral.finish_by.between(today, today + NEAR)
    rows = select(Referral.id).where(mine, Referral.status == Status.IN_PROGRESS.value, near, live())
    return set(db.session.scalars(rows.order_by(Referral.finish_by, Referral.id).limit(MOST_ROWS)))


def _left_nothing() -> ColumnElement[bool]:
    """Somebody came to an appointment that has to leave something behind, and it is not there."""
    came = RequirementBooking.appointment.has(Appointment.outcome.in_(CAME))
    lacks = and_(Requirement.leaves != Leaves.NOTHING.value, Requirement.assessment_id.is_(None))
    return Referral.requirements.any(and_(lacks, Requirement.plan_id.is_(None), Requirement.bookings.any(came)))


def _first(wanted: ColumnElement[bool], order: Any) -> tuple[list[int], int]:
    """The first of a group, and how many there are in all."""
    rows = select(Referral.id, func.count().over()).outerjoin(Referral.hearing).where(wanted)
    found = db.session.execute(rows.order_by(order, Referral.id).limit(MOST_ROWS)).all()
    return [id for id, _total in found], (found[0][1] if found else 0)


def _untold(mine: ColumnElement[bool], agency_id: int, today: date) -> list[int]:
    """Completed before their court day, and neither CPS nor court is known to have been told; soonest first."""
    coming = or_(Referral.hearing_id.is_(None), Hearing.day >= today)
    rows = select(Referral.id, Referral.reference).outerjoin(Referral.hearing)
    wanted = rows.where(mine, Referral.status == Status.COMPLETED.value, coming, live())
    found = db.session.execute(wanted.order_by(Hearing.day, Referral.id)).all()
    told = told_of([f"referral:{row.reference}" for row in found], agency_id=agency_id)
    return [row.id for row in found if f"referral:{row.reference}" not in told]


def _asked(
    ids: Collection[int], short: Collection[int], agency_id: int, untold: Collection[int], today: date
) -> list[Task]:
    """The rows of these; only the diaries of those that may be `short` of time are looked into."""
    found, now = read_lean(Referral.id.in_(ids), agency_id=agency_id) if ids else [], clock.now()
    closed, facts = closed_days(), facts_of_all(found, at=now)
    clocks = clocks_of([one for one in found if one.id in short], facts, now=now)
    asked: list[tuple[LeanReferral, ReferralTask]] = []
    for referral in found:
        task = task_of(
            facts[referral.id],
            standing(facts[referral.id], now=now),
            today=today,
            case_ended=referral.ended,
            told=referral.id not in untold,
            closed=closed,
            clock=clocks.get(referral.id),
        )
        asked += [(referral, task)] if task else []
    return [_task(referral, task, _slack(clocks.get(referral.id))) for referral, task in asked]


def _slack(clock: Clock | None) -> int | None:
    return clock.slack if clock else None


def _task(referral: LeanReferral, task: ReferralTask, slack: int | None) -> Task:
    url = f"/referrals/{referral.reference}"
    if task.button == BOOK and task.position:
        url = f"/appointments/new?for={subject(referral)}:{task.position}"
    elif task.button == TELL:
        url = f"{url}/tell"
    elif task.button == NEW_DATE:
        url = f"{url}/hearing"
    elif task.button == RESULT:
        url = f"{url}/ending"
    return Task(task.rank, referral.person_id, task.why, url, task.button, due=task.due, slack=slack)
