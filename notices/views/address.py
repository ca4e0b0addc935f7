"""The page that a message to an address opens: one button, and nothing about anybody.

Mail scanners follow links, so fetching the page verifies nothing; only its POST does.
"""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from casework.accounts.access import public
from casework.kernel import clock
from casework.kernel.pages import page, save
from notices import services
from notices.forms import AddressForm

bp = Blueprint("address", __name__)
WHY = "whoever reads an address has no account here; the link holds its own secret, and the page says nothing"


@bp.route("/address/<token>", methods=["GET", "POST"])
@public(WHY)
def check(token: str) -> Response:
    """One button; a link that is not ours, too old or overtaken is a page not found."""
    services.find_check(token, at=clock.now())
    form = AddressForm()
    if form.validate_on_submit() and (done := save(form, lambda: _reached(token))):
        return done
    return page("notices/address.html", title="Is this the right address?", form=form)


def _reached(token: str) -> str:
    services.address_reached(token, at=clock.now())
    return url_for("seen.thanks")
