"""What an appointment's outcome means for a scheme (ux 3.1, domain rule 8)."""

from __future__ import annotations

from casework.appointments.models import Attendance
from casework.appointments.rules import Outcome
from diversion.rules.facts import Came
from diversion.services.lean import LeanSaid


def came(said: Attendance | LeanSaid | None) -> Came:
    """How a recorded outcome counts. One recorded in error says nothing, so the appointment is not recorded again."""
    if said is None or Outcome(said.outcome).leaves_it_open:
        return Came.NOT_RECORDED
    outcome = Outcome(said.outcome)
    if outcome is Outcome.CANCELLED_BY_US:
        return Came.CANCELLED_BY_US
    return Came.KEPT if outcome.counts(said.counts) else Came.NOT_KEPT
