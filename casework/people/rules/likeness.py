"""Might two records be one person? Only ever a question to the worker: nothing joins them by itself (promises R6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import jellyfish

from casework.people.rules.names import folded


@dataclass(frozen=True)
class WhoIs:
    """A name with what else she is called, and a date of birth where it is known."""

    given_name: str
    family_name: str
    date_of_birth: dt.date | None
    known_as: str = ""


def may_be_same(one: WhoIs, other: WhoIs) -> bool:
    """Whether to ask "Is this the same person?": names close and birth dates close, a date not known being close."""
    return _names_close(one, other) and _births_close(one.date_of_birth, other.date_of_birth)


def surely_same(one: WhoIs, other: WhoIs) -> bool:
    """Whether full name and date of birth agree exactly once folded: first in the list, still only a question."""
    born = one.date_of_birth
    return born is not None and born == other.date_of_birth and _full(one) == _full(other)


def _full(who: WhoIs) -> tuple[str, str]:
    return folded(who.given_name), folded(who.family_name)


def _names_close(one: WhoIs, other: WhoIs) -> bool:
    (given, family), (given2, family2) = _full(one), _full(other)
    called, called2 = {given, folded(one.known_as)} - {""}, {given2, folded(other.known_as)} - {""}
    if _close(family, family2) and any(_close(a, b) for a in called for b in called2):
        return True
    return bool(given and family) and given == family2 and family == given2


def _close(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    if one == other or (min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))):
        return True
    return min(len(one), len(other)) >= 4 and jellyfish.damerau_levenshtein_distance(one, other) <= 1


def _births_close(one: dt.date | None, other: dt.date | None) -> bool:
    """Equal, not known, one part differing, or day and month changed places."""
    if one is None or other is None or one == other:
        return True
    same = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return same == 2 or (one.year == other.year and (one.day, one.month) == (other.month, other.day))
