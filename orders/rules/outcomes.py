"""What a recorded outcome means to an order, and which outcomes are offered at a meeting (ux 3.1; domain rule 16)."""

from __future__ import annotations

from casework.appointments.rules import Outcome
from orders.rules.facts import Kept

_MEANS = {
    Outcome.REASON_NOT_KNOWN: Kept.REASON_NOT_KNOWN,
    Outcome.ACCEPTABLE_REASON: Kept.EXCUSED,
    Outcome.NO_ACCEPTABLE_REASON: Kept.NOT_EXCUSED,
    Outcome.CANCELLED_BY_US: Kept.CANCELLED_BY_US,
    Outcome.COULD_NOT_TAKE_PART: Kept.EXCUSED,
}

OFFERED = (
    Outcome.ATTENDED,
    Outcome.REASON_NOT_KNOWN,
    Outcome.ACCEPTABLE_REASON,
    Outcome.COULD_NOT_TAKE_PART,
    Outcome.CANCELLED_BY_US,
    Outcome.IN_ERROR,
)
"""A missed meeting begins as "reason not known yet". That a reason was not good enough is the supervisor's opinion,
which the law turns into an information: it is its own act, never an outcome to pick from a list (rule 16)."""


def how_kept(outcome: str, *, counts: bool | None) -> Kept | None:
    """What an outcome, as stored, means to the order; None where nothing counts as recorded (in error)."""
    said = Outcome(outcome)
    return Kept.COUNTED if said.counts(counts) else _MEANS.get(said)


def outcome_fault(outcome: Outcome) -> str:
    """Why this outcome cannot be recorded at a meeting of an order; empty when it can."""
    if outcome in OFFERED:
        return ""
    return (
        "At a meeting of an order, choose “reason not known yet” or an acceptable reason. "
        "That there was no reasonable excuse is the supervisor's own opinion, and is not recorded here"
    )
