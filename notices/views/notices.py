"""Notices for staff: what waits, what went, what was not delivered, what was seen."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request, url_for

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from notices import services
from notices.forms import PressedForm
from notices.gateway import document
from notices.rules.life import TAB_WORDS, Tab
from notices.services import Chase
from notices.views.frame import COMPARTMENT, bp


@bp.get("/notices")
@access(Action.LOOK, COMPARTMENT)
def listing() -> Response:
    """The four lists, each a link (ux 2.5)."""
    by, tab, before, now = actor(), _tab(), _before(), clock.now()
    first, (cards, older) = before is None, services.cards(tab, by=by, at=now, before=before)
    return page(
        "notices/list.html",
        title="Notices",
        tabs=[_link(each, tab, by.agency_id) for each in Tab],
        cards=cards,
        proposals=services.proposals(by.agency_id, now) if first and tab is Tab.TO_SEND else [],
        chases=_chases(by.agency_id, now) if first and tab is Tab.SENT else [],
        troubles=services.troubles(by.agency_id, now) if first and tab is Tab.NOT_DELIVERED else [],
        may_tell=allowed(Action.DISCLOSE, COMPARTMENT),
        tab=tab,
        words=TAB_WORDS[tab],
        older=older,
        first=first,
        nothing_leaves=services.nothing_leaves(),
    )


@bp.get("/notices/<reference>")
@access(Action.LOOK, COMPARTMENT)
def show(reference: str) -> Response:
    """One notice: the words as they were frozen, and everything that has happened to it since."""
    return show_notice(reference)


def show_notice(reference: str, form: PressedForm | None = None) -> Response:
    """The page of a notice; `form` is a button pressed on it that was refused."""
    now = clock.now()
    whole = services.whole(reference, by=actor(), at=now)
    return page(
        "notices/notice.html",
        title=f"Notice {whole.notice.number}",
        whole=whole,
        notice=whole.notice,
        form=form,
        may_tell=allowed(Action.DISCLOSE, COMPARTMENT),
        no_reminder=services.why_no_reminder(whole.notice, at=now),
        no_return=services.why_not_came_back(whole.notice),
        nothing_leaves=services.nothing_leaves(),
    )


@bp.get("/notices/<reference>/document")
@access(Action.LOOK, COMPARTMENT)
def download(reference: str) -> Response:
    """The PDF, as it was or will be attached."""
    notice = services.load(reference, by=actor())
    if not notice.document:
        raise NotFound  # somebody in it was erased, and its words with them
    made = notice.pdf if notice.pdf is not None else document.pdf(notice.document)
    name = f"notice-{notice.number}.pdf"
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _chases(agency_id: int, now: datetime) -> list[Chase]:
    return services.looked_at(services.chase(agency_id, now), agency_id=agency_id, at=now)


def _tab() -> Tab:
    """The list asked for; anything else is the first."""
    asked = request.args.get("state", "")
    return Tab(asked) if asked in set(Tab) else Tab.TO_SEND


def _before() -> int | None:
    """The number that the page begins after; None for the first page, and for what is no number."""
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _link(tab: Tab, current: Tab, agency_id: int) -> tuple[str, str, bool]:
    number = services.count(tab, agency_id=agency_id)
    said = number if number < services.MOST_COUNTED else f"{services.MOST_COUNTED:,} or more"
    return f"{TAB_WORDS[tab]} ({said})", url_for("notices.listing", state=tab.value), tab is current
