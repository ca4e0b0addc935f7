"""What can be shown of a meeting that was told only by text: no more than is proven (domain rule 14; T26 and P34)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from orders.rules.instructions import ToldHow
from reminders.rules.kinds import APPOINTMENT_REMINDERS, CONFIRMATIONS
from reminders.rules.proof import NOT_SENT, Proof, evidence

CANNOT_SHOW = "We cannot show that this instruction reached them"
NONE_WENT = "No text that tells the time and place of this meeting is recorded as sent"
SAID_YES = "They answered yes by text"


@dataclass(frozen=True, slots=True)
class Instruction:
    """How a meeting was told as it stands now, and what is stored of the texts about it.

    `hows` are the tellings that count; `fixed_at` is when it was last moved (None: never) and `begins_at` when it
    begins; both are aware. `said_yes`: they answered yes to it since it was last moved.
    """

    hows: Collection[str]
    texts: Sequence[Proof]
    begins_at: datetime
    fixed_at: datetime | None = None
    said_yes: bool = False

    @property
    def by_text_alone(self) -> bool:
        """Whether it was told by text and in no other way."""
        return bool(self.hows) and set(self.hows) == {ToldHow.TEXT.value}


def known_of_it(told: Instruction) -> list[str]:
    """What is known of the texts that told the time and place; empty unless it was told by text alone.

    Each text with its own words: handed over, accepted, not known whether it arrived, delivered with a signed receipt.
    Where none was delivered before the meeting began, and nobody answered yes, the last line says that we cannot show
    that it reached them. It is a fact for whoever decides, and refuses nothing.
    """
    if not told.by_text_alone:
        return []
    lines = [evidence(one) for one in told.texts if _told_as_it_stands(one, told)]
    left = [line for line in lines if not line.endswith(NOT_SENT)] or [NONE_WENT]
    return [*left, SAID_YES] if told.said_yes else left if _reached(told) else [*left, CANNOT_SHOW]


def _told_as_it_stands(text: Proof, told: Instruction) -> bool:
    """A text of before the last move told another time."""
    tells = text.kind in APPOINTMENT_REMINDERS | CONFIRMATIONS
    return tells and (told.fixed_at is None or text.handed_at is None or text.handed_at >= told.fixed_at)


def _reached(told: Instruction) -> bool:
    """Whether one of them has a signed receipt of delivery from before the meeting began."""
    receipts = (one.receipt_at for one in told.texts if _told_as_it_stands(one, told))
    return any(at is not None and at < told.begins_at for at in receipts)
