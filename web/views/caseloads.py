"""Whose caseload is whose: teams, and dated cover for a colleague."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response

from casework.accounts import services as accounts
from casework.accounts.access import access, actor
from casework.accounts.models import Staff, StandIn
from casework.accounts.rules import Action, Compartment, Role
from casework.accounts.services import covering
from casework.kernel import clock
from casework.kernel.formkit import Choice, Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.people.services import scope
from web.forms.caseloads import CoverForm, TeamForm

bp = Blueprint("caseloads", __name__)
_MOMENT = dt.timedelta(microseconds=1)


@bp.route("/cover", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def cover() -> Response:
    """Who covers for whom; somebody gives away their own caseload, a manager anybody's."""
    by, form = actor(), CoverForm()
    colleagues = accounts.staff_of(by.agency_id, Role.WORKER, Role.SUPERVISOR, Role.MANAGER)
    form.offer([one for one in colleagues if covering.may_give(by) or one.id == by.staff_id], colleagues)
    if form.validate_on_submit() and (done := save(form, lambda: _cover(form))):
        return done
    rows = [
        (one, clock.local_day(one.start), clock.local_day(one.end - _MOMENT), _may_end(one))
        for one in covering.covers(by=by, at=clock.now())
    ]
    return page("web/cover.html", title="Cover", form=form, rows=rows)


def _may_end(row: StandIn) -> bool:
    by = actor()
    return covering.may_give(by) or by.staff_id in (row.staff_id, row.for_staff_id)


def _colleague(reference: str) -> Staff:
    found = accounts.staff_of(actor().agency_id)
    for one in found:
        if one.reference == reference:
            return one
    raise NotFound


def _cover(form: CoverForm) -> str:
    assert form.first.data is not None  # noqa: S101 (the form was valid)
    assert form.last.data is not None  # noqa: S101 (the form was valid)
    covering.cover(
        _colleague(form.staff.data),
        _colleague(form.for_staff.data),
        first=form.first.data,
        last=form.last.data,
        by=actor(),
        at=clock.now(),
    )
    scope.forget()
    return "/cover?saved=1"


@bp.post("/cover/<reference>/end")
@access(Action.WRITE, Compartment.COMPLIANCE)
def end_cover(reference: str) -> Response:
    """They are back: the cover is over."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference))):
        return done
    raise Refused("Press the button again")


def _end(reference: str) -> str:
    covering.end_cover(covering.load_cover(reference, by=actor()), by=actor(), at=clock.now())
    scope.forget()
    return "/cover?saved=1"


@bp.route("/admin/teams", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def teams() -> Response:
    """Colleagues of one team share a caseload; while nobody is in a team, everybody does."""
    form, staff = TeamForm(), accounts.staff_of(actor().agency_id)
    form.colleagues.choices = [Choice(one.reference, one.name, one.team) for one in staff]
    if form.validate_on_submit() and (done := save(form, lambda: _set(form))):
        return done
    divided = len({one.team for one in staff}) > 1
    return page("web/teams.html", title="Teams", form=form, divided=divided)


def _set(form: TeamForm) -> str:
    chosen = [one for one in accounts.staff_of(actor().agency_id) if one.reference in form.colleagues.data]
    covering.set_team(chosen, form.team.data, by=actor(), at=clock.now())
    scope.forget()
    return "/admin/teams?saved=1"
