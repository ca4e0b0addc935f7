"""What the pages about one colleague share."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from casework.accounts.access import actor
from casework.accounts.models import Staff
from casework.accounts.rules import Compartment
from casework.appointments import services
from casework.appointments.forms import label_of
from casework.appointments.models import Appointment
from casework.kernel import audit

bp = Blueprint("keeping", __name__)


def address(staff: Staff, page: str, saved: str = "") -> str:
    """One page of a colleague."""
    return f"/colleagues/{staff.reference}/{page}{'?saved=' + saved if saved else ''}"


def colleague(reference: str) -> Staff:
    """The colleague, where this actor may change their hours: their own, or anybody's for a manager."""
    return services.load_colleague(reference, by=actor())


def listed(rows: Iterable[Appointment]) -> list[tuple[str, str]]:
    """Each appointment in words with its page; the look at those people is noted."""
    found = list(rows)
    if found:
        others = sorted({f"person:{row.person.reference}" for row in found})
        audit.look("colleague appointments", Compartment.COMPLIANCE, by=actor(), others=others)
    return [(label_of(row), f"/appointments/{row.reference}") for row in found]
