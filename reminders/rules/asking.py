"""What texts ask of people beyond the text itself: a number gone bad, a shared number, the next best agreed way."""

from __future__ import annotations

from enum import StrEnum

from casework.people.rules.contact import Answer

AT_ONCE = frozenset({21211, 21214, 21217, 21614})
"""The provider says that this is no number to text: it is bad from the first time (case S5)."""
TWICE = frozenset({30003, 30004, 30005, 30006, 21612})
"""Unreachable, blocked, unknown or a landline: twice in a row and the number is bad (promises T5)."""


class Asking(StrEnum):
    """Something that a person's worker is asked to look at. The value is what the database keeps."""

    NUMBER_BAD = "number_bad"
    OTHERS_ON = "others_on"


_WORDS = {
    Asking.NUMBER_BAD: "Texts to their number fail. Confirm the number again",
    Asking.OTHERS_ON: "Somebody else with this number wants texts again. Ask whether theirs may go too",
}


def words(kind: Asking) -> str:
    """What staff read."""
    return _WORDS[kind]


def other_way(call: str, voicemail: str, letters: str) -> str:
    """The next best way they agreed to, when a text did not reach them (ux 2.5): never one they did not name."""
    if call == Answer.YES:
        return "Call them; a voicemail is OK" if voicemail == Answer.YES else "Call them, and leave no voicemail"
    return "Write to them" if letters == Answer.YES else "See them in person"
