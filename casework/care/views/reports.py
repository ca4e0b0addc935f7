"""Reports of dangerous people: taken, chosen how far they go, printed and handed over by a person; never sent."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care.forms.reports import HandedForm, ReachForm, ReportForm
from casework.care.models import UglyMugsReport
from casework.care.rules.reports import LABELS, PARTS, Reach, sheets
from casework.care.services import reports as services
from casework.care.views.frame import bp, service_name
from casework.kernel import clock
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Person
from casework.people.services import load_person

UGLY_MUGS = Compartment.UGLY_MUGS


@bp.get("/ugly-mugs")
@access(Action.LOOK, UGLY_MUGS)
def reports() -> Response:
    """The agency's reports, latest first, without whose they are."""
    rows, older = services.reports(by=actor(), before=request.args.get("before", ""))
    return page("care/reports.html", title="Ugly Mugs reports", rows=rows, older=older, reach=Reach)


@bp.route("/ugly-mugs/new", methods=["GET", "POST"])
@access(Action.WRITE, UGLY_MUGS)
def take() -> Response:
    """A report with nobody's name."""
    return _take(None)


@bp.route("/people/<reference>/ugly-mugs/new", methods=["GET", "POST"])
@access(Action.WRITE, UGLY_MUGS)
def take_of(reference: str) -> Response:
    """A report of somebody known, taken at any contact."""
    return _take(load_person(reference, by=actor(), compartment=UGLY_MUGS))


def _take(person: Person | None) -> Response:
    form = ReportForm()
    if form.validate_on_submit() and (done := save(form, lambda: _keep(person.reference if person else "", form))):
        return done
    return page("care/report_form.html", title="Ugly Mugs report", form=form, person=person, parts=PARTS, reach=Reach)


def _keep(reference: str, form: ReportForm) -> str:
    by = actor()
    action = Action.WRITE
    person = load_person(reference, by=by, compartment=UGLY_MUGS, action=action) if reference else None
    row = services.take_report(person, form.parts(), by=by, at=clock.now())
    return f"/ugly-mugs/{row.reference}?saved=1"


@bp.get("/ugly-mugs/<reference>")
@access(Action.LOOK, UGLY_MUGS)
def report(reference: str) -> Response:
    """One report: what was told, how far it may go, the forms that may be printed, to whom they were given."""
    row = services.load_report(reference, by=actor())
    return _show(row, ReachForm(), HandedForm())


def _show(row: UglyMugsReport, reach: ReachForm, handed: HandedForm) -> Response:
    allowed = sheets(services.choice_of(row))
    handed.sheet.choices = [Choice(one.value, one.sheet) for one in allowed]
    if not reach.is_submitted():
        reach.choice.process_data(row.choice)
        handed.on_day.process_data(clock.today())
    return page(
        "care/report.html",
        title=f"Ugly Mugs report {row.reference}",
        row=row,
        form=reach if reach.errors else handed,
        reach_form=reach,
        handed_form=handed,
        sheets=allowed,
        said=[(LABELS[name], value) for name, value in services.parts_of(row).items() if value],
        person=services.whose(row),
        reach=Reach,
    )


@bp.route("/ugly-mugs/<reference>/change", methods=["GET", "POST"])
@access(Action.WRITE, UGLY_MUGS)
def change(reference: str) -> Response:
    """Put right or add to what was told."""
    row = services.load_report(reference, by=actor())
    form = ReportForm()
    if request.method == "GET":
        for name, value in services.parts_of(row).items():
            form[name].process_data(value)
        form.seen_version.process_data(row.version)
    if form.validate_on_submit() and (done := save(form, lambda: _change(reference, form))):
        return done
    title = f"Change report {row.reference}"
    return page("care/report_form.html", title=title, form=form, person=None, parts=PARTS, reach=Reach)


def _change(reference: str, form: ReportForm) -> str:
    by = actor()
    row = services.load_report(reference, by=by, action=Action.WRITE)
    services.change_report(row, form.parts(), seen_version=form.seen_version.data or 0, by=by, at=clock.now())
    return f"/ugly-mugs/{row.reference}?saved=1"


@bp.post("/ugly-mugs/<reference>/choice")
@access(Action.WRITE, UGLY_MUGS)
def choose(reference: str) -> Response:
    """How far it may go, as they chose."""
    form = ReachForm()
    if form.validate_on_submit() and (done := save(form, lambda: _choose(reference, form))):
        return done
    return _show(services.load_report(reference, by=actor()), form, HandedForm(formdata=None))


def _choose(reference: str, form: ReachForm) -> str:
    by = actor()
    row = services.load_report(reference, by=by, action=Action.WRITE)
    services.choose(row, Reach(form.choice.data), by=by, at=clock.now())
    return f"/ugly-mugs/{row.reference}?saved=1"


@bp.post("/ugly-mugs/<reference>/handed")
@access(Action.WRITE, UGLY_MUGS)
def handed(reference: str) -> Response:
    """Somebody gave a printed form to somebody."""
    form, row = HandedForm(), services.load_report(reference, by=actor())
    form.sheet.choices = [Choice(one.value, one.sheet) for one in sheets(services.choice_of(row))]
    if form.validate_on_submit() and (done := save(form, lambda: _hand(reference, form))):
        return done
    reach = ReachForm(formdata=None)
    reach.choice.process_data(row.choice)
    return _show(row, reach, form)


def _hand(reference: str, form: HandedForm) -> str:
    by = actor()
    row = services.load_report(reference, by=by, action=Action.WRITE)
    day = form.on_day.data or clock.today()
    services.hand_over(row, Reach(form.sheet.data), to_whom=form.to_whom.data, on_day=day, by=by, at=clock.now())
    return f"/ugly-mugs/{row.reference}?saved=1"


@bp.get("/ugly-mugs/<reference>/sheets/<sheet>")
@access(Action.LOOK, UGLY_MUGS)
def sheet(reference: str, sheet: str) -> Response:
    """One form to print: what their choice lets pass, and nothing else."""
    if sheet not in set(Reach):
        raise NotFound
    by, this = actor(), Reach(sheet)
    row = services.load_report(reference, by=by)
    try:
        found = services.sheet_of(row, this, by=by)
    except Refused as no:
        return page("care/report_names.html", title=f"Ugly Mugs report {row.reference}", row=row, said=no.message)
    person = services.whose(row) if this.names_them else None
    lines = [(LABELS[name], value) for name, value in found.items()]
    return page(
        "care/sheet.html", title=this.sheet, row=row, lines=lines, sheet=this, about=person, service=service_name()
    )
