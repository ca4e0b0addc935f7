"""How what a spreadsheet says of an appointment is recorded."""

from __future__ import annotations

from casework.appointments.rules import AbsenceReason, Outcome
from diversion.history.rules import words
from diversion.history.rules.row import Visit
from diversion.rules.facts import Came


def recorded_as(visit: Visit) -> tuple[Outcome, AbsenceReason | None]:
    """The outcome, and for a missed one the kind of reason that the paper gives. Not for one that is not recorded."""
    if visit.came is Came.KEPT:
        return Outcome.ATTENDED, None
    if visit.came is Came.CANCELLED_BY_US:
        return Outcome.CANCELLED_BY_US, None
    return words.absence(visit.reason)
