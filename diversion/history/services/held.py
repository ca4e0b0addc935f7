"""Files that wait: given, matched, answered about, thrown away. What they say of people is sealed while it is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlalchemy import select, update

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.services.guard import must
from diversion.history.models import ImportJob, ImportMatching
from diversion.history.rules import grid as grids
from diversion.history.rules import matching as matchings
from diversion.history.rules.answers import Answers, answers
from diversion.history.rules.grid import Grid
from diversion.history.rules.progress import KEPT_FOR, ImportState
from diversion.rules.schemes import PRESETS
from diversion.services.schemes import all_schemes

MOST_SHOWN = 20
MOST_WAITING = 5
MOVED_ON = "This import has moved on since you opened the page"
TOO_MANY = f"{MOST_WAITING} files wait already. Finish one of them or throw it away first"


def begin(grid: Grid, *, by: Actor, at: dt.datetime) -> ImportJob:
    """Keep a file that was just given. Raises Refused while five of the agency wait: they are people's data."""
    must(by, Action.WRITE, Compartment.IMPORTS, by.agency_id)
    waiting = select(ImportJob.id).where(ImportJob.agency_id == by.agency_id, ImportJob.sheet.is_not(None))
    if len(db.session.scalars(waiting.limit(MOST_WAITING)).all()) == MOST_WAITING:
        raise Refused(TOO_MANY)
    guessed = matchings.guess(grid.headings, remembered(by=by))
    job = ImportJob(
        agency_id=by.agency_id,
        by_id=by.staff_id or 0,
        state=ImportState.MATCHING.value,
        scheme="",
        read_on=clock.local_day(at),
        sheet=grid.packed(),
        answers=Answers(matching=guessed).text(),
        rows=len(grid.rows),
        created_at=at,
    )
    db.session.add(job)
    db.session.flush()
    note(job, "given", by=by, at=at)
    return job


def load(reference: str, *, by: Actor, action: Action = Action.LOOK) -> ImportJob:
    """An import of the actor's own agency. Raises NotFound for any other, and for a role that imports nothing."""
    found = db.session.scalar(select(ImportJob).where(ImportJob.reference == reference.upper()))
    must(by, action, Compartment.IMPORTS, found.agency_id if found else None)
    if found is None:
        raise NotFound
    return found


def latest(*, by: Actor) -> list[ImportJob]:
    """The agency's last twenty imports, the newest first; files thrown away are not listed."""
    must(by, Action.LOOK, Compartment.IMPORTS, by.agency_id)
    mine = select(ImportJob).where(ImportJob.agency_id == by.agency_id, ImportJob.state != ImportState.DROPPED.value)
    return list(db.session.scalars(mine.order_by(ImportJob.id.desc()).limit(MOST_SHOWN)))


def grid_of(job: ImportJob) -> Grid:
    """What the file says. Raises NotFound once it is deleted."""
    if job.sheet is None:
        raise NotFound
    return grids.unpacked(job.sheet)


def move(job: ImportJob, *, before: Sequence[ImportState], after: ImportState) -> None:
    """Take an import one state on. Raises Conflict where somebody, or the worker, took it on before."""
    states = [one.value for one in before]
    moved = update(ImportJob).where(ImportJob.id == job.id, ImportJob.state.in_(states)).values(state=after.value)
    if db.session.execute(moved, execution_options={"synchronize_session": False}).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(MOVED_ON, theirs=f"It is {ImportState(job.state).words}", yours="Nothing of this was saved")
    db.session.refresh(job)


def match(job: ImportJob, chosen: Sequence[str], *, scheme: str, by: Actor, at: dt.datetime) -> None:
    """Say which column is which, and remember it for the agency. Raises Refused while one is missing or doubled."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    grid = grid_of(job)
    if wrong := matchings.faults(chosen, scheme_given=bool(scheme)):
        raise Refused(wrong[0])
    move(job, before=(ImportState.MATCHING, ImportState.READY), after=ImportState.CHECKING)
    job.scheme, job.answers, job.findings = scheme, Answers(matching=list(chosen)).text(), None
    _remember(matchings.to_remember(grid.headings, chosen), by=by, at=at)
    note(job, "columns said", by=by, at=at)


def remembered(*, by: Actor) -> dict[str, str]:
    """What the agency chose for columns of these plain names before."""
    row = db.session.scalar(select(ImportMatching).where(ImportMatching.agency_id == by.agency_id))
    return dict(json.loads(row.chosen)) if row else {}


def _remember(chosen: dict[str, str], *, by: Actor, at: dt.datetime) -> None:
    row = db.session.scalar(select(ImportMatching).where(ImportMatching.agency_id == by.agency_id))
    if row is None:
        db.session.add(ImportMatching(agency_id=by.agency_id, chosen=json.dumps(chosen), chosen_at=at))
        return
    kept = {**json.loads(row.chosen), **chosen}
    row.chosen, row.chosen_at = json.dumps(dict(list(kept.items())[-300:])), at


def scheme_names(*, by: Actor) -> list[str]:
    """The schemes that a whole file may be of: those that run, and the presets not started yet."""
    return sorted({plan.name for plan in PRESETS} | {scheme.name for scheme in all_schemes(by=by)})


def answers_of(job: ImportJob) -> Answers:
    """What was answered about the file so far."""
    return answers(job.answers)


def mend(job: ImportJob, fixes: dict[int, dict[str, str]], out: Sequence[int], *, by: Actor, at: dt.datetime) -> None:
    """Keep cells that were put right, and lines left out; the file is checked again. Raises Conflict when it moved."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    move(job, before=(ImportState.READY,), after=ImportState.CHECKING)
    said = answers_of(job)
    kept = {line: {**said.fixes.get(line, {}), **cells} for line, cells in fixes.items()}
    left = sorted({*said.out, *out} - {line for line in fixes if line not in out})
    job.answers = Answers(said.matching, {**said.fixes, **kept}, left, said.same).text()
    job.findings = None
    note(job, "rows put right", by=by, at=at)


def decide(job: ImportJob, same: dict[int, str], *, by: Actor, at: dt.datetime) -> None:
    """Keep who is whom. Raises Conflict once the import has moved on."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    move(job, before=(ImportState.READY,), after=ImportState.READY)
    said = answers_of(job)
    job.answers = Answers(said.matching, said.fixes, said.out, {**said.same, **same}).text()
    note(job, "people told apart", by=by, at=at)


def drop(job: ImportJob, *, by: Actor, at: dt.datetime) -> None:
    """Throw a file away that has not been started: nothing of it is left."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    before = (ImportState.MATCHING, ImportState.CHECKING, ImportState.READY)
    move(job, before=before, after=ImportState.DROPPED)
    empty(job)
    note(job, "thrown away", by=by, at=at)


def empty(job: ImportJob) -> None:
    """Delete what the file says."""
    job.sheet = job.answers = job.findings = None


def left_lying(*, at: dt.datetime) -> list[ImportJob]:
    """Files of any agency that nobody went on with for a day."""
    states = [ImportState.MATCHING.value, ImportState.CHECKING.value, ImportState.READY.value]
    old = select(ImportJob).where(ImportJob.state.in_(states), ImportJob.created_at <= at - KEPT_FOR)
    return list(db.session.scalars(old.limit(50)))


def throw_away_old(*, at: dt.datetime) -> int:
    """Throw away what is left lying, inside the caller's transaction. Returns how many files."""
    found = left_lying(at=at)
    for job in found:
        job.state = ImportState.DROPPED.value
        empty(job)
        note(job, "thrown away", by=Actor.system(job.agency_id), at=at)
    return len(found)


def seen(job: ImportJob, *, by: Actor, at: dt.datetime) -> None:
    """The result was read: it stands on Today no more."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    job.seen_at = job.seen_at or at


def note(job: ImportJob, what: str, *, by: Actor, at: dt.datetime) -> None:
    """Write down what was done with a file, inside the caller's transaction; nobody in it is named by that."""
    detail = {"what": what, "rows": str(job.rows)}
    record = f"import-file:{job.reference}"
    audit.record(Act.CONFIGURATION, record, by=by, at=at, compartment=Compartment.IMPORTS, detail=detail)
