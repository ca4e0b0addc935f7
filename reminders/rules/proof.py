"""What may be said to a court of one text: no more than is proven (promises T26 and P34, case T11).

Four words and no others: handed over, accepted, delivered (only where the provider's signed receipt is stored), and not
known whether it arrived. "Delivered" is said of the handset and is never "read" (domain rule 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.kernel.words import short_moment
from reminders.rules.kinds import APPOINTMENT_REMINDERS, CONFIRMATIONS, TextKind
from reminders.rules.life import TextState

NOT_KNOWN = "not known whether it arrived"
NOT_SENT = "not sent"
_NEVER_LEFT = frozenset({TextState.PLANNED, TextState.CLAIMED, TextState.CANCELLED, TextState.DROPPED,
                         TextState.EXPIRED, TextState.KEPT})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """What is stored of one text. Moments are aware; `receipt_at` is when a signed receipt of delivery was stored."""

    kind: str
    state: TextState
    handed_at: datetime | None = None
    accepted_at: datetime | None = None
    receipt_at: datetime | None = None


def evidence(proof: Proof) -> str:
    """One line for the court: which text, and what is known of it.

    A text that a provider says did not arrive is said so in the provider's name. One that never left is "not sent".
    """
    return f"{called(proof.kind)}: {_known(proof)}"


def called(kind: str) -> str:
    """What sort of text it was, without its words."""
    if kind in APPOINTMENT_REMINDERS:
        return "Reminder by text"
    if kind in CONFIRMATIONS:
        return "Time and place by text"
    return "Text after the meeting" if kind == TextKind.MISSED else "Text"


def _known(proof: Proof) -> str:
    if proof.receipt_at is not None:
        return f"delivered to the handset, by the provider’s signed receipt of {short_moment(proof.receipt_at)}"
    if proof.state in _NEVER_LEFT and proof.accepted_at is None:
        return NOT_SENT
    if proof.state is TextState.REJECTED:
        return "not sent: the provider did not accept it"
    if proof.state in {TextState.UNDELIVERED, TextState.FAILED}:
        return f"{_handed(proof)}; the provider reports that it did not arrive"
    if proof.accepted_at is not None:
        return f"accepted by the provider {short_moment(proof.accepted_at)}; {NOT_KNOWN}"
    return f"{_handed(proof)}; {NOT_KNOWN}"


def _handed(proof: Proof) -> str:
    when = f" {short_moment(proof.handed_at)}" if proof.handed_at else ""
    return f"handed over to the provider{when}"
