"""After a notice went: they have seen it, it came back, or nobody has said anything and it is sent once more."""

from __future__ import annotations

from flask import Response, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.pages import page, save
from notices import services
from notices.forms import CAME_BACK, CameBackForm, HeardForm, PressedForm
from notices.views.frame import COMPARTMENT, bp
from notices.views.notices import show_notice


@bp.route("/notices/<reference>/acknowledgement", methods=["GET", "POST"])
@access(Action.DISCLOSE, COMPARTMENT)
def acknowledgement(reference: str) -> Response:
    """Record that they said, by telephone or in person, that they have seen it or been told."""
    notice = services.load(reference, by=actor())
    form = HeardForm()
    if form.validate_on_submit():
        if done := save(form, lambda: _acknowledged(reference, form)):
            return done
        notice = services.load(reference, by=actor())
    return page("notices/heard.html", title=f"Notice {notice.number}: who has been told", form=form, notice=notice)


def _acknowledged(reference: str, form: HeardForm) -> str:
    services.acknowledge_by_phone(reference, who=form.who.data, by=actor(), at=clock.now())
    return url_for("notices.show", reference=reference, saved="1")


@bp.route("/notices/<reference>/came-back", methods=["GET", "POST"])
@access(Action.DISCLOSE, COMPARTMENT)
def came_back(reference: str) -> Response:
    """Record that a message came: the notice could not be delivered."""
    notice = services.load(reference, by=actor())
    form = CameBackForm()
    if form.validate_on_submit():
        if done := save(form, lambda: _came_back(reference, form)):
            return done
        notice = services.load(reference, by=actor())
    return page("notices/came_back.html", title=f"Notice {notice.number} came back", form=form, notice=notice)


def _came_back(reference: str, form: CameBackForm) -> str:
    services.came_back(reference, why=CAME_BACK[form.why.data], by=actor(), at=clock.now())
    return url_for("notices.show", reference=reference, saved="1")


@bp.post("/notices/<reference>/reminder")
@access(Action.DISCLOSE, COMPARTMENT)
def reminder(reference: str) -> Response:
    """One press: the notice goes once more and says that it repeats the first."""
    form = PressedForm()
    if form.validate_on_submit() and (done := save(form, lambda: _reminded(reference))):
        return done
    return show_notice(reference, form)


def _reminded(reference: str) -> str:
    made = services.remind(reference, by=actor(), at=clock.now())
    return url_for("notices.show", reference=made.reference, saved="sent")
