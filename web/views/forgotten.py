"""A way to a new password for somebody who has forgotten theirs: the same page and words for everybody (ASVS 6.3.8)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from casework.accounts.access import public
from casework.accounts.services import tries
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.pages import go, page
from web import cookies
from web.forms.signing_in import ForgottenForm
from web.services import account_mail
from web.views.sign_in import attempt

bp = Blueprint("forgotten", __name__)


@bp.route("/forgotten", methods=["GET", "POST"])
@public("says the same whoever asks; counted by account, network address and site")
def forgotten() -> Response:
    """Ask for a link. It goes to the account's own address, works once, and never skips the second step."""
    form, can_mail = ForgottenForm(), account_mail.can_mail()
    if can_mail and form.validate_on_submit() and (done := attempt(form, lambda: _ask(form))):
        return done
    asked = "asked" in request.args and not form.errors
    return page("web/forgotten.html", title="Forgotten your password", form=form, can_mail=can_mail, asked=asked)


def _ask(form: ForgottenForm) -> Response:
    now, address = clock.now(), cookies.browser().address
    with transaction():
        tries.take(tries.of_reset(form.email.data, address=address), at=now)
        account_mail.ask_for_link(form.email.data, at=now)
    return go("/forgotten?asked=1")
