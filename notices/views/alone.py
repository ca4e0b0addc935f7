"""Which notices may go by themselves: off by default, and everybody sees who switched it on."""

from __future__ import annotations

from flask import Response, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from notices import services
from notices.forms import AloneForm, PressedForm
from notices.views.frame import bp


@bp.route("/admin/notices/alone", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def alone() -> Response:
    """What may go by itself, and one form that allows more."""
    by, form = actor(), AloneForm()
    form.offer(services.scheme_names(by.agency_id), services.courts_told(by.agency_id))
    if form.validate_on_submit() and (done := save(form, lambda: _allow(form))):
        return done
    allowed = services.permissions(by=by)
    return page("notices/alone.html", title="Notices that go by themselves", form=form, allowed=allowed)


def _allow(form: AloneForm) -> str:
    services.allow_alone(scheme=form.scheme.data, court_code=form.court.data, by=actor(), at=clock.now())
    return url_for("notices.alone", saved="1")


@bp.post("/admin/notices/alone/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_alone(reference: str) -> Response:
    """A person sends these again."""
    form = PressedForm()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference))):
        return done
    raise Refused("Press the button again")


def _end(reference: str) -> str:
    services.end_alone(reference, by=actor(), at=clock.now())
    return url_for("notices.alone", saved="1")
