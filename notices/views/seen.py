"""The page that a notice's own link opens: one button, and nothing about anybody.

Mail scanners follow links, so fetching the page acknowledges nothing; only its POST does (ux 3.5).
"""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from casework.accounts.access import public
from casework.kernel import clock
from casework.kernel.pages import page, save
from notices import services
from notices.forms import SeenForm

bp = Blueprint("seen", __name__)
WHY = "a court has no account here; the link holds its own secret, and the page says nothing about anybody"


@bp.route("/seen/<token>", methods=["GET", "POST"])
@public(WHY)
def seen(token: str) -> Response:
    """One button; a link that is not ours is a page not found, so nobody is thanked for nothing."""
    services.find_by_token(token)
    form = SeenForm()
    if form.validate_on_submit() and (done := save(form, lambda: _seen(token))):
        return done
    return page("notices/seen.html", title="Have you seen this notice?", form=form)


@bp.get("/seen")
@public(WHY)
def thanks() -> Response:
    """The answer to the button."""
    return page("notices/thanks.html", title="Thank you")


def _seen(token: str) -> str:
    services.acknowledge_by_token(token, at=clock.now())
    return url_for("seen.thanks")
