"""A printed card for somebody without a phone, or without a safe one: it says no more than a text would."""

from __future__ import annotations

from flask import Blueprint, Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.appointments.services import load_appointment
from casework.kernel.pages import page
from web.services import cards

bp = Blueprint("cards", __name__)


@bp.get("/appointments/<reference>/card")
@access(Action.LOOK, Compartment.COMPLIANCE)
def card(reference: str) -> Response:
    """Several cards on one sheet, each the size of a bank card: day, time, place as a text names it, and with whom."""
    found = load_appointment(reference, by=actor())
    return page("web/card.html", title="Appointment cards", appointment=found, card=cards.card_of(found))
