"""What is to be done for somebody, and what became of it."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.accounts.services import staff_of
from casework.kernel import clock
from casework.kernel.pages import save
from casework.kernel.refused import NotFound, Refused
from casework.meetings import services
from casework.meetings.forms import ActionForm, StateForm
from casework.meetings.rules import ActionState
from casework.meetings.views.frame import MEETINGS, address, bp, of_meeting


@bp.route("/cases-meetings/items/<item>/actions", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def add(item: str) -> Response:
    """One more thing that was agreed."""
    by = actor()
    row = services.item_to_minute(item, by=by, at=clock.now())
    form = ActionForm()
    form.offer(services.may_owe(row), staff_of(by.agency_id))
    if form.validate_on_submit() and (done := save(form, lambda: _add(item, form))):
        return done
    line = services.line_of(row, by=by)
    fields = ["what", "body", "staff", "by_when"]
    said = "The colleague is only for what our own agency does."
    return of_meeting(row.meeting, "form.html", "Add an action", form=form, fields=fields, said=said, who=line.name)


def _add(item: str, form: ActionForm) -> str:
    by, at = actor(), clock.now()
    row = services.item_to_minute(item, by=by, at=at)
    body = services.body_of(row.meeting, form.body.data)
    staff = next((one for one in staff_of(by.agency_id) if one.reference == form.staff.data), None)
    if form.by_when.data is None:
        raise Refused("Enter the day", "by_when")
    services.add_action(row, form.what.data, body, staff, form.by_when.data, by=by, at=at)
    return f"{address(row.meeting)}?saved=1"


@bp.route("/cases-meetings/actions/<action>", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def state(action: str) -> Response:
    """What became of it."""
    by, at = actor(), clock.now()
    row = services.load_action(action, by=by, at=at)
    form = StateForm()
    if request.method == "GET":
        form.seen_version.process_data(row.version)
    if form.validate_on_submit() and (done := save(form, lambda: _state(action, form))):
        return done
    line = services.line_of(row.item, by=by)
    shown = next((one for one in line.actions if one.reference == row.reference), None)
    if shown is None and ActionState(row.state) is not ActionState.MISTAKE:
        raise NotFound
    steps = [(one.recorded_at, ActionState(one.state).words) for one in row.steps]
    known = {"row": row, "line": line, "shown": shown, "steps": steps}
    return of_meeting(row.item.meeting, "action.html", "Agreed at a cases meeting", form=form, **known)


def _state(action: str, form: StateForm) -> str:
    by, at = actor(), clock.now()
    row = services.load_action(action, by=by, at=at, write=True)
    services.move_action(
        row,
        ActionState(form.state.data),
        words=form.note.data,
        by_when=form.by_when.data,
        seen_version=form.seen_version.data or 0,
        by=by,
        at=at,
    )
    return f"{address(row.item.meeting)}?saved=1"
