"""Notices for staff: what waits, what went, what was not delivered, what was seen."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from casework.accounts.access import access, actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from notices import services
from notices.forms import HeardForm
from notices.gateway import document
from notices.rules.life import TAB_WORDS, Tab

bp = Blueprint("notices", __name__)
COMPARTMENT = Compartment.COMPLIANCE


@bp.get("/notices")
@access(Action.LOOK, COMPARTMENT)
def listing() -> Response:
    """The four lists, each a link (ux 2.5)."""
    by, tab, number = actor(), _tab(), _page()
    total = services.count(tab, agency_id=by.agency_id)
    return page(
        "notices/list.html",
        title="Notices",
        tabs=[_link(each, tab, by.agency_id) for each in Tab],
        cards=services.cards(tab, by=by, at=clock.now(), page=number),
        tab=tab,
        words=TAB_WORDS[tab],
        older=number + 1 if number * 50 < total else 0,
        newer=number - 1,
        nothing_leaves=services.nothing_leaves(),
    )


@bp.get("/notices/<reference>")
@access(Action.LOOK, COMPARTMENT)
def show(reference: str) -> Response:
    """One notice: the words as they were frozen, and everything that has happened to it since."""
    whole = services.whole(reference, by=actor(), at=clock.now())
    return page(
        "notices/notice.html",
        title=f"Notice {whole.notice.number}",
        whole=whole,
        notice=whole.notice,
        may_tell=allowed(Action.DISCLOSE, COMPARTMENT),
        nothing_leaves=services.nothing_leaves(),
    )


@bp.get("/notices/<reference>/document")
@access(Action.LOOK, COMPARTMENT)
def download(reference: str) -> Response:
    """The PDF, as it was or will be attached."""
    notice = services.load(reference, by=actor())
    made = notice.pdf if notice.pdf is not None else document.pdf(notice.document)
    name = f"notice-{notice.number}.pdf"
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.route("/notices/<reference>/acknowledgement", methods=["GET", "POST"])
@access(Action.DISCLOSE, COMPARTMENT)
def acknowledgement(reference: str) -> Response:
    """Record that they said, by telephone or in person, that they have seen it."""
    notice = services.load(reference, by=actor())
    form = HeardForm()
    if form.validate_on_submit():
        if done := save(form, lambda: _acknowledged(reference, form)):
            return done
        notice = services.load(reference, by=actor())
    return page("notices/heard.html", title=f"Notice {notice.number}: who has seen it", form=form, notice=notice)


def _acknowledged(reference: str, form: HeardForm) -> str:
    services.acknowledge_by_phone(reference, who=form.who.data, by=actor(), at=clock.now())
    return url_for("notices.show", reference=reference, saved="1")


def _tab() -> Tab:
    """The list asked for; anything else is the first."""
    asked = request.args.get("state", "")
    return Tab(asked) if asked in set(Tab) else Tab.TO_SEND


def _page() -> int:
    asked = request.args.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _link(tab: Tab, current: Tab, agency_id: int) -> tuple[str, str, bool]:
    number = services.count(tab, agency_id=agency_id)
    return f"{TAB_WORDS[tab]} ({number})", url_for("notices.listing", state=tab.value), tab is current
