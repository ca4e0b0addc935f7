"""What is asked in one minute, and how the answers are counted so that none is anybody's."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_COMMENT = 500
FEW = 5
"""Counts under this are not in what is shared (review 8.3)."""
HIDDEN = "<5"
ALSO_HIDDEN = "not shown"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
MOST_A_DAY = 300
"""So many answers a day by one code are more than any drop-in has (ours)."""


class How(StrEnum):
    """How an answer came."""

    PAPER = "paper"
    CODE = "code"


class Said(StrEnum):
    """The answers to every question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def words(self) -> str:
        """As shown."""
        return {"yes": "Yes", "partly": "Partly", "no": "No"}[self.value]


QUESTIONS: Mapping[str, str] = {
    "listened": "Did somebody listen to you?",
    "helped": "Did you get what you came for?",
    "safe": "Did you feel safe here?",
    "again": "Would you tell a friend to come?",
}
COMMENT = "What should we do differently?"


@dataclass(frozen=True)
class QuestionResult:
    """One question: its answers in words beside how often each was given, and how many answered it."""

    words: str
    rows: tuple[tuple[str, str], ...]
    answered: int


@dataclass(frozen=True)
class Results:
    """What was said in a period. `answers` counts the pages filled in."""

    answers: int
    questions: tuple[QuestionResult, ...]


def counted(answers: int, counts: Mapping[str, Mapping[str, int]], *, shared: bool) -> Results:
    """The results of a period from how often each answer was given, by question and answer.

    With `shared`, counts under five are hidden, and a second one where its neighbours and the whole would give a single
    hidden one away; with fewer than five pages nothing but that is said.
    """
    found = []
    for key, words in QUESTIONS.items():
        each = [counts.get(key, {}).get(one.value, 0) for one in Said]
        shown = hidden(each) if shared else [f"{number:,}" for number in each]
        rows = tuple((one.words, text) for one, text in zip(Said, shown, strict=True))
        found.append(QuestionResult(words, rows, 0 if shared and sum(each) < FEW else sum(each)))
    return Results(0 if shared and answers < FEW else answers, tuple(found))


def hidden(each: list[int]) -> list[str]:
    """Counts as they may be shared: none under five but 0, and never exactly one hidden."""
    small = {place for place, number in enumerate(each) if 0 < number < FEW}
    if len(small) == 1:
        others = [place for place, number in enumerate(each) if number and place not in small]
        small |= set(sorted(others, key=lambda place: each[place])[:1])
    return [
        (HIDDEN if each[place] < FEW else ALSO_HIDDEN) if place in small else f"{number:,}"
        for place, number in enumerate(each)
    ]


def new_code() -> str:
    """A code for a card: read aloud and typed without doubt."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(typed.split()).replace("-", "").upper()
