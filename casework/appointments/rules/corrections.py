"""Why a record of what happened was corrected: a new row always says (domain rule 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casework.appointments.rules.outcomes import Outcome

LONGEST_WORDS = 300


class CorrectedBecause(StrEnum):
    """The short answers to "why is it corrected?", most frequent first."""

    WRONG_BUTTON = "wrong_button"
    WRONG_PERSON = "wrong_person"
    LEARNED_MORE = "learned_more"
    TWO_ANSWERS = "two_answers"
    OTHER = "other"
    REASON_KNOWN = "reason_known"
    TAKEN_BACK = "taken_back"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]


_WORDS = {
    CorrectedBecause.WRONG_BUTTON: "The wrong answer was pressed",
    CorrectedBecause.WRONG_PERSON: "It was about somebody else, or another time",
    CorrectedBecause.LEARNED_MORE: "We have learned more since",
    CorrectedBecause.TWO_ANSWERS: "Two people answered differently",
    CorrectedBecause.OTHER: "Another reason",
    CorrectedBecause.REASON_KNOWN: "The reason is known now",
    CorrectedBecause.TAKEN_BACK: "Taken back at once, before anything had left",
}
OFFERED = tuple(why for why in CorrectedBecause if why not in {"reason_known", "taken_back"})
"""What a person can choose. The other two follow from what is recorded and by which button."""


@dataclass(frozen=True)
class Why:
    """Why a record was corrected, with words of their own where somebody added any."""

    because: CorrectedBecause
    words: str = ""


def implied(before: Outcome, after: Outcome) -> Why | None:
    """What need not be asked: a reason that was not known yet is known now, or it was recorded in error."""
    if before is Outcome.REASON_NOT_KNOWN and after.means_missed:
        return Why(CorrectedBecause.REASON_KNOWN)
    return Why(CorrectedBecause.WRONG_BUTTON) if after.leaves_it_open else None


def why_faults(why: Why | None) -> dict[str, str]:
    """What is missing of the reason for a correction, by form field."""
    if why is None:
        return {"why": "Choose why it is corrected"}
    if why.because is CorrectedBecause.OTHER and not why.words.strip():
        return {"why_words": "Enter why it is corrected"}
    if len(why.words) > LONGEST_WORDS:
        return {"why_words": f"Enter {LONGEST_WORDS} characters at most"}
    return {}
