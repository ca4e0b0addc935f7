"""Planning a cases meeting, and changing when, where and with whom."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy import select

from casework.accounts.access import access, actor
from casework.accounts.models import Agency
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.meetings import services
from casework.meetings.forms import MeetingForm
from casework.meetings.models import CasesMeeting
from casework.meetings.services import Plan
from casework.meetings.views.frame import MEETINGS, address, bp, of_meeting
from casework.people.services.sharing import other_agencies


@bp.route("/cases-meetings/new", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def plan() -> Response:
    """A first meeting."""
    form = _form()
    if form.validate_on_submit() and (done := save(form, lambda: _plan(form, ""))):
        return done
    return page("meetings/plan.html", title="Plan a cases meeting", form=form, back="/cases-meetings", series="")


@bp.route("/cases-meetings/<meeting>/next", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def plan_next(meeting: str) -> Response:
    """The next of a series: the same bodies, the same place, what was agreed looked at again."""
    row = services.load_meeting(meeting, by=actor(), action=Action.WRITE, holder=True)
    form = _form()
    if request.method == "GET":
        _start(form, row, again=True)
    if form.validate_on_submit() and (done := save(form, lambda: _plan(form, meeting))):
        return done
    series = row.series.name
    return page("meetings/plan.html", title="Plan the next meeting", form=form, back=address(row), series=series)


@bp.route("/cases-meetings/<meeting>/change", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def change(meeting: str) -> Response:
    """Another time, place, chair, or other bodies."""
    row = services.load_meeting(meeting, by=actor(), action=Action.WRITE, holder=True)
    form = _form()
    if request.method == "GET":
        _start(form, row, again=False)
    if form.validate_on_submit() and (done := save(form, lambda: _change(meeting, form))):
        return done
    back, series = address(row), row.series.name
    return of_meeting(row, "plan.html", "Change the meeting", form=form, back=back, series=series)


def _form() -> MeetingForm:
    form = MeetingForm()
    form.offer(other_agencies(actor()))
    return form


def _start(form: MeetingForm, row: CasesMeeting, *, again: bool) -> None:
    form.place.process_data(row.place)
    form.chair.process_data(row.chair)
    form.time.process_data(clock.local(row.starts_at).time())
    form.start(one for one in services.asked(row) if not services.is_holder(one, row))
    if not again:
        form.day.process_data(clock.local_day(row.starts_at))
        form.seen_version.process_data(row.version)


def _read(form: MeetingForm) -> Plan:
    if form.day.data is None or form.time.data is None:
        raise Refused("Enter the day and the time")
    ids = db.session.scalars(select(Agency.id).where(Agency.reference.in_(form.agencies.data))).all()
    starts_at = clock.moment(form.day.data, form.time.data, field="time")
    return Plan(starts_at, form.place.data, form.chair.data, ids, form.others())


def _plan(form: MeetingForm, after: str) -> str:
    by = actor()
    before = services.load_meeting(after, by=by, action=Action.WRITE, holder=True) if after else None
    row = services.plan_meeting(_read(form), name=form.name.data, after=before, by=by, at=clock.now())
    return f"{address(row)}?saved=1"


def _change(meeting: str, form: MeetingForm) -> str:
    by = actor()
    row = services.load_meeting(meeting, by=by, action=Action.WRITE, holder=True)
    seen = form.seen_version.data or 0
    services.change_meeting(row, _read(form), seen_version=seen, by=by, at=clock.now())
    return f"{address(row)}?saved=1"
