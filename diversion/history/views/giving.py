"""Giving a file, matching its columns, putting rows right, and saying who is whom."""

from __future__ import annotations

import datetime as dt

from flask import Response, request
from sqlalchemy import select

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.database import db
from casework.kernel.pages import go, page, save
from casework.kernel.refused import NotFound
from casework.people.models import Person
from diversion.history.forms import GiveForm, alike_form, match_form, mend_form
from diversion.history.models import ImportJob
from diversion.history.rules import grid, workbook
from diversion.history.rules.findings import Alike, Findings
from diversion.history.rules.grid import Grid
from diversion.history.rules.problems import CannotRead, Problem
from diversion.history.rules.progress import ImportState
from diversion.history.rules.sheet import MOST_BYTES
from diversion.history.services import checking, held
from diversion.history.views.frame import bp, load, saved, state_of

ROWS_A_PAGE = 20


@bp.route("/imports", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IMPORTS)
def imports() -> Response:
    """Give a file or paste its rows, and what became of the last ones."""
    form = GiveForm()
    if form.validate_on_submit() and (given := _read(form)) and (done := _begun(form, given)):
        return done
    return page(
        "imports/start.html", title="Bring in a spreadsheet", form=form, jobs=held.latest(by=actor()), state=state_of
    )


def _read(form: GiveForm) -> Grid | None:
    """The file as a grid; None, with the reason at its box, where it cannot be read. Its name is never looked at."""
    box, file = ("file", form.file.data) if form.file.data is not None else ("pasted", None)
    try:
        data = file.stream.read(MOST_BYTES + 1) if file else form.pasted.data.encode("utf-8", "replace")
        return grid.from_csv(data) if not workbook.is_workbook(data) else workbook.from_workbook(data)
    except CannotRead as no:
        form.fail(str(no), box)
        return None


def _begun(form: GiveForm, given: Grid) -> Response | None:
    return save(form, lambda: _begin(given))


def _begin(given: Grid) -> str:
    job = held.begin(given, by=actor(), at=clock.now())
    return f"/imports/{job.reference}/columns"


@bp.route("/imports/<reference>/columns", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IMPORTS)
def columns(reference: str) -> Response:
    """Which column is which: guessed, as matched last time, and changed here."""
    job, by = load(reference, Action.WRITE), actor()
    if state_of(job) not in {ImportState.MATCHING, ImportState.READY}:
        return go(f"/imports/{job.reference}")
    form = match_form(held.grid_of(job), held.answers_of(job).matching, held.scheme_names(by=by))
    if not form.is_submitted():
        form.scheme.process_data(job.scheme)
    if form.validate_on_submit():
        chosen, scheme, at = [box.data for box in form.columns], form.scheme.data, clock.now()
        if done := saved(form, job, lambda: held.match(job, chosen, scheme=scheme, by=by, at=at)):
            return done
    return page("imports/columns.html", title="Match the columns", form=form, job=job)


@bp.route("/imports/<reference>/rows", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IMPORTS)
def rows(reference: str) -> Response:
    """Rows that cannot be used, in the order of the file, twenty at a time: put them right, or leave them out."""
    job, found = _ready(reference)
    if found is None:
        return go(f"/imports/{job.reference}")
    lines = _from_line(found.bad_lines)
    wrong = [one for one in found.problems if one.line in lines[:ROWS_A_PAGE]]
    form = mend_form(wrong, _cells(job, wrong))
    if form.validate_on_submit():
        fixes, out = form.fixes()
        if done := saved(form, job, lambda: held.mend(job, fixes, out, by=actor(), at=clock.now())):
            return done
    more = lines[ROWS_A_PAGE] if len(lines) > ROWS_A_PAGE else None
    parts = [(line, [one for one in wrong if one.line == line]) for line in lines[:ROWS_A_PAGE]]
    return page(
        "imports/rows.html", title="Rows to put right", form=form, job=job, parts=parts, more=more, left=len(lines)
    )


def _from_line(lines: list[int]) -> list[int]:
    start = request.args.get("from", "")
    return [line for line in lines if line >= (int(start) if start.isdecimal() and len(start) < 9 else 0)]


def _cells(job: ImportJob, wrong: list[Problem]) -> dict[int, dict[str, str]]:
    """What the cells of these lines say now."""
    said, wanted = held.answers_of(job), {one.line for one in wrong}
    return {
        line.number: dict(line.cells)
        for line in grid.lines(held.grid_of(job), said.matching, said.fixes)
        if line.number in wanted
    }


def _ready(reference: str) -> tuple[ImportJob, Findings | None]:
    job = load(reference, Action.WRITE)
    return job, checking.findings_of(job) if state_of(job) is ImportState.READY else None


@bp.route("/imports/<reference>/people", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IMPORTS)
def people(reference: str) -> Response:
    """People of the file who may be somebody known, side by side with them: those not yet answered first."""
    job, found = _ready(reference)
    if found is None:
        return go(f"/imports/{job.reference}")
    said = held.answers_of(job).same
    waiting = [one for one in found.alike if one.line not in said] or found.alike
    asked = waiting[:ROWS_A_PAGE]
    form = alike_form(asked, found, said)
    if form.validate_on_submit():
        chosen, by = form.chosen() | _all_new(waiting), actor()
        work = lambda: held.decide(job, chosen, by=by, at=clock.now())  # noqa: E731
        if done := saved(form, job, work, _after(found, said | chosen)):
            return done
    sides = [(one, _records(one), form[f"who_{one.line}"]) for one in asked]
    return page(
        "imports/people.html", title="Who is this?", form=form, job=job, sides=sides, left=len(waiting) - len(asked),
        born=_day,
    )  # fmt: skip


def _all_new(waiting: list[Alike]) -> dict[int, str]:
    """One button for those whom nobody knows to be anybody else."""
    return {one.line: "new" for one in waiting} if "all_new" in request.form else {}


def _after(found: Findings, said: dict[int, str]) -> str:
    return "/people" if any(one.line not in said for one in found.alike) else ""


def _records(one: Alike) -> list[Person]:
    """The records beside somebody: each look is noted before the page leaves."""
    asked = select(Person).where(Person.reference.in_(one.records), Person.agency_id == actor().agency_id)
    found = list(db.session.scalars(asked.order_by(Person.id)))
    for person in found:
        audit.look(f"person:{person.reference}", Compartment.IDENTITY, by=actor())
    return found


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
