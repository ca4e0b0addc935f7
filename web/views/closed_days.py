"""Days the courts are closed, and putting off everybody listed on a court day (domain rules 5 and 20)."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.reference import Court
from casework.kernel import audit, clock
from casework.kernel.formkit import Choice, Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import clock_time
from casework.people.rules.names import short_name
from diversion.services.releasing import released_on
from web.forms.closed_days import ClosedDayForm, PutOffForm
from web.services import closed_days
from web.services import put_off as acts

bp = Blueprint("closed_days", __name__)


@bp.route("/admin/closed-days", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def closed() -> Response:
    """Days that are no business days beside the published ones, and days one court is shut; every date follows."""
    form = ClosedDayForm()
    if form.validate_on_submit() and (done := save(form, lambda: _close(form))):
        return done
    found = closed_days.closed_rows(agency_id=actor().agency_id, today=clock.today())
    rows = [
        (one.words, one.why, (f"/admin/closed-days/{one.id}/end", "Take back") if one.coming else None) for one in found
    ]
    fields = ["day", "why", "court"]
    return page("web/admin_list.html", title="Closed days", form=form, rows=rows, fields=fields)


def _close(form: ClosedDayForm) -> str:
    assert form.day.data is not None  # noqa: S101 (the form was valid)
    code = form.found.ou_code if form.found else ""
    closed_days.close_day(form.day.data, form.why.data, court_code=code, by=actor(), at=clock.now())
    return "/admin/closed-days?saved=1"


@bp.post("/admin/closed-days/<int:closed_id>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end(closed_id: int) -> Response:
    """Take a closed day back: every date counted over it follows again."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _open(closed_id))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _open(closed_id: int) -> str:
    closed_days.open_day(closed_id, by=actor(), at=clock.now())
    return "/admin/closed-days?saved=1"


@bp.route("/court/<code>/<date>/put-off", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def put_off(code: str, date: str) -> Response:
    """The court does not sit that day, or moved its list: one new date for everybody of ours who is ticked."""
    court, day = _court_day(code, date)
    found = acts.still_listed(court, day, by=actor())
    people = [f"person:{one.person.reference}" for one in found]
    audit.look(f"court-list:{code}:{date}", Compartment.CJ, by=actor(), others=people)
    form = PutOffForm()
    free = released_on(day, agency_id=actor().agency_id)
    form.who.choices = [Choice(one.reference, _who(one, released=one.person_id in free)) for one in found]
    form.court.choices = [Choice(one.ou_code, one.label) for one in courts.courts_open()]
    if request.method == "GET":
        form.who.process_data([one.reference for one in found if one.person_id not in free])
        form.court.process_data(code)
    if form.validate_on_submit() and (done := save(form, lambda: _put_off(court, day, form))):
        return done
    return page("web/put_off.html", title="Put a court day off", form=form, court=court, day=day, found=found)


def _court_day(code: str, date: str) -> tuple[Court, dt.date]:
    court = reference.court(code)
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise NotFound from None
    if court is None:
        raise NotFound
    return court, day


def _who(hearing: Hearing, *, released: bool) -> str:
    """ "Jo B., 10:00am"; whoever was released from that day is not ticked until somebody does it (rule 4)."""
    person, free = hearing.person, ". Released: need not come" if released else ""
    return f"{short_name(person.known_as or person.given_name, person.family_name)}, {clock_time(hearing.time)}{free}"


def _put_off(court: Court, day: dt.date, form: PutOffForm) -> str:
    if form.day.data is None or form.time.data is None:
        raise NotFound
    acts.put_off(
        court,
        day,
        form.who.data,
        to_day=form.day.data,
        to_time=form.time.data,
        to_court=form.court.data,
        decided_by=form.decided_by.data,
        reference=form.reference.data,
        by=actor(),
        at=clock.now(),
    )
    return f"/court/{form.court.data}/{form.day.data}?saved=1"
