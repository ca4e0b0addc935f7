"""A manager confirms who works here: who joined, who left, and who has gone without anybody saying so."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response

from casework.accounts.access import access, actor
from casework.accounts.models import Staff
from casework.accounts.rules import Action, Compartment, Role
from casework.accounts.rules.colleagues import ends_at
from casework.accounts.services import colleagues
from casework.accounts.services.colleagues import Listed
from casework.kernel import clock, words
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from web.forms.accounts import ColleaguesForm

bp = Blueprint("colleagues_list", __name__)
ADDRESS = "/colleagues/list"


@bp.route(ADDRESS, methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COLLEAGUES)
def colleagues_list() -> Response:
    """The list, with whoever joined since it was last confirmed marked; one press confirms it."""
    found, form = colleagues.listed(by=actor()), ColleaguesForm()
    form.left.choices = [Choice(one.reference, _words(one, found)) for one in found.here]
    if form.validate_on_submit() and (done := save(form, lambda: _confirm(form))):
        return done
    if not form.is_submitted():
        form.seen_at.process_data(found.confirmed_at.isoformat())
    return page(
        "web/colleagues_list.html",
        title="List of colleagues",
        form=form,
        left=found.left,
        since=words.long_moment(found.confirmed_at),
        until=words.long_day(clock.local_day(ends_at(found.confirmed_at))),
    )


def _words(one: Staff, found: Listed) -> str:
    roles = ", ".join(Role(row.role).words for row in one.roles)
    joined = f". Joined {words.short_moment(one.created_at)}" if one.id in found.joined else ""
    used = f". Last signed in {words.short_moment(one.used_at)}" if one.used_at and one.password_hash else ""
    return f"{one.name}, {roles}{joined}{used}"


def _confirm(form: ColleaguesForm) -> str:
    colleagues.confirm_list(left=form.left.data, seen_at=_moment(form.seen_at.data), by=actor(), at=clock.now())
    return f"{ADDRESS}?saved=confirmed"


def _moment(typed: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(typed)
    except ValueError:
        return None
