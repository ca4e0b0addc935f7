"""What referrals ask for on Today, found by what is stored of them, so that only the rows of the page are read whole.

A fixed number of queries, however many referrals there are; of each group no more than a page can use, and how many
more there are.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement

from casework.kernel import clock
from casework.kernel.closed_days import closed_days
from casework.kernel.deadline import Clock
from casework.kernel.worklists import Asked, Rank, Task
from diversion.models import Referral
from diversion.rules.standing import standing
from diversion.rules.tasks import BOOK, NEW_DATE, RESULT, SHARE, TELL, ReferralTask, task_of
from diversion.services.candidates import OVER, TIGHT, Candidates, candidates
from diversion.services.clocks import clocks_of
from diversion.services.facts import facts_of_all
from diversion.services.lean import LeanReferral
from diversion.services.may_tell import may_be_told
from diversion.services.reading import read_lean
from diversion.services.reasons import reasons_needed
from diversion.services.releasing import release_tasks
from diversion.services.telling import subject

__all__ = ["OVER", "live", "tasks", "worklist"]


def live() -> ColumnElement[bool]:
    """Referrals some charge of which has no ending that stands."""
    return Referral.ended.is_(False)


def worklist(*, agency_id: int, staff_id: int | None, today: date) -> Asked:
    """What referrals ask for on a London date: those of one worker, or the team's where `staff_id` is None."""
    found = candidates(agency_id=agency_id, staff_id=staff_id, today=today)
    late = reasons_needed(agency_id=agency_id, staff_id=staff_id, today=today)
    made = [
        *release_tasks(agency_id=agency_id, staff_id=staff_id, today=today),
        *late.tasks,
        *_asked(found, agency_id, today),
    ]
    return Asked(made, {**found.more, **late.more})


def tasks(*, agency_id: int, staff_id: int | None, today: date) -> list[Task]:
    """The rows alone."""
    return worklist(agency_id=agency_id, staff_id=staff_id, today=today).tasks


def _asked(wanted: Candidates, agency_id: int, today: date) -> list[Task]:
    """The rows of these; only the diaries of those that may be short of time are looked into."""
    ids, short = wanted.every, {*wanted.ids.get(Rank.RUNNING_OUT, ()), *wanted.ids.get(TIGHT, ())}
    found, now = read_lean(ids, agency_id=agency_id), clock.now()
    closed, facts = closed_days(), facts_of_all(found, at=now)
    clocks = clocks_of([one for one in found if one.id in short], facts, now=now)
    agreed = may_be_told(wanted.untold, agency_id=agency_id)
    asked: list[tuple[LeanReferral, ReferralTask]] = []
    for referral in found:
        task = task_of(
            facts[referral.id],
            standing(facts[referral.id], now=now),
            today=today,
            case_ended=referral.ended,
            told=referral.id not in wanted.untold,
            may_tell=referral.id in agreed,
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
    elif task.button == SHARE:
        url = f"{url}/sharing"
    elif task.button == NEW_DATE:
        url = f"{url}/hearing"
    elif task.button == RESULT:
        url = f"{url}/ending"
    return Task(task.rank, referral.person_id, task.why, url, task.button, due=task.due, slack=slack)
