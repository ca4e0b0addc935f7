"""Other agencies of the site, and who waits to become an administrator."""

from __future__ import annotations

from flask import Blueprint, Response, request, session

from casework.accounts.access import access, actor, fresh
from casework.accounts.models import AskedAdministrator
from casework.accounts.rules import Action, AgencyKind, Compartment
from casework.accounts.services import administrators, agencies, links
from casework.accounts.services.links import LinkKind
from casework.kernel import clock, words
from casework.kernel.pages import page, save
from web.forms.accounts import AgencyForm
from web.views.accounts import SHOWN_ONCE, shown_once
from web.views.admin import pressed

bp = Blueprint("agencies", __name__)
LIST, ASKED = "/admin/agencies", "/admin/administrators"


@bp.route("/admin/agencies", methods=["GET", "POST"])
@fresh
@access(Action.CONFIGURE, Compartment.SETTINGS)
def index() -> Response:
    """The other agencies of this site, and adding one: only where the site was set up."""
    by, form = actor(), AgencyForm()
    others, new = agencies.others(by), agencies.unopened(by)
    if form.validate_on_submit() and (done := save(form, lambda: _add(form))):
        return done
    made = request.args.get("made", "")
    return page(
        "web/admin_agencies.html",
        title="Agencies",
        form=form,
        rows=[(one.reference, one.name, AgencyKind(one.kind).words, one.id in new) for one in others],
        link=shown_once(made) if made else "",
        two=bool(administrators.who_may_agree(by, at=clock.now())),
    )


def _add(form: AgencyForm) -> str:
    staff, key = agencies.add(
        form.agency_name.data,
        AgencyKind(form.kind.data),
        manager=form.name.data,
        email=form.email.data,
        checked=form.checked.data,
        by=actor(),
        at=clock.now(),
    )
    return _shown(staff.reference, key)


def _shown(reference: str, key: str) -> str:
    session[SHOWN_ONCE] = [reference, key]
    return f"{LIST}?made={reference}&saved=1"


@bp.post("/admin/agencies/<reference>/invitation")
@fresh
@access(Action.CONFIGURE, Compartment.SETTINGS)
def invite_again(reference: str) -> Response:
    """A new link for the first manager of an agency, who has not opened theirs."""
    return pressed(lambda: _invite(reference))


def _invite(reference: str) -> str:
    staff = agencies.first_of(reference, by=actor())
    return _shown(staff.reference, links.make_link(staff, LinkKind.INVITATION, by=actor(), at=clock.now()))


@bp.get("/admin/administrators")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def asked() -> Response:
    """Who waits to become an administrator, and who may say so."""
    by = actor()
    rows = [_row(one) for one in administrators.waiting(by)]
    alone, since = not administrators.who_may_agree(by, at=clock.now()), administrators.alone_from(by, at=clock.now())
    said = words.short_moment(since) if since else ""
    return page("web/admin_administrators.html", title="New administrators", rows=rows, alone=alone, since=said)


def _row(one: AskedAdministrator) -> dict[str, object]:
    by = actor()
    elsewhere = f", {one.staff.agency.name}" if one.staff.agency_id != by.agency_id else ""
    now = clock.now()
    not_alone = administrators.who_may_agree(by, but=one.staff_id, at=now) or administrators.alone_from(by, at=now)
    return {
        "reference": one.reference,
        "name": f"{one.staff.name}{elsewhere}",
        "why": f"{one.asked_by.name} asked {words.short_moment(one.asked_at)}",
        "mine": one.asked_by_id == by.staff_id and bool(not_alone),
    }


@bp.post("/admin/administrators/<reference>/agree")
@fresh
@access(Action.CONFIGURE, Compartment.SETTINGS)
def agree(reference: str) -> Response:
    """The second person: they are an administrator from now on."""
    return pressed(lambda: _answered(administrators.agree(reference, by=actor(), at=clock.now())))


@bp.post("/admin/administrators/<reference>/refuse")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def refuse(reference: str) -> Response:
    """They do not become one, or whoever asked takes it back."""
    return pressed(lambda: _answered(administrators.refuse(reference, by=actor(), at=clock.now())))


def _answered(_done: object) -> str:
    return f"{ASKED}?saved=1"
