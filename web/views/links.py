"""Opening a link: an invitation, or the way to a new password. Looking opens nothing; pressing the button does."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from casework.accounts import services as accounts
from casework.accounts.access import public
from casework.accounts.rules import STEPS
from casework.accounts.services import links
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.formkit import Form
from casework.kernel.pages import page
from casework.kernel.refused import NotFound
from web import cookies

bp = Blueprint("links", __name__)
WHY = "the link holds its own secret of 256 bits, works once, and leads to the second step"
GONE = "This link does not work"


@bp.route("/link/<key>", methods=["GET", "POST"])
@public(WHY)
def link(key: str) -> Response:
    """One button: whoever looks at links before they reach people opens nothing."""
    form = Form()
    try:
        if form.validate_on_submit():
            return _opened(key)
        found = links.find_link(key, at=clock.now())
    except NotFound:
        return _gone(key)
    invitation = found.kind == links.LinkKind.INVITATION.value
    title = "You are invited to Waymark" if invitation else "Choose a new password"
    return page("web/link.html", title=title, form=form, invitation=invitation)


def _opened(key: str) -> Response:
    with transaction():
        accounts.end_session(cookies.current_key()[0], at=clock.now())
        opened = links.open_link(key, at=clock.now())
    found = accounts.find_session(opened, at=clock.now())
    if found is None:
        raise NotFound
    response: Response = redirect(STEPS[found.stage], 303)  # type: ignore[assignment]
    cookies.set_cookie(response, opened)
    return response


def _gone(key: str) -> Response:
    """Opened before, over, or never made: the words are the same. Whoever made one that was opened before is told."""
    with transaction():
        links.opened_before(key, at=clock.now())
    return page("web/link_gone.html", title=GONE, status=404)
