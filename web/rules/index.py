"""People of ours by what a line may say of them, so that each line is compared with few and a list takes no time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from web.rules.alike import Known, begins, close
from web.rules.pasted import Entry
from web.rules.vocabulary import LIST_WORDS, PROSE

MOST_NEAR = 300
"""The most people that one line is compared with: beyond that a name says nothing without a birth date."""

MOST_WORDS = 12
ALONE = ""
"""Stands for the other name of somebody who has one name only."""


@dataclass
class Index:
    """Everybody of an agency. `by_part` leads from one part of a name to the other parts, and from those to people."""

    known: dict[int, Known] = field(default_factory=dict)
    by_part: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    by_birth: dict[dt.date, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Known) -> None:
        """Keep a person under each part of each name, and under the birth date."""
        self.known[one.key] = one
        parts = {*one.given, *one.family, *(part for parts in one.called for part in parts)}
        for part in parts:
            for other in parts - {part} or {ALONE}:
                self.by_part[part][other].append(one.key)
        if one.born is not None:
            self.by_birth[one.born].append(one.key)

    def near(self, entry: Entry) -> set[int]:
        """Those whom a line can mean: both names the same, or one the same and the other close or the date close.

        The same birth date comes first, so that a crowd of one name never hides whom the date points to.
        """
        words = list(dict.fromkeys(_names(entry)))[:MOST_WORDS]
        exact = (key for word in words for other in words if other != word for key in self._both(word, other))
        births = (key for born in entry.born for key in self.by_birth.get(born, ()) if self._shares(key, words))
        every = chain(births, exact, self._close(words), self._one_name(words, entry))
        return set(islice(dict.fromkeys(islice(every, MOST_NEAR * 10)), MOST_NEAR))

    def _both(self, word: str, other: str) -> list[int]:
        return self.by_part[word].get(other, []) if word in self.by_part else []

    def _close(self, words: list[str]) -> Iterator[int]:
        for word in words:
            for other, keys in self.by_part[word].items() if word in self.by_part else ():
                if other == ALONE or any(close(other, one) or begins(other, one) for one in words if one != word):
                    yield from keys

    def _one_name(self, words: list[str], entry: Entry) -> Iterator[int]:
        """With a birth date on the line, one name that is the same is enough to look at the dates."""
        if entry.born:
            for word in words:
                yield from chain.from_iterable(self.by_part[word].values() if word in self.by_part else ())

    def _shares(self, key: int, words: list[str]) -> bool:
        one = self.known[key]
        parts = (*one.given, *one.family, *(part for parts in one.called for part in parts))
        return any(close(part, word) for part in parts for word in words)


def _names(entry: Entry) -> Iterator[str]:
    """Words that are likelier names first: people are called Page and Street, but seldom."""
    usual = [word for word in entry.words if word not in LIST_WORDS and word not in PROSE]
    return chain(usual, entry.words)
