"""The court list: has she completed, for everybody at one court on one day, and telling CPS and court at once."""

from __future__ import annotations

import datetime as dt
import hashlib

from flask import Blueprint, Response, make_response, request

import notices.services
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import reference
from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.kernel.sheets import sheet
from notices.rules import ContactKind, Statement
from web.forms.court_list import AskForm, TellForm
from web.services import court_asks, court_sheet, my_courts, programmes
from web.services import court_list as lists
from web.services.court_paper import on_paper

bp = Blueprint("court_list", __name__)
YEARS = dt.timedelta(days=3660)


def load(code: str, date: str, *, act: Act = Act.CONSULTATION, what: str = "") -> lists.CourtList:
    """The list of a court and a day, its look noted with everybody on it. Raises NotFound for an address of nothing."""
    made = read(code, date)
    people = [f"person:{one.person_reference}" for one in made.rows]
    audit.look(f"court-list:{code}:{date}{what}", Compartment.CJ, by=actor(), others=people, act=act)
    return made


def read(code: str, date: str) -> lists.CourtList:
    """The same without the look, for a caller that notes its own."""
    court, now = reference.court(code), clock.now()
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise NotFound from None
    if court is None or abs(day - clock.local_day(now)) > YEARS:
        raise NotFound
    return lists.court_list(court, day, by=actor(), now=now)


@bp.get("/court/<code>/<date>")
@access(Action.LOOK, Compartment.CJ)
def court(code: str, date: str) -> Response:
    """The list of one day."""
    made, by = load(code, date), actor()
    return page(
        "web/court_list.html",
        title="Court list",
        list=made,
        days=my_courts.strip(made.day, today=clock.local_day(made.read_at)),
        courts=[one for one in my_courts.my_courts(by) if one.ou_code != code],
        by=by,
        by_when=notices.services.by_when(made.day, made.read_at),
        show_names="names" in request.args,
    )


@bp.get("/court/<code>/<date>/print")
@access(Action.LOOK, Compartment.CJ)
def paper(code: str, date: str) -> Response:
    """The same to be printed: A4 landscape, one line each, names in full and room for the result (ux 5.3)."""
    made = load(code, date)
    return page("web/court_print.html", title="Court list", list=made, groups=on_paper(made), by=actor())


@bp.get("/court/<code>/<date>.csv")
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def csv(code: str, date: str) -> Response:
    """The same as a sheet: the named list of one court day, so a disclosure without a fresh sign-in, as a notice is; on
    record with everybody who is on it (decision 0044)."""
    made = load(code, date, act=Act.DISCLOSURE, what=".csv")
    response = make_response(sheet(court_sheet.HEADER, court_sheet.lines(made)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="court-list-{code}-{date}.csv"'
    return response


@bp.post("/court/<code>/<date>/ask")
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def ask(code: str, date: str) -> Response:
    """Ask whoever sees the person to record what is missing."""
    form, here = AskForm(), f"/court/{code}/{date}"
    if form.validate_on_submit() and (done := save(form, lambda: _ask(code, date, form.subject.data))):
        return done
    made = load(code, date)
    return page("web/court_asked.html", title="Not asked", form=form, list=made, here=here)


def _ask(code: str, date: str, subject: str) -> str:
    made = load(code, date)
    row = next((one.row for one in made.rows if one.row.subject == subject), None)
    if row is None:
        raise Refused("Nobody on this list has that reference. Read the list again")
    court_asks.ask(row, court_code=made.court.ou_code, day=made.day, by=actor(), at=clock.now())
    return f"/court/{code}/{date}?saved=asked"


@bp.route("/court/<code>/<date>/tell", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell(code: str, date: str) -> Response:
    """Look once at exactly what goes to whom, then send it to all."""
    made = load(code, date)
    form = TellForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(code, date, form))):
        return done
    statements = _statements(made)
    form.shown.process_data(_fingerprint(statements))
    preview = notices.services.preview(statements, court_code=made.court.ou_code, day=made.day, by=actor())
    return page(
        "web/tell.html",
        title="Tell CPS and court",
        form=form,
        list=made,
        statements=statements,
        preview=preview,
        unchecked=preview.unchecked,
        something=any(each.parcels for each in preview.recipients),
    )


def _statements(made: lists.CourtList) -> list[Statement]:
    subjects = [one.row.subject for one in made.tellable]
    found = programmes.statements(subjects, agency_id=actor().agency_id, today=clock.today(), now=clock.now())
    listed = [one for one in found.values() if isinstance(one, Statement) and one.hearing_day == made.day]
    return [one for one in listed if any(map(one.may_tell, ContactKind))]


def _fingerprint(statements: list[Statement]) -> str:
    """What was shown, so that nothing else is sent than what somebody looked at."""
    return hashlib.sha256(b"".join(sorted(one.digest for one in statements))).hexdigest()


def _tell(code: str, date: str, form: TellForm) -> str:
    made = load(code, date)
    statements = _statements(made)
    if not statements:
        raise Refused("Nobody on this list can be told of yet. Record the attendance first")
    if form.shown.data != _fingerprint(statements):
        raise Refused("Something on this list changed while you were looking. Read it again, then send")
    notices.services.issue(
        statements,
        court_code=made.court.ou_code,
        day=made.day,
        by=actor(),
        at=clock.now(),
        service_note=form.service_note.data,
        unchecked=form.unchecked.data,
    )
    return "/notices?saved=sent"
