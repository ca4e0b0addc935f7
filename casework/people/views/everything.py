"""Subject access: everything held about one person, as a bundle they can read (domain rule 28)."""

from __future__ import annotations

from flask import Response, render_template

from casework.accounts.access import access, actor, fresh
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.people import services
from casework.people.forms.keeping import REASONS, EverythingForm
from casework.people.services import bundle
from casework.people.views.frame import about, bp


@bp.route("/people/<reference>/everything", methods=["GET", "POST"])
@fresh
@access(Action.WRITE, Compartment.KEEPING)
def everything(reference: str) -> Response:
    """Everything held about them in one file, with who asked for it in the trail before the first byte."""
    person, form = services.load_person(reference, by=actor(), compartment=Compartment.KEEPING), EverythingForm()
    if form.validate_on_submit():
        return _file(reference, form)
    return about(person, "everything.html", "Everything held", form=form)


def _file(reference: str, form: EverythingForm) -> Response:
    with transaction():
        person = services.load_person(reference, by=actor(), compartment=Compartment.KEEPING, action=Action.WRITE)
        made = bundle.make_bundle(person, REASONS[form.reason.data], by=actor(), at=clock.now())
    shown = render_template("people/document.html", bundle=made, made_on=clock.local_day(made.made_at))
    name = f"everything-held-{made.reference}-{made.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(bundle.packed(made, shown), mimetype="application/zip", headers=headers)
