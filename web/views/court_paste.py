"""A list from a court's or the CPS's e-mail, beside people of ours: match, possible match, no record (wireframe 6)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit
from casework.kernel.pages import page
from web.forms.court_list import PasteForm
from web.services import pasted
from web.views.court_list import read

bp = Blueprint("court_paste", __name__)


@bp.route("/court/<code>/<date>/paste", methods=["GET", "POST"])
@access(Action.LOOK, Compartment.CJ)
def paste(code: str, date: str) -> Response:
    """Answered in place, so that no name is ever in an address; nothing of it is kept but the looks."""
    made, by, form = read(code, date), actor(), PasteForm()
    compared = None
    if form.validate_on_submit():
        not_these = request.form.getlist("not") if "not_this" in request.form else []
        compared = pasted.compare(form.pasted.data, made, not_these=[*not_these, *_pressed()], by=by)
        people = [f"person:{reference}" for reference in compared.references]
        audit.look(f"court-list:{code}:{date}:paste", Compartment.CJ, by=by, others=people)
    return page("web/paste.html", title="Paste a list", form=form, list=made, compared=compared)


def _pressed() -> list[str]:
    """The "Not this person" that was pressed. "Compare" starts afresh, so that nobody stays hidden by mistake."""
    return request.form.getlist("not_this")
