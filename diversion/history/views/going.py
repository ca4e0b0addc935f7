"""An import from the preview to its end: start it, leave it, read what came of it, undo it."""

from __future__ import annotations

from typing import Any

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.pages import page
from diversion.history.forms import StartForm
from diversion.history.models import ImportJob
from diversion.history.rules.answers import unanswered
from diversion.history.rules.progress import ImportState, can_be_undone, how_far
from diversion.history.services import checking, held, running, undoing
from diversion.history.views.frame import bp, load, press, saved, state_of

LOOK_AGAIN = "5"
"""Seconds until the page of something that moves is asked for again, with scripts and without (ux 6.5)."""


@bp.get("/imports/<reference>")
@access(Action.LOOK, Compartment.IMPORTS)
def show(reference: str) -> Response:
    """Where one import stands; while it moves, the page is asked for again by itself."""
    job = load(reference)
    state = state_of(job)
    if state in {ImportState.READY, ImportState.MATCHING}:
        return _preview(job, StartForm())
    done = page("imports/show.html", title=_title(state), job=job, state=state, **_said(job, state))
    if state.moves:
        done.headers["Refresh"] = LOOK_AGAIN
    return done


def _title(state: ImportState) -> str:
    return f"Import {state.words}"


def _said(job: ImportJob, state: ImportState) -> dict[str, Any]:
    now = clock.now()
    stayed = undoing.stayed_of(job)
    for reference, _why in stayed:
        audit.look(f"person:{reference}", Compartment.IDENTITY, by=actor())
    return {
        "far": how_far(job.worked, job.rows, since=job.started_at, now=now),
        "undo": can_be_undone(state, job.undo_until, now=now),
        "stayed": stayed,
    }


def _preview(job: ImportJob, form: StartForm) -> Response:
    found = checking.findings_of(job)
    waiting = unanswered([one.line for one in found.alike], held.answers_of(job).same) if found else 0
    return page(
        "imports/preview.html", title="Check before you start", job=job, found=found, waiting=waiting, form=form
    )


@bp.post("/imports/<reference>")
@access(Action.WRITE, Compartment.IMPORTS)
def start(reference: str) -> Response:
    """Bring the rows in. Nobody is texted or told because of it."""
    job, form = load(reference, Action.WRITE), StartForm()
    if form.validate_on_submit():
        leave, at = form.leave_out.data, clock.now()
        if done := saved(form, job, lambda: running.start(job, leave_out=leave, by=actor(), at=at)):
            return done
    return _preview(job, form)


@bp.post("/imports/<reference>/undo")
@access(Action.WRITE, Compartment.IMPORTS)
def undo(reference: str) -> Response:
    """Take the whole import back, but for what somebody has changed since."""
    return press(reference, lambda job: undoing.begin_undo(job, by=actor(), at=clock.now()))


@bp.post("/imports/<reference>/on")
@access(Action.WRITE, Compartment.IMPORTS)
def go_on(reference: str) -> Response:
    """Let one that stopped on the way go on."""
    return press(reference, lambda job: running.go_on(job, by=actor(), at=clock.now()))


@bp.post("/imports/<reference>/drop")
@access(Action.WRITE, Compartment.IMPORTS)
def drop(reference: str) -> Response:
    """Throw the file away: nothing of it is kept."""
    return press(reference, lambda job: held.drop(job, by=actor(), at=clock.now()))


@bp.post("/imports/<reference>/seen")
@access(Action.WRITE, Compartment.IMPORTS)
def seen(reference: str) -> Response:
    """The result was read: it stands on Today no more."""
    return press(reference, lambda job: held.seen(job, by=actor(), at=clock.now()))
