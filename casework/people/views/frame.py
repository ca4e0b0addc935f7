"""What every page about one person shares."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from casework.accounts.access import actor, allowed
from casework.accounts.rules import Action, Compartment
from casework.kernel.pages import page
from casework.people import services
from casework.people.models import Person

bp = Blueprint("people", __name__)


def address(reference: str, *, saved: bool = False) -> str:
    """The person's own page."""
    return f"/people/{reference.upper()}" + ("?saved=1" if saved else "")


def writing(reference: str, compartment: Compartment) -> Person:
    """The person again, inside the transaction that changes them."""
    return services.load_person(reference, by=actor(), compartment=compartment, action=Action.WRITE)


def about(person: Person, template: str, title: str, **context: Any) -> Response:
    """A page about this person: its title says only the reference, the bar under it the name (house law 10)."""
    sees = allowed(Action.LOOK, Compartment.CONTACT)
    contact = services.safe_contact(person) if sees else None
    return page(
        f"people/{template}", title=f"{title}, person {person.reference}", person=person, contact=contact, **context
    )
