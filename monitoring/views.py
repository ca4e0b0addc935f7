"""The monitoring page: a quarter of one scheme, with the quarter before beside it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request, url_for

from casework.accounts.access import access, actor, fresh
from casework.accounts.exports import Column, ExportForm, Sheet, send
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from monitoring import services
from monitoring.rules.periods import quarter_of, read_quarter

bp = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@bp.get("")
@access(Action.LOOK, Compartment.FIGURES)
def this_quarter() -> Response:
    """Where a manager starts."""
    slug = quarter_of(clock.today()).slug
    return redirect(url_for("monitoring.quarter", slug=slug), 303)  # type: ignore[return-value]


@bp.get("/<slug>")
@access(Action.LOOK, Compartment.FIGURES)
def quarter(slug: str) -> Response:
    """One quarter; `?scheme=` chooses the scheme, `?shared=yes` hides small counts."""
    found = read_quarter(slug)
    if found is None:
        raise NotFound
    shown = services.quarter_page(
        found, request.args.get("scheme", ""), shared=request.args.get("shared") == "yes", by=actor()
    )
    return page("monitoring/quarter.html", title=f"Monitoring, {found.words}", shown=shown, today=clock.today())


COLUMNS = tuple(Column(name, Compartment.FIGURES) for name in ("Part", "Number", "This quarter", "Before"))


@bp.route("/<slug>/export", methods=["GET", "POST"])
@fresh
@access(Action.EXPORT, Compartment.FIGURES)
def export(slug: str) -> Response:
    """The same quarter as a sheet, with small counts hidden where the page hides them: nobody's name is in it."""
    found = read_quarter(slug)
    if found is None:
        raise NotFound
    shared, by = request.args.get("shared") == "yes", actor()
    shown = services.quarter_page(found, request.args.get("scheme", ""), shared=shared, by=by)
    form, rows = ExportForm.of(personal=False), list(_rows(shown))
    sheet = Sheet(what=f"monitoring-{found.slug.lower()}", columns=COLUMNS, rows=lambda: rows, count=lambda: len(rows))
    if form.validate_on_submit() and (done := send(form, sheet, by=by)):
        return done
    back = url_for("monitoring.quarter", slug=slug, scheme=request.args.get("scheme"), shared="yes" if shared else None)
    about = f"{found.words}{', with counts under 5 hidden' if shared else ', every number: not for sharing as it is'}."
    return page("web/export.html", title="Export the figures", form=form, back=back, about=about)


def _rows(shown: services.QuarterPage) -> Iterator[tuple[object, ...]]:
    for line in shown.headlines:
        yield "Headline", line.name, line.now, line.before
    for part in shown.breakdowns:
        for name, number in part.rows:
            yield part.title, name, number, ""
