"""Admin: what this service's workers do about the gravest answers, in its own words."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import services
from casework.care.forms.needs import PathwaysForm
from casework.care.rules import Prompt
from casework.care.views.frame import bp
from casework.kernel import clock
from casework.kernel.pages import page, save


@bp.route("/admin/pathways", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def pathways() -> Response:
    """One box for each prompt; an empty one says that the service has written nothing."""
    form, by = PathwaysForm(), actor()
    if request.method == "GET":
        for prompt, words in services.pathways(by.agency_id).items():
            form[prompt.value].process_data(words)
    if form.validate_on_submit() and (done := save(form, lambda: _write(form))):
        return done
    return page("care/pathways.html", title="Local pathways", form=form, prompts=list(Prompt))


def _write(form: PathwaysForm) -> str:
    by, at = actor(), clock.now()
    for prompt, words in form.texts().items():
        services.write_pathway(prompt, words, by=by, at=at)
    return "/admin/pathways?saved=1"
