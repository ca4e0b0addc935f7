"""Files that are checked, brought in or undone while nobody waits: the worker goes on with each where it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from casework.accounts.models import Staff
from casework.kernel import clock
from casework.kernel.database import db, reading, transaction
from casework.kernel.refused import Conflict
from diversion.history.models import ImportJob
from diversion.history.rules.progress import ImportState
from diversion.history.services import checking, held, running, undoing

log = logging.getLogger("waymark.imports")
Now = Callable[[], datetime]


def run_due(now: Now = clock.now) -> int:
    """Go on with every import that waits for the worker, and throw away files that nobody went on with for a day.

    Returns how many were worked on. Looks without holding a lock; each piece of work is a transaction of its own.
    """
    moving = [state.value for state in ImportState if state.moves]
    with reading():
        asked = select(ImportJob.id, ImportJob.state).where(ImportJob.state.in_(moving)).order_by(ImportJob.id)
        due = [(job_id, ImportState(state)) for job_id, state in db.session.execute(asked)]
        old = bool(held.left_lying(at=now()))
    for job_id, state in due:
        work(job_id, state, now)
    if old:
        with transaction():
            held.throw_away_old(at=now())
    return len(due)


def work(job_id: int, state: ImportState, now: Now = clock.now) -> None:
    """Take one import as far as it goes by itself. One that cannot go on is stopped, and waits for a person."""
    try:
        _WORK[state](job_id, now)
    except (Conflict, OperationalError) as later:
        log.warning("An import waits for its next turn: %s", type(later).__name__)
    except Exception as fault:
        log.error("An import stopped on the way: %s", type(fault).__name__)
        with transaction():
            running.stop(job_id)


def _check(job_id: int, now: Now) -> None:
    with reading():
        job = db.session.get_one(ImportJob, job_id)
        by = db.session.get_one(Staff, job.by_id).actor
        found = checking.check(job, by=by, at=now())
    with transaction():
        checking.keep(job_id, found)


def _bring_in(job_id: int, now: Now) -> None:
    with reading():
        prepared: running.Prepared | None = running.prepare(job_id, at=now())
    while prepared is not None:
        with transaction():
            prepared = running.bring_some(prepared, at=now())


def _undo(job_id: int, now: Now) -> None:
    more = True
    while more:
        with transaction():
            more = undoing.undo_some(job_id, at=now())


_WORK: dict[ImportState, Callable[[int, Now], None]] = {
    ImportState.CHECKING: _check,
    ImportState.RUNNING: _bring_in,
    ImportState.UNDOING: _undo,
}


def work_at_once(job_id: int, now: Now = clock.now) -> None:
    """Do now what one import waits for, where it waits for anything: for files that are small."""
    with reading():
        state = ImportState(db.session.get_one(ImportJob, job_id).state)
    if state.moves:
        work(job_id, state, now)
