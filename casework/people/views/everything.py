"""Subject access: everything held about one person, as a bundle they can read (domain rule 28)."""

from __future__ import annotations

from flask import Response, render_template, request

from casework.accounts.access import access, actor, fresh
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.refused import Refused
from casework.people import services
from casework.people.forms.keeping import REASONS, EverythingForm
from casework.people.rules.bundle import WHY_LEFT_OUT, held_back
from casework.people.services import bundle
from casework.people.views.frame import about, bp

LEAVE = "leave-"


@bp.route("/people/<reference>/everything", methods=["GET", "POST"])
@fresh
@access(Action.WRITE, Compartment.KEEPING)
def everything(reference: str) -> Response:
    """Everything held about them in one file, with who asked for it in the trail before the first byte."""
    person, form = services.load_person(reference, by=actor(), compartment=Compartment.KEEPING), EverythingForm()
    if form.validate_on_submit():
        return _file(reference, form, {})
    return about(person, "everything.html", "Everything held", form=form)


@bp.route("/people/<reference>/everything/read", methods=["GET", "POST"])
@fresh
@access(Action.WRITE, Compartment.KEEPING)
def everything_read(reference: str) -> Response:
    """The same, read entry by entry first: what is about somebody else is left out, each with its reason."""
    person, form = services.load_person(reference, by=actor(), compartment=Compartment.KEEPING), EverythingForm()
    chosen = {name.removeprefix(LEAVE): value for name, value in request.form.items() if name.startswith(LEAVE)}
    if form.validate_on_submit():
        try:
            return _file(reference, form, {key: value for key, value in chosen.items() if value})
        except Refused as refused:
            form.fail(refused.message)
    sections = bundle.look_through(person, by=actor())
    shown = {"sections": sections, "chosen": chosen, "reasons": WHY_LEFT_OUT, "leave": LEAVE}
    return about(person, "everything_read.html", "Read before handing over", form=form, **shown)


def _file(reference: str, form: EverythingForm, left_out: dict[str, str]) -> Response:
    with transaction():
        person = services.load_person(reference, by=actor(), compartment=Compartment.KEEPING, action=Action.WRITE)
        made = bundle.make_bundle(person, REASONS[form.reason.data], left_out, by=actor(), at=clock.now())
    said = {"made_on": clock.local_day(made.made_at), "held_back": held_back(made.sections)}
    shown = render_template("people/document.html", bundle=made, **said)
    name = f"everything-held-{made.reference}-{made.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(bundle.packed(made, shown), mimetype="application/zip", headers=headers)
