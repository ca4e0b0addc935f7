"""Telling what has a notice of its own: an ending received, a transfer, an attendance that is being checked."""

from __future__ import annotations

from typing import Any

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from diversion import services
from diversion.forms.referral import TellForm
from diversion.models import Referral
from diversion.services import Tell
from diversion.views.court import CHANGED, shown
from diversion.views.frame import bp

TITLES = {
    Tell.CHECKING: "Say that attendance is being checked",
    Tell.ENDING: "Say that an ending was received",
    Tell.TRANSFER: "Tell of the transfer",
}


@bp.route("/referrals/<reference>/tell/<what>", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell_own(reference: str, what: str) -> Response:
    """Check what goes, to whom, word for word; then send it in a notice of its own."""
    by, kind = actor(), _kind(what)
    referral, form = services.load(reference, by=by), TellForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, kind, form))):
        return done
    return page("diversion/tell.html", title=TITLES[kind], form=form, referral=referral, **_facts(referral, kind, form))


def _kind(what: str) -> Tell:
    if what not in set(Tell):
        raise NotFound
    return Tell(what)


def _facts(referral: Referral, kind: Tell, form: TellForm) -> dict[str, Any]:
    by, at = actor(), clock.now()
    said = services.own_statement(referral, kind, at=at)
    to = services.told_of_own(referral, said) if said is not None else []
    form.shown.process_data(shown(said) if said is not None else "")
    return {
        "said": said,
        "to": to,
        "refusal": services.why_not_tell_own(referral, kind, by=by, at=at),
        "unchecked": [contact for contact in to if not contact.verified],
    }


def _tell(reference: str, kind: Tell, form: TellForm) -> str:
    by, at = actor(), clock.now()
    referral = services.find(reference, by=by, action=Action.LOOK)
    said = services.own_statement(referral, kind, at=at)
    if said is None or shown(said) != form.shown.data:
        raise Refused(CHANGED)
    services.tell_own(referral, kind, service_note=form.service_note.data, unchecked=form.unchecked.data, by=by, at=at)
    return f"/referrals/{reference}?saved=sent"
