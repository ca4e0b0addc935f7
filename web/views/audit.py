"""The audit trail: for the data protection lead whole, without a record; for managers, that of one person."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor, fresh
from casework.accounts.exports import Column, ExportForm, Sheet, send
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.pages import go, page, save
from casework.people import services as people
from web.forms.audit import LookedIntoForm, TrailForm
from web.models import BrowsingAlert
from web.services import browsing, trail

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@access(Action.LOOK, Compartment.TRAIL)
def index() -> Response:
    """Every event of the agency, newest first, by person, colleague, act and day."""
    by = actor()
    form = TrailForm.asked(trail.colleagues(by.agency_id))
    asked = form.validate()
    found = trail.read(form.wanted(_before()), by=by) if asked else trail.Read([], None)
    waiting = len(browsing.alerts(by.agency_id))
    return page("web/audit.html", title="Audit", form=form, read=found, asked=asked, waiting=waiting)


_C = Compartment.TRAIL
COLUMNS = (
    Column("Event", _C),
    Column("When (London)", _C),
    Column("Colleague", _C),
    Column("Name of colleague", _C, personal=True),
    Column("What was done", _C),
    Column("Record", _C),
    Column("Other records", _C),
    Column("Part", _C),
    Column("Page", _C),
    Column("Reason", _C),
    Column("More", _C),
    Column("Digest", _C),
)


@bp.route("/audit/export", methods=["GET", "POST"])
@fresh
@access(Action.EXPORT, Compartment.TRAIL)
def export() -> Response:
    """The same as a sheet: what the address asks for."""
    by = actor()
    asked = TrailForm.asked(trail.colleagues(by.agency_id))
    if not asked.validate():
        return go(_back(asked))
    form, wanted = ExportForm.of(personal=True), trail.as_it_stands(asked.wanted())
    if form.validate_on_submit() and (done := send(form, _sheet(wanted, by), by=by)):
        return done
    about = f"{trail.count(wanted, by=by):,} events, newest first, as you asked for them."
    return page("web/export.html", title="Export the audit trail", form=form, back=_back(asked), about=about)


def _back(asked: TrailForm) -> str:
    return f"/audit?{urlencode(asked.filled)}" if asked.filled else "/audit"


def _sheet(wanted: trail.Wanted, by: Actor) -> Sheet:
    return Sheet(
        what="audit-trail",
        columns=COLUMNS,
        rows=lambda: map(_cells, trail.everything(wanted, by=by)),
        count=lambda: trail.count(wanted, by=by),
        people=lambda: [wanted.person] if wanted.person else [],
    )


def _cells(line: trail.Line) -> tuple[object, ...]:
    return (
        line.seq,
        clock.local(line.at),
        line.colleague,
        line.who,
        line.act,
        line.record,
        " ".join(line.others),
        line.compartment,
        line.route,
        line.reason,
        "; ".join(f"{name}: {value}" for name, value in line.detail),
        line.digest,
    )


@bp.get("/people/<reference>/looked-at")
@access(Action.LOOK, Compartment.AUDIT)
def looked_at(reference: str) -> Response:
    """Who has looked at this record, and what else was done with it."""
    by = actor()
    found = people.load_person(reference, by=by)
    read = trail.looked_at(found.reference, by=by, before=_before())
    return page("web/looked_at.html", title="Who has looked at this record", person=found, read=read)


@bp.get("/audit/patterns")
@access(Action.LOOK, Compartment.AUDIT)
def patterns() -> Response:
    """Patterns of browsing that wait to be looked into, and those that were."""
    agency = actor().agency_id
    audit.look("browsing", Compartment.AUDIT, by=actor())
    return page(
        "web/patterns.html",
        title="Patterns of browsing",
        waiting=_shown(browsing.alerts(agency)),
        closed=_shown(browsing.alerts(agency, closed=True)),
    )


def _shown(rows: list[BrowsingAlert]) -> list[tuple[BrowsingAlert, str, str]]:
    return [(row, browsing.who(row), browsing.said(row)) for row in rows]


@bp.route("/audit/patterns/<reference>", methods=["GET", "POST"])
@access(Action.LOOK, Compartment.AUDIT)
def pattern(reference: str) -> Response:
    """One of them: say what was found, once somebody has looked into it. Whoever may read it may answer it: nothing of
    a record or of the trail itself is written."""
    row = browsing.load(reference, by=actor())
    form = LookedIntoForm()
    if form.validate_on_submit() and (done := save(form, lambda: _close(reference, form))):
        return done
    who, said = browsing.who(row), browsing.said(row)
    return page("web/pattern.html", title="Pattern of browsing", form=form, row=row, who=who, said=said)


def _close(reference: str, form: LookedIntoForm) -> str:
    by = actor()
    browsing.close(browsing.load(reference, by=by), form.found.data, by=by, at=clock.now())
    return "/audit/patterns?saved=1"


def _before() -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
