"""A quarter as a file: a tagged PDF, an XLSX or a CSV. Nobody's name is in any of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from flask import Response, render_template, request

from casework.accounts.access import access, actor, fresh
from casework.accounts.exports import Column, Sheet, send
from casework.accounts.rules import Action, Compartment
from casework.feedback.rules import Results
from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.columns import reference
from casework.kernel.pages import page, save
from monitoring import services
from monitoring.forms import LeavingForm
from monitoring.rules.charts import bars
from monitoring.rules.showing import Line, Shown, Table
from monitoring.views.frame import address, bp, is_shared, named
from notices.services.printing import tagged_pdf

SAID = "Answers given without a name, on paper, on a tablet or by the code on a card, in this quarter."
HEADINGS = (
    "Part",
    "Table",
    "Number",
    "This quarter",
    "Note",
    "Quarter before",
    "Note on it",
    "A year ago",
    "Note on that",
    "How it is counted",
)


@bp.route("/<slug>/export", methods=["GET", "POST"])
@fresh
@access(Action.EXPORT, Compartment.FIGURES)
def export(slug: str) -> Response:
    """The same quarter as a file, with small counts left out where the page leaves them out."""
    found, shared, by = named(slug), is_shared(), actor()
    shown = services.quarter_page(found, request.args.get("scheme", ""), shared=shared, by=by)
    form = LeavingForm.of(personal=False)
    if form.validate_on_submit() and (done := _leave(form, shown)):
        return done
    back = address(found, shown.scheme, shared=shared)
    about = (
        f"{found.words}, to be shared: counts under 5, and what would give them away, are left out."
        if shared
        else f"{found.words}, every number: not for sharing as it is."
    )
    return page("web/export.html", title="Export the figures", form=form, back=back, about=about)


def _leave(form: LeavingForm, shown: services.QuarterPage) -> Response | None:
    if form.kind.data == "pdf":
        return _document(form, shown)
    rows: list[tuple[object, ...]] = []

    def count() -> int:
        """Asked in the transaction that writes the trail: what leaves is kept there first."""
        final, feedback = _final(shown)
        rows[:] = [*_rows(final), *_said(feedback)]
        return len(rows)

    what = f"monitoring-{shown.quarter.slug}"
    columns = tuple(Column(name, Compartment.FIGURES) for name in HEADINGS)
    return send(form, Sheet(what=what, columns=columns, rows=lambda: rows, count=count), by=actor())


def _final(shown: services.QuarterPage) -> tuple[services.QuarterPage, Results]:
    """What leaves: a version to be shared is kept, if it was not before, and leaves as it is kept."""
    by, quarter, scheme = actor(), shown.quarter, shown.scheme.reference if shown.scheme else ""
    if shown.shared:
        services.give_out_quarter(quarter, by=by, at=clock.now())
        shown = services.quarter_page(quarter, scheme, shared=True, by=by)
    return shown, services.feedback_of(by.agency_id, quarter, shared=shown.shared)


def _document(form: LeavingForm, shown: services.QuarterPage) -> Response | None:
    """The trail has it before the first byte leaves, as with every export."""
    begun: list[str] = []
    final: list[tuple[services.QuarterPage, Results]] = []

    def begin() -> str:
        begun.append(reference())
        final.append(_final(shown))
        detail = {
            "what": f"monitoring-{shown.quarter.slug}",
            "format": "pdf",
            "shared": "yes" if shown.shared else "no",
        }
        reason = form.reason.data
        audit.record(Act.EXPORT, f"export:{begun[0]}", by=actor(), at=clock.now(), detail=detail, reason=reason)
        return request.path

    done = save(form, begin)
    if done is None or not begun:
        return done
    title = f"Monitoring, {shown.quarter.words}"
    known = {"shown": final[0][0], "feedback": final[0][1], "picture": _picture, "number": begun[0]}
    words = render_template("monitoring/document.html", title=title, **known)
    response = Response(tagged_pdf(words), mimetype="application/pdf")
    name = f"waymark-monitoring-{shown.quarter.slug}-{begun[0]}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _picture(table: Table, quarters: Sequence[str]) -> str:
    """A chart as the address of an image: a document names each of its pictures, and fetches nothing."""
    drawn = bars(table, quarters, name="chart")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def _rows(shown: services.QuarterPage) -> Iterator[tuple[object, ...]]:
    for part in shown.sections:
        for line in part.lines:
            yield part.title, "", line.name, *_values(line), line.how
        for table in part.tables:
            for line in table.rows:
                yield part.title, table.title, line.name, *_values(line), table.how


def _said(feedback: Results) -> Iterator[tuple[object, ...]]:
    """What people said in the quarter, one row for each answer; earlier quarters have their own sheet."""
    for one in feedback.questions if feedback.answers else ():
        for words, text in one.rows:
            number = int(text.replace(",", "")) if text.replace(",", "").isdigit() else text
            yield "Their view", one.words, words, number, "", "", "", "", "", SAID


def _values(line: Line) -> Iterator[object]:
    for value in line.values:
        yield from (_typed(value), value.small)


def _typed(value: Shown) -> object:
    """A count as a number, anything else as it is read."""
    return value.text if value.number is None else value.number
