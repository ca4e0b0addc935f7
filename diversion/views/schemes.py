"""Schemes under Admin: presets, a scheme of one's own, changes. No code (house.md, "Schemes are data")."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from diversion import services
from diversion.forms.scheme import SchemeForm
from diversion.rules.schemes import PRESETS, SchemePlan
from diversion.views.frame import bp

BLANK = SchemePlan(name="", steps=())


@bp.get("/admin/schemes")
@access(Action.LOOK, Compartment.SETTINGS)
def schemes() -> Response:
    """Every scheme, what it asks in one line, and the presets not yet in use."""
    found = services.all_schemes(by=actor())
    used = {scheme.name for scheme in found}
    rows = [(scheme, summary(services.plan_of(scheme))) for scheme in found]
    presets = [(plan, summary(plan)) for plan in PRESETS if plan.name not in used]
    return page("diversion/schemes.html", title="Schemes", rows=rows, presets=presets)


def summary(plan: SchemePlan) -> str:
    """What a scheme asks, in one line."""
    kept = "appointment" if plan.needed == 1 else "appointments"
    order = ", in order" if plan.in_order and plan.needed > 1 else ""
    days = plan.finish_by_business_days
    finish = f"{days} business day{'' if days == 1 else 's'} before court" if days else "by the court date"
    return f"{plan.needed} {kept}{order}, finished {finish}"


@bp.route("/admin/schemes/new", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def new_scheme() -> Response:
    """A scheme of one's own, or a preset to look through and save."""
    form = SchemeForm()
    preset = next((plan for plan in PRESETS if plan.name == request.args.get("preset")), None)
    if request.method == "GET":
        form.start(preset or BLANK)
    if form.validate_on_submit() and (done := save(form, lambda: _add(form, preset))):
        return done
    return page("diversion/scheme.html", title="New scheme", form=form, scheme=None)


def _add(form: SchemeForm, preset: SchemePlan | None) -> str:
    plan = form.plan()
    services.add_scheme(plan, preset=preset.name if preset else "", by=actor(), at=clock.now())
    return "/admin/schemes?saved=1"


@bp.route("/admin/schemes/<reference>", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def scheme(reference: str) -> Response:
    """Change a scheme for referrals made from now on."""
    found = services.load_scheme(reference, by=actor())
    form = SchemeForm()
    if request.method == "GET":
        form.start(services.plan_of(found))
        form.seen_version.process_data(found.version)
    if form.validate_on_submit() and (done := save(form, lambda: _change(reference, form))):
        return done
    return page("diversion/scheme.html", title="Change a scheme", form=form, scheme=found)


def _change(reference: str, form: SchemeForm) -> str:
    by = actor()
    found = services.load_scheme(reference, by=by)
    services.change_scheme(found, form.plan(), seen_version=form.seen_version.data or 0, by=by, at=clock.now())
    return "/admin/schemes?saved=1"


@bp.post("/admin/schemes/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_scheme(reference: str) -> Response:
    """Take no more referrals, or take them again."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference))):
        return done
    raise Refused("Press the button again")


def _end(reference: str) -> str:
    by = actor()
    found = services.load_scheme(reference, by=by)
    work = services.end_scheme if found.ended_at is None else services.reopen_scheme
    work(found, by=by, at=clock.now())
    return "/admin/schemes?saved=1"
