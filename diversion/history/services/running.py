"""Bringing a checked file in, some people at a time: each time one transaction, so that it can be left and go on.

Every time says first how far it was, and two at once do not both go on from there; a crash between two times leaves
what is in as it is, and the worker goes on after it (docs/decisions/0059).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select, update

from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services.guard import must
from diversion.history.models import ImportJob
from diversion.history.rules.answers import NEW, first_line, together, unanswered
from diversion.history.rules.progress import UNDO_WITHIN, ImportState
from diversion.history.rules.repeats import Key, PaperPerson, people
from diversion.history.services.checking import findings_of, read
from diversion.history.services.held import answers_of, empty, move, note
from diversion.history.services.known import known_rows
from diversion.history.services.people_here import people_here
from diversion.history.services.writing import ROWS_AT_ONCE, terms_of, write_some
from diversion.models import ImportBatch

NOTHING = "There is no row to bring in"


@dataclass(frozen=True)
class Prepared:
    """A file read for bringing in: its people in a fixed order, and the records that some of them join."""

    job_id: int
    people: Sequence[PaperPerson]
    position: int
    left_out: int
    by: Actor
    persons: dict[Key, int] = field(default_factory=dict)

    @property
    def some(self) -> list[PaperPerson]:
        """The next people: about 250 rows of them."""
        found: list[PaperPerson] = []
        for person in self.people[self.position :]:
            found.append(person)
            if sum(len(one.rows) for one in found) >= ROWS_AT_ONCE:
                break
        return found


def start(job: ImportJob, *, leave_out: bool, by: Actor, at: dt.datetime) -> None:
    """Begin to bring the file in. Raises Refused while somebody may be somebody else and nobody said, while rows that
    cannot be used are not left out knowingly, and where no row is new."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    found, said = findings_of(job), answers_of(job)
    if found is None or not found.fresh:
        raise Refused(NOTHING)
    if waiting := unanswered([one.line for one in found.alike], said.same):
        raise Refused(f"Say first who {waiting} of these people {'is' if waiting == 1 else 'are'}")
    if found.bad_lines and not leave_out:
        raise Refused("Tick that the rows that cannot be used are left out, or put them right", "leave_out")
    move(job, before=(ImportState.READY,), after=ImportState.RUNNING)
    note(job, "started", by=by, at=at)
    _begin(job, by=by, at=at)


def _begin(job: ImportJob, *, by: Actor, at: dt.datetime) -> None:
    digest = hashlib.sha256(job.sheet or b"").digest()
    batch = ImportBatch(agency_id=job.agency_id, file_hash=digest, rows=job.rows, added=0, known=0, left_out=0, at=at)
    db.session.add(batch)
    db.session.flush()
    job.batch_id, job.by_id, job.started_at = batch.id, by.staff_id or 0, at
    job.position = job.worked = job.added = job.known = 0
    job.from_seq = db.session.scalar(select(func.max(Event.seq))) or 0


def go_on(job: ImportJob, *, by: Actor, at: dt.datetime) -> None:
    """Let an import that stopped on the way go on where it stopped."""
    must(by, Action.WRITE, Compartment.IMPORTS, job.agency_id)
    move(job, before=(ImportState.STOPPED,), after=ImportState.RUNNING)
    note(job, "gone on with", by=by, at=at)


def prepare(job_id: int, *, at: dt.datetime) -> Prepared:
    """Read the file for bringing it in from where it is. Holds no lock; whoever started it, it is theirs."""
    job = db.session.get_one(ImportJob, job_id)
    by = db.session.get_one(Staff, job.by_id).actor
    said, position = answers_of(job), job.position
    intake = read(job, by=by)
    left_out = intake.left_out + len(said.out)
    found = together(people(intake.rows), said.same)
    here, persons = people_here(by=by, at=at), dict[Key, int]()
    for person in found:
        chosen = said.same.get(first_line(person), "")
        exact = here.exact(person.key)
        if chosen in here.by_reference:
            persons[person.key] = here.by_reference[chosen].id
        elif chosen != NEW and len(exact) == 1:
            persons[person.key] = exact[0].id
    return Prepared(job_id, found, position, left_out, by, persons)


def bring_some(prepared: Prepared, *, at: dt.datetime) -> Prepared | None:
    """The next people of a file, inside the caller's transaction; None once it is finished, or another goes on with it.

    A fixed number of statements, however long the file.
    """
    some = prepared.some
    position = prepared.position + len(some)
    if not _claim(prepared, position):
        return None
    job = db.session.get_one(ImportJob, prepared.job_id)
    batch_id, started, reference = job.batch_id or 0, job.started_at or at, job.batch.reference if job.batch else ""
    rows = [row for person in some for row in person.rows]
    recorded = known_rows(rows, by=prepared.by)
    fresh = [PaperPerson(left) for one in some if (left := tuple(r for r in one.rows if r.line not in recorded.lines))]
    persons = _still_there({one.key: one for one in some}, prepared.persons)
    terms = terms_of([row for one in fresh for row in one.rows], batch_id, by=prepared.by, at=started)
    write_some(fresh, _by_own_key(some, fresh, persons), terms, f"import:{reference}", by=prepared.by, now=at)
    added = sum(len(one.rows) for one in fresh)
    changed = len(recorded.changes)
    _count(prepared.job_id, worked=len(rows), added=added, known=len(recorded.lines) - changed, left_out=changed)
    if position == len(prepared.people):
        finish(prepared, at=at)
        return None
    return replace(prepared, position=position)


def _claim(prepared: Prepared, position: int) -> bool:
    """Take these people on, unless another did: the state or the place in the file is not what it was."""
    mine = update(ImportJob).where(
        ImportJob.id == prepared.job_id,
        ImportJob.state == ImportState.RUNNING.value,
        ImportJob.position == prepared.position,
    )
    took = db.session.execute(
        mine.values(position=position, people=len(prepared.people)), execution_options={"synchronize_session": False}
    )
    return bool(took.rowcount == 1)  # type: ignore[attr-defined]


def _by_own_key(some: Sequence[PaperPerson], fresh: Sequence[PaperPerson], persons: dict[Key, int]) -> dict[Key, int]:
    """Whom people join, by the key that is left of them where some of their rows are known already."""
    lines = {row.line: persons[one.key] for one in some if one.key in persons for row in one.rows}
    return {one.key: lines[one.rows[0].line] for one in fresh if one.rows[0].line in lines}


def _still_there(some: dict[Key, PaperPerson], persons: dict[Key, int]) -> dict[Key, int]:
    """Whom these join as the records are now: one joined meanwhile leads on, for one erased a new one is made."""
    wanted = {persons[key] for key in some if key in persons}
    asked = select(Person.id, func.coalesce(Person.joined_to_id, Person.id)).where(Person.id.in_(wanted))
    there: dict[int, int] = dict(db.session.execute(asked).all())
    return {key: there[persons[key]] for key in some if persons.get(key) in there}


def _count(job_id: int, **more: int) -> None:
    values = {name: getattr(ImportJob, name) + number for name, number in more.items()}
    counted = update(ImportJob).where(ImportJob.id == job_id).values(values)
    db.session.execute(counted, execution_options={"synchronize_session": False})


def finish(prepared: Prepared, *, at: dt.datetime) -> None:
    """Everything is in: the file is deleted, and the day begins in which it can be undone."""
    job = db.session.get_one(ImportJob, prepared.job_id, populate_existing=True)
    job.left_out += prepared.left_out
    job.state, job.done_at, job.undo_until = ImportState.DONE.value, at, at + UNDO_WITHIN
    empty(job)
    if job.batch is not None:
        job.batch.added, job.batch.known, job.batch.left_out = job.added, job.known, job.left_out


def stop(job_id: int) -> None:
    """Note that it could not go on: what is in stays, and can be undone or gone on with."""
    stopped = update(ImportJob).where(ImportJob.id == job_id, ImportJob.state == ImportState.RUNNING.value)
    db.session.execute(stopped.values(state=ImportState.STOPPED.value))
