"""Pure decisions about appointments: what happened, what may be said of it and when. Time is an argument."""

from __future__ import annotations

from casework.appointments.rules.booking import Warned, booking_faults
from casework.appointments.rules.corrections import CorrectedBecause, Why
from casework.appointments.rules.outcomes import (
    AbsenceReason,
    MoveAskedBy,
    Outcome,
    Tag,
    ToldBy,
    outcome_faults,
    too_early,
)
from casework.appointments.rules.state import AppointmentFacts, AppointmentState, state_of, tag_of

__all__ = [
    "AbsenceReason",
    "AppointmentFacts",
    "AppointmentState",
    "CorrectedBecause",
    "MoveAskedBy",
    "Outcome",
    "Tag",
    "ToldBy",
    "Warned",
    "Why",
    "booking_faults",
    "outcome_faults",
    "state_of",
    "tag_of",
    "too_early",
]
