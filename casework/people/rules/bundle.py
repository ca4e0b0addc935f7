"""What somebody is told of everything held about them: in plain words, without what is about others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from casework.kernel.words import clock_time, long_day
from casework.people.rules.names import folded

REMOVED = "[a name was removed]"
MASKED = "[a member of staff]"
_WORD = re.compile(r"[^\s,.;:!?()\[\]\"“”]+")
_INNER = frozenset(
    (
        *("id", "version", "owner", "fence", "lease_until", "next_try_at", "attempts", "quarantine_reason", "token"),
        *("plan_key", "digest", "body_digest", "number_index", "urn_index", "mobile_index", "known_by"),
        *("agency_id", "person_id", "superseded_at", "joined_to_id"),
    )
)
"""Columns that say nothing of anybody: how Waymark finds and sends its own rows."""


@dataclass(frozen=True)
class Entry:
    """One line: what it is called, and what it says."""

    name: str
    value: str


@dataclass(frozen=True)
class Record:
    """One row as its lines. `key` is what this entry is called while the bundle is made; `typed` says that it holds
    what somebody wrote, which may be about others; `left_out` is why it is not handed over, "" where it is."""

    key: str
    lines: tuple[Entry, ...]
    typed: bool = False
    left_out: str = ""


@dataclass(frozen=True)
class Section:
    """Everything of one kind."""

    title: str
    records: tuple[Record, ...]


WHY_LEFT_OUT = {
    "others": "It is about somebody else, who has not agreed that you see it",
    "confidence": "Somebody told us in confidence, and would be known by it",
    "harm": "Showing it could put somebody at serious risk of harm",
    "advice": "It is legal advice",
}
"""Why a single entry is kept back (Data Protection Act 2018, Schedules 2 and 3). Whoever gets the bundle reads it."""


def leave_out(sections: Sequence[Section], chosen: Mapping[str, str]) -> list[Section]:
    """The same sections with these entries (by key) kept back: of each stays that there is one, and why it is missing.

    `chosen` maps keys to codes of WHY_LEFT_OUT. Raises KeyError for an unknown code.
    """
    why = {key: WHY_LEFT_OUT[code] for key, code in chosen.items()}
    return [replace(one, records=tuple(_kept_back(record, why) for record in one.records)) for one in sections]


def _kept_back(record: Record, why: Mapping[str, str]) -> Record:
    if record.key not in why:
        return record
    return Record(record.key, (Entry("Left out", why[record.key]),), left_out=why[record.key])


def held_back(sections: Sequence[Section]) -> int:
    """How many entries are kept back."""
    return sum(bool(record.left_out) for one in sections for record in one.records)


def is_inner(column: str) -> bool:
    """Whether a column is left out of every bundle, whatever its table."""
    return column in _INNER


def called(column: str) -> str:
    """A column in plain words: "texts_from" is "Texts from", "recorded_by_id" is "Recorded by"."""
    return column.removesuffix("_id").replace("_", " ").capitalize()


def said(value: object) -> str:
    """A value as a person reads it; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return f"{long_day(value.date())}, {clock_time(value.time())}"
    if isinstance(value, dt.date):
        return long_day(value)
    if isinstance(value, dt.time):
        return clock_time(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def without_names(text: str, others: Collection[tuple[str, str]], called_by: Collection[str]) -> str:
    """The text with the names of other people taken out: any two words one after the other that are, folded, one of
    `others` (given and family name, or the other way about). `called_by` are folded words of the person's own names,
    which stay even where somebody else shares them.

    What Waymark cannot know is a name stays: somebody reads the bundle before it is handed over.
    """
    if not others:
        return text
    gone = list(_pairs(text, others, called_by))
    for start, end in reversed(gone):
        text = f"{text[:start]}{REMOVED}{text[end:]}"
    return text


def _pairs(text: str, others: Collection[tuple[str, str]], called_by: Collection[str]) -> Iterator[tuple[int, int]]:
    words = [(_plain(one.group()), one.start(), one.end()) for one in _WORD.finditer(text)]
    last = -1
    for (first, start, _), (second, _, end) in pairwise(words):
        theirs = {first, second} <= set(called_by)
        if start > last and not theirs and ((first, second) in others or (second, first) in others):
            last = end
            yield start, end


def _plain(word: str) -> str:
    return folded(word.removesuffix("'s").removesuffix("’s"))
