"""The list of cases meetings, and one of them: what is still open, who is put forward, what was agreed, who came."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.meetings import services
from casework.meetings.forms import AttendanceForm
from casework.meetings.views.frame import MEETINGS, address, begun, bp, holds, of_meeting, pressed, when


@bp.get("/cases-meetings")
@access(Action.LOOK, MEETINGS)
def meetings() -> Response:
    """Those to come, and those that were."""
    by, at = actor(), clock.now()
    found, older = services.past(by=by, at=at, before=request.args.get("before", ""))
    coming = services.coming(by=by, at=at)
    return page("meetings/list.html", title="Cases meetings", coming=coming, past=found, older=older, when=when)


@bp.get("/cases-meetings/<meeting>")
@access(Action.LOOK, MEETINGS)
def meeting(meeting: str) -> Response:
    """One meeting, as the reader's agency has it."""
    by, at = actor(), clock.now()
    row = services.load_meeting(meeting, by=by)
    return of_meeting(
        row,
        "meeting.html",
        f"Cases meeting {row.reference}",
        agenda=services.agenda(row, by=by, at=at),
        bodies=services.asked(row),
        holder=next((one.called for one in services.asked(row) if services.is_holder(one, row)), ""),
        holds=holds(row),
        begun=begun(row),
        writes=allowed(Action.WRITE, MEETINGS),
        next_one=services.next_of(row),
        today=clock.today(),
    )


@bp.route("/cases-meetings/<meeting>/attendance", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def attendance(meeting: str) -> Response:
    """Who came, for whoever holds it."""
    row = services.load_meeting(meeting, by=actor(), action=Action.WRITE, holder=True)
    form = AttendanceForm()
    form.offer(services.asked(row))
    if request.method == "GET":
        form.came.process_data([one.reference for one in services.asked(row) if one.came])
        form.who.process_data(row.present)
    if form.validate_on_submit() and (done := save(form, lambda: _attendance(meeting, form))):
        return done
    return of_meeting(row, "form.html", "Who came", form=form, fields=["came", "who"], said="", who="")


def _attendance(meeting: str, form: AttendanceForm) -> str:
    by = actor()
    row = services.load_meeting(meeting, by=by, action=Action.WRITE, holder=True)
    services.write_attendance(row, form.came.data, form.who.data, by=by, at=clock.now())
    return f"{address(row)}?saved=1"


@bp.post("/cases-meetings/<meeting>/cancellation")
@access(Action.WRITE, MEETINGS)
def cancel(meeting: str) -> Response:
    """It does not take place."""
    return pressed(lambda: _cancel(meeting))


def _cancel(meeting: str) -> str:
    by = actor()
    row = services.load_meeting(meeting, by=by, action=Action.WRITE, holder=True)
    services.cancel_meeting(row, by=by, at=clock.now())
    return f"{address(row)}?saved=1"
