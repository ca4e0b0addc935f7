"""Colleagues who use Waymark: added, changed, invited, gone and back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, session

from casework.accounts import services as accounts
from casework.accounts.access import access, actor, fresh
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment, Role, Unused, unused
from casework.accounts.rules.unused import CLOSED
from casework.accounts.services import administrators, links
from casework.accounts.services.links import LinkKind
from casework.appointments import services as appointments
from casework.kernel import clock, words
from casework.kernel.database import db
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from web.forms.accounts import ChangedStaffForm, InviteForm, StaffForm
from web.settings import Settings
from web.views.admin import pressed

bp = Blueprint("accounts", __name__)
LIST = "/admin/people-and-roles"
SHOWN_ONCE = "invitation"
WAITS = "Another administrator must agree before they are an administrator"


@bp.route("/admin/people-and-roles", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def people_and_roles() -> Response:
    """Colleagues and what they do."""
    form = StaffForm()
    if form.validate_on_submit() and (done := save(form, lambda: add_colleague(form))):
        return done
    agency_id = actor().agency_id
    waits = {one.staff_id for one in administrators.waiting(actor())}
    rows = [_here(one, waits) for one in accounts.staff_of(agency_id)] + [
        _gone(one) for one in accounts.have_left(agency_id)
    ]
    return page("web/admin_people.html", title="People and roles", form=form, rows=rows)


def add_colleague(form: StaffForm) -> str:
    """Keep the account of a form, and go where its invitation is shown, once."""
    staff = accounts.add_staff(
        db.session.get_one(Agency, actor().agency_id),
        name=form.name.data,
        email=form.email.data,
        roles=[Role(one) for one in form.roles.data],
        phone=form.phone.data,
        by=actor(),
        at=clock.now(),
    )
    return invite(staff)


def invite(staff: Staff, kind: LinkKind = LinkKind.INVITATION, *, checked: str = "") -> str:
    """Make a link, and go where it is shown, once."""
    session[SHOWN_ONCE] = [staff.reference, links.make_link(staff, kind, checked=checked, by=actor(), at=clock.now())]
    return f"{LIST}/{staff.reference}?saved=1"


def shown_once(reference: str = "") -> str:
    """The link that was just made for this colleague, or for whoever it was: afterwards nobody can be told it again."""
    kept = session.get(SHOWN_ONCE)
    if not kept or (reference and kept[0] != reference):
        return ""
    session.pop(SHOWN_ONCE)
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url.rstrip('/')}/link/{kept[1]}"


def _here(one: Staff, waits: set[int]) -> tuple[str, str, str]:
    asked = f". {WAITS}" if one.id in waits else ""
    return one.reference, one.name, f"{_roles(one)}{asked}{_state(one)}"


def _roles(one: Staff) -> str:
    return ", ".join(Role(row.role).words for row in one.roles)


def _state(one: Staff) -> str:
    """What an administrator should know: invited and not come yet, or unused for long."""
    if not one.password_hash:
        return ". Has not opened their invitation yet"
    now = unused(one.used_at, at=clock.now())
    if now is Unused.NO or one.used_at is None:
        return ""
    ends = words.short_moment(one.used_at + CLOSED)
    return ". Closed: not used for 45 days" if now is Unused.CLOSED else f". Not used for 38 days, closes {ends}"


def _gone(one: Staff) -> tuple[str, str, str]:
    left = len(appointments.still_booked(one, now=clock.now()))
    waits = f". {words.counted(left, 'appointment')} for a manager to hand over" if left else ""
    return one.reference, one.name, f"Has left{waits}"


@bp.route("/admin/people-and-roles/<reference>", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def colleague(reference: str) -> Response:
    """One colleague: what they are called and do, their links, and whether they are still here."""
    staff, form = accounts.load_staff(reference, by=actor()), ChangedStaffForm()
    form.roles.choices = _choices(staff)
    if form.validate_on_submit() and (done := save(form, lambda: _change(reference, form))):
        return done
    if not form.is_submitted():
        _fill(form, staff)
    return _page(staff, form)


def _choices(staff: Staff) -> list[Choice]:
    partner = any(row.role == Role.PARTNER.value for row in staff.roles)
    return [Choice(one.value, one.words.capitalize()) for one in Role if partner or one is not Role.PARTNER]


def _fill(form: ChangedStaffForm, staff: Staff) -> None:
    form.name.process_data(staff.name)
    form.email.process_data(staff.email)
    form.phone.process_data(staff.phone)
    form.roles.process_data([row.role for row in staff.roles])
    form.seen_version.process_data(staff.version)


def _page(staff: Staff, form: ChangedStaffForm) -> Response:
    return page(
        "web/admin_colleague.html",
        title="A colleague",
        colleague=staff,
        form=form,
        state=f"Has left {words.short_moment(staff.ended_at)}" if staff.ended_at else _state(staff).removeprefix(". "),
        own=staff.id == actor().staff_id,
        closed=unused(staff.used_at, at=clock.now()) is not Unused.NO,
        link=shown_once(staff.reference),
        waits=WAITS if administrators.waiting_for(staff) else "",
    )


def _change(reference: str, form: ChangedStaffForm) -> str:
    accounts.change_staff(
        accounts.load_staff(reference, by=actor()),
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        roles=[Role(one) for one in form.roles.data],
        seen_version=form.seen_version.data,
        by=actor(),
        at=clock.now(),
    )
    return f"{LIST}?saved=1"


@bp.route("/admin/people-and-roles/<reference>/invitation", methods=["GET", "POST"])
@fresh
@access(Action.CONFIGURE, Compartment.SETTINGS)
def invitation(reference: str) -> Response:
    """A new start: password and second steps go, and whoever opens the link chooses new ones."""
    staff, form = accounts.load_staff(reference, by=actor()), InviteForm()
    if form.validate_on_submit() and (done := save(form, lambda: _invite_again(reference, form))):
        return done
    return page("web/admin_invite.html", title="Invite again", form=form, colleague=staff)


def _invite_again(reference: str, form: InviteForm) -> str:
    return invite(accounts.load_staff(reference, by=actor()), checked=form.checked.data)


@bp.post("/admin/people-and-roles/<reference>/reset")
@fresh
@access(Action.CONFIGURE, Compartment.SETTINGS)
def reset(reference: str) -> Response:
    """A link to a new password, good for half an hour; the second step is asked all the same."""
    return pressed(lambda: invite(accounts.load_staff(reference, by=actor()), LinkKind.RESET))


@bp.post("/admin/people-and-roles/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_colleague(reference: str) -> Response:
    """Somebody has left: their sign-in ends at once."""
    return pressed(lambda: _changed(accounts.end_staff, reference))


@bp.post("/admin/people-and-roles/<reference>/back")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def bring_back(reference: str) -> Response:
    """Somebody is back, or is let in again after 45 days."""
    return pressed(lambda: _changed(accounts.bring_back, reference))


def _changed(work: Callable[..., Staff], reference: str) -> str:
    work(accounts.load_staff(reference, by=actor()), by=actor(), at=clock.now())
    return f"{LIST}?saved=1"
