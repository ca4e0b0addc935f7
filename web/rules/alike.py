"""Is this line of somebody's list a person of ours? A match, a possible match with what agrees, or no record.

Never more than a question unless two things agree (PACDH: "Possible match, check"; two identifiers, `domain.md`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

import jellyfish

from web.rules.pasted import Entry

MOST_POSSIBLE = 5
"""The most people that one line is compared with on the page, the likeliest first."""


class Fit(IntEnum):
    """How well one thing agrees; more is better."""

    DIFFERS = 0
    UNKNOWN = 1
    CLOSE = 2
    SAME = 3


class Verdict(StrEnum):
    """What the page says of a line."""

    MATCH = "match"
    POSSIBLE = "possible"
    NO_RECORD = "no_record"
    UNREAD = "unread"


@dataclass(frozen=True)
class Known:
    """A person of ours as lists may write them: folded parts of the names, and references by their fingerprints."""

    key: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    born: dt.date | None
    called: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Likeness:
    """One person beside one line: what agrees, what is close, what differs. `name` is of the whole name."""

    key: int
    given: Fit
    family: Fit
    born: Fit
    urn: Fit

    @property
    def name(self) -> Fit:
        """SAME for the whole name, CLOSE where every part is the same or one slip away."""
        return min(self.given, self.family)

    @property
    def is_match(self) -> bool:
        """Two things agree: the whole name and the birth date, or the reference and one of them."""
        if self.urn is Fit.SAME:
            return self.name >= Fit.CLOSE or self.born is Fit.SAME
        return self.name is Fit.SAME and self.born is Fit.SAME

    @property
    def is_possible(self) -> bool:
        """Close enough that somebody has to look: never settled by us."""
        if self.urn is Fit.SAME or self.name is Fit.SAME:
            return True
        if self.name is Fit.CLOSE:
            return self.born is not Fit.DIFFERS
        return self.born >= Fit.CLOSE and max(self.given, self.family) is Fit.SAME

    @property
    def agrees(self) -> tuple[str, ...]:
        """What is the same, in words."""
        return tuple(self._that(Fit.SAME))

    @property
    def differs(self) -> tuple[str, ...]:
        """What is not the same, in words; what neither side says is left out."""
        close = (f"{said} (close)" for said in self._that(Fit.CLOSE))
        return (*close, *self._that(Fit.DIFFERS))

    @property
    def weight(self) -> tuple[int, ...]:
        """The likelier, the more."""
        return (self.is_match, self.urn, self.name, self.born, self.family, self.given)

    def _that(self, fit: Fit) -> Iterator[str]:
        said = {"first name": self.given, "family name": self.family, "date of birth": self.born}
        yield from (words for words, found in {**said, "police reference": self.urn}.items() if found is fit)


def likeness(entry: Entry, known: Known, *, urn_owners: Collection[int]) -> Likeness:
    """Compare one line with one person. `urn_owners` are those whose reference stands on the line."""
    words = frozenset(entry.words)
    given, family = _given(known, words), _part(known.family, words)
    if any(words.issuperset(called) for called in known.called if len(called) > 1):
        given = family = Fit.SAME
    urn = Fit.UNKNOWN if not entry.urns else Fit.SAME if known.key in urn_owners else Fit.DIFFERS
    return Likeness(known.key, given, family, _births(entry.born, known.born), urn)


def verdict(entry: Entry, found: Collection[Likeness]) -> tuple[Verdict, list[Likeness]]:
    """What to say of a line, and of whom. Where two of ours fit, nothing is settled: both are possible."""
    likely = sorted((one for one in found if one.is_possible), key=lambda one: one.weight, reverse=True)
    matches = [one for one in likely if one.is_match]
    if len(matches) == 1:
        return Verdict.MATCH, matches
    if likely:
        return Verdict.POSSIBLE, (matches or likely)[:MOST_POSSIBLE]
    return (Verdict.NO_RECORD if entry.person else Verdict.UNREAD), []


@lru_cache(maxsize=100_000)
def close(one: str, other: str) -> bool:
    """Whether two parts of names are the same or, from four letters on, one slip apart or heard the same."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2:
        return False
    return jellyfish.damerau_levenshtein_distance(one, other) <= 1 or sound(one) == sound(other)


@lru_cache(maxsize=100_000)
def sound(name: str) -> str:
    """What a name sounds like: Josefine and Josephine are written down by different people."""
    return jellyfish.metaphone(name)


def begins(one: str, other: str) -> bool:
    """Whether one first name is the beginning of the other, as Jo is of Josephine."""
    return min(len(one), len(other)) >= 2 and (one.startswith(other) or other.startswith(one))


def _given(known: Known, words: frozenset[str]) -> Fit:
    """The first of the first names, or what she is called; the others need not stand on a list."""
    called = [parts[:1] for parts in known.called if len(parts) == 1]
    found = max(_part(parts, words) for parts in [known.given[:1], *called])
    firsts = [parts[0] for parts in [known.given, *called] if parts]
    short = found is Fit.DIFFERS and any(begins(first, word) for first in firsts for word in words)
    return Fit.CLOSE if short else found


def _part(parts: tuple[str, ...], words: frozenset[str]) -> Fit:
    if not parts:
        return Fit.UNKNOWN
    if words.issuperset(parts):
        return Fit.SAME
    return Fit.CLOSE if all(any(close(part, word) for word in words) for part in parts) else Fit.DIFFERS


def _births(said: tuple[dt.date, ...], known: dt.date | None) -> Fit:
    if not said or known is None:
        return Fit.UNKNOWN
    if known in said:
        return Fit.SAME
    return Fit.CLOSE if any(_nearly(one, known) for one in said) else Fit.DIFFERS


def _nearly(one: dt.date, other: dt.date) -> bool:
    """One part differs, or day and month changed places."""
    same = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return same == 2 or (one.year == other.year and (one.day, one.month) == (other.month, other.day))
