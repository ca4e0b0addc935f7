"""Reading a whole file against an agency, as it stands: for the preview, and again before it is brought in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from casework.kernel.actors import Actor
from casework.kernel.database import db
from diversion.history.models import ImportJob
from diversion.history.rules import findings as found_rules
from diversion.history.rules import grid as grids
from diversion.history.rules.answers import first_line
from diversion.history.rules.findings import Alike, Findings
from diversion.history.rules.progress import ImportState
from diversion.history.rules.repeats import PaperPerson, people
from diversion.history.services.held import answers_of, grid_of, move
from diversion.history.services.intake import Intake, look_ups, read_lines
from diversion.history.services.known import known_rows
from diversion.history.services.people_here import Known, PeopleHere, compare, marks, people_here

SMALL = 250
"""So many rows are checked, brought in and undone while the person waits; more is the worker's."""


def read(job: ImportJob, *, by: Actor) -> Intake:
    """The typed rows of a file and everything wrong with the others, as matched and put right; lines left out by
    choice are not read. The same whenever it is asked."""
    said = answers_of(job)
    out = set(said.out)
    lines = [line for line in grids.lines(grid_of(job), said.matching, said.fixes) if line.number not in out]
    return read_lines(lines, look_ups(by=by, today=job.read_on, scheme=job.scheme))


def check(job: ImportJob, *, by: Actor, at: dt.datetime) -> Findings:
    """What bringing the file in would do, and what stands in its way. Writes nothing."""
    intake, out = read(job, by=by), len(answers_of(job).out)
    recorded = known_rows(intake.rows, by=by)  # what is read before this is forgotten after it
    fresh = [row for row in intake.rows if row.line not in recorded.lines]
    found, here = people(fresh), people_here(by=by, at=at)
    problems = sorted([*intake.problems, *recorded.changes], key=lambda one: one.line)
    return Findings(
        total=intake.total + out,
        fresh=len(fresh),
        known=len(recorded.lines) - len(recorded.changes),
        people=len(found),
        joined=sum(len(here.exact(one.key)) == 1 for one in found),
        problems=problems,
        repeats=intake.repeats,
        alike=alike(found, here),
        out=out,
    )


def alike(found: Sequence[PaperPerson], here: PeopleHere) -> list[Alike]:
    """Everybody of a file who may be a record with another spelling or date of birth, one of two records that agree
    exactly, or somebody further up in the file. Who agrees with one record exactly is not asked about."""
    asked: list[Alike] = []
    before: dict[object, list[Known]] = defaultdict(list)
    for person in found:
        exact, who = here.exact(person.key), found_rules.who(person)
        if len(exact) == 1:
            continue
        line = first_line(person)
        records = exact or here.alike(who)
        others = [(one.id, one.who) for one in compare(who, before)]
        if records or others:
            asked.append(found_rules.alike(person, records=[one.reference for one in records], others=others))
        for mark in marks(who):
            before[mark].append(Known(line, "", who))
    return asked


def keep(job_id: int, findings: Findings) -> None:
    """Keep what was found, inside the caller's transaction. Raises Conflict where the file was thrown away since."""
    job = db.session.get_one(ImportJob, job_id)
    move(job, before=(ImportState.CHECKING,), after=ImportState.READY)
    job.findings = findings.packed()


def findings_of(job: ImportJob) -> Findings | None:
    """What was found, None while it is not checked."""
    return found_rules.unpacked(job.findings) if job.findings else None
