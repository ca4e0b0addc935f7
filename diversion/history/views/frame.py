"""The blueprint that the pages of importing hang on, and where each state of a file leads."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from casework.accounts.access import actor
from casework.accounts.rules import Action
from casework.kernel.formkit import Form
from casework.kernel.pages import save
from casework.kernel.refused import Refused
from diversion.history import jobs
from diversion.history.models import ImportJob
from diversion.history.rules.progress import ImportState
from diversion.history.services import checking, held

bp = Blueprint("imports", __name__)


def load(reference: str, action: Action = Action.LOOK) -> ImportJob:
    """The import of an address."""
    return held.load(reference, by=actor(), action=action)


def saved(form: Form, job: ImportJob, act: Callable[[], None], then: str = "") -> Response | None:
    """Save, and where the file is small do at once what the worker would do in a few seconds."""
    job_id, small, target = job.id, job.rows <= checking.SMALL, f"/imports/{job.reference}{then}"

    def work() -> str:
        act()
        return target

    done = save(form, work)
    if done is not None and small:
        jobs.work_at_once(job_id)
    return done


def press(reference: str, act: Callable[[ImportJob], None], then: str = "") -> Response:
    """Do what one button says. Raises Refused where its page was not this one."""
    job, form = load(reference, Action.WRITE), Form()
    if form.validate_on_submit() and (done := saved(form, job, lambda: act(job), then)):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def state_of(job: ImportJob) -> ImportState:
    """Where the file stands."""
    return ImportState(job.state)
