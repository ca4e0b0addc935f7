"""Set up your service: the first administrator by the key from the terminal, then short pages, all changeable."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect

from casework.accounts import services as accounts
from casework.accounts.access import access, actor, public
from casework.accounts.rules import STEPS, Action, Compartment, Stage
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from web import cookies
from web.forms.accounts import FirstAdministratorForm, StaffForm
from web.forms.set_up import CourtContactForm, PlaceForm, PresetsForm
from web.services import set_up
from web.views import accounts as colleagues
from web.views import admin

bp = Blueprint("set_up", __name__)
TITLES = {
    "scheme": "Your schemes",
    "place": "A place to meet",
    "court": "Your court",
    "worker": "A first worker",
    "texts": "Texts",
}
SHORT_PAGES = tuple(TITLES)
SKIPPABLE = {"place", "worker", "texts"}


@bp.route("/set-up", methods=["GET", "POST"])
@public("needs the key printed once in the terminal")
def first() -> Response:
    """The service's name and its first administrator."""
    if accounts.is_set_up():
        raise NotFound
    form = FirstAdministratorForm()
    if form.validate_on_submit() and (done := _begin(form)):
        return done
    return page("web/set_up_first.html", title="Set up your service", form=form)


def _begin(form: FirstAdministratorForm) -> Response | None:
    try:
        with transaction():
            staff = set_up.first_administrator(
                set_up_key=form.set_up_key.data,
                service_name=form.service_name.data,
                phone=form.phone.data,
                name=form.name.data,
                email=form.email.data,
                password=form.password.data,
                at=clock.now(),
            )
            key = accounts.open_session(staff, at=clock.now(), stage=Stage.FACTOR, browser=cookies.browser())
    except Refused as no:
        form.fail(no.message, no.field)
        return None
    response: Response = redirect(STEPS[Stage.FACTOR], 303)  # type: ignore[assignment]
    cookies.set_cookie(response, key)
    return response


def _after(step: str) -> str:
    following = SHORT_PAGES.index(step) + 1
    return f"/set-up/{SHORT_PAGES[following]}" if following < len(SHORT_PAGES) else "/admin?saved=1"


@bp.route("/set-up/<step>", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def one(step: str) -> Response:
    """One short page."""
    if step not in SHORT_PAGES:
        raise NotFound
    form, work = _form_of(step)
    if form.validate_on_submit() and (done := save(form, lambda: _do(work, step))):
        return done
    number = SHORT_PAGES.index(step) + 3
    return page(
        "web/set_up_step.html",
        title=TITLES[step],
        form=form,
        step=step,
        number=number,
        skip=_after(step) if step in SKIPPABLE else "",
        link=colleagues.shown_once() if step == "texts" else "",
    )


def _do(work: Callable[[], object], step: str) -> str:
    work()
    return _after(step)


def _form_of(step: str) -> tuple[Form, Callable[[], object]]:
    if step == "scheme":
        presets = PresetsForm()
        return presets, lambda: set_up.add_presets(presets.presets.data, by=actor(), at=clock.now())
    if step == "place":
        place = PlaceForm()
        return place, lambda: admin.add_place(place)
    if step == "court":
        court = CourtContactForm()
        return court, lambda: admin.add_contacts(court)
    if step == "worker":
        staff = StaffForm()
        return staff, lambda: colleagues.add_colleague(staff)
    return Form(), lambda: None
