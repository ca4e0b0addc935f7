"""One contact: who they are, whether their address was checked and how, and checking it (decision 0038)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment
from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from notices import services
from notices.forms import ContactForm, PressedForm, ReadBackForm
from notices.rules import NoticeState
from notices.rules.life import STANDINGS
from notices.views.frame import bp


@bp.route("/admin/contacts/new", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def new_contact() -> Response:
    """Anybody who is told: also the police, a solicitor, or a service of another area."""
    form = ContactForm()
    if form.validate_on_submit() and (done := save(form, lambda: _add(form))):
        return done
    return page("notices/contact_form.html", title="Add a contact", form=form, back="/admin/contacts")


def _add(form: ContactForm) -> str:
    made = courts.add_contact(
        kind=form.kind.data,
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        court_codes=form.codes(),
        sheet=form.sheet.data,
        by=actor(),
        at=clock.now(),
    )
    return f"/admin/contacts/{made.reference}?saved=1"


@bp.get("/admin/contacts/<reference>")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def contact(reference: str) -> Response:
    """What is known of one contact, and the two ways to check the address."""
    found = courts.load_contact(reference, by=actor())
    check = services.last_check(found)
    return page(
        "notices/contact.html",
        title="Contact",
        contact=found,
        courts=[court.name for row in found.courts if (court := courts.court(row.court_code)) is not None],
        check=check if check is not None and check.email == found.email else None,
        standing=STANDINGS[NoticeState(check.state)] if check is not None else None,
        heard_by=_name(found.verified_by_id),
        nothing_leaves=services.nothing_leaves(),
    )


def _name(staff_id: int | None) -> str:
    staff = db.session.get(Staff, staff_id) if staff_id is not None else None
    return staff.name if staff is not None else ""


@bp.route("/admin/contacts/<reference>/change", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def change_contact(reference: str) -> Response:
    """Correct a contact; a changed address has to be checked again."""
    found, form = courts.load_contact(reference, by=actor()), ContactForm()
    if form.validate_on_submit() and (done := save(form, lambda: _change(reference, form))):
        return done
    if request.method == "GET":
        _fill(form, found)
    back = f"/admin/contacts/{reference}"
    return page("notices/contact_form.html", title="Change a contact", form=form, back=back, contact=found)


def _fill(form: ContactForm, found: CourtContact) -> None:
    named = [courts.court(row.court_code) for row in found.courts]
    for field in ("kind", "name", "email", "phone", "sheet"):
        form[field].process_data(getattr(found, field))
    form.courts.process_data("\n".join(court.name for court in named if court is not None))
    form.seen_version.process_data(found.version)


def _change(reference: str, form: ContactForm) -> str:
    by = actor()
    courts.change_contact(
        courts.load_contact(reference, by=by),
        kind=form.kind.data,
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        court_codes=form.codes(),
        sheet=form.sheet.data,
        seen_version=form.seen_version.data,
        by=by,
        at=clock.now(),
    )
    return f"/admin/contacts/{reference}?saved=1"


@bp.post("/admin/contacts/<reference>/check")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def check_address(reference: str) -> Response:
    """Send a message with a link to the address."""
    form = PressedForm()
    if form.validate_on_submit() and (done := save(form, lambda: _ask(reference))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _ask(reference: str) -> str:
    by = actor()
    services.ask_address(courts.load_contact(reference, by=by), by=by, at=clock.now())
    return f"/admin/contacts/{reference}?saved=1"


@bp.route("/admin/contacts/<reference>/read-back", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def read_back(reference: str) -> Response:
    """They read the address back by telephone."""
    found, form = courts.load_contact(reference, by=actor()), ReadBackForm()
    if form.validate_on_submit() and (done := save(form, lambda: _heard(reference, form))):
        return done
    return page("notices/read_back.html", title="They read the address back", form=form, contact=found)


def _heard(reference: str, form: ReadBackForm) -> str:
    by = actor()
    courts.read_back(courts.load_contact(reference, by=by), who=form.who.data, by=by, at=clock.now())
    return f"/admin/contacts/{reference}?saved=1"
