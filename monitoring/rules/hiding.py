"""Which counts a shared version leaves out, so that no difference gives a person away (promises X6).

Counts from 1 to 4 are left out. What is left out must not follow from what is shown: neither from a total less the
other parts, nor from one count being among another. The rule works out what a careful reader could still say of each
count left out, and leaves out more until no one of them has a single possible value. Each quarter is judged by itself,
so a quarter has the same gaps whichever others stand beside it, and two versions side by side say no more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from monitoring.rules.figures import SMALLEST


class Mark(StrEnum):
    """What stands in place of a count."""

    SMALL = "<5"
    NOT_SHOWN = "not shown"
    GROUP = "none of these is shown"


@dataclass(frozen=True)
class Sum:
    """The parts add up to the total: everything counted in it is in exactly one of them."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class AtMost:
    """`less` is never more than all of `more` together."""

    less: str
    more: tuple[str, ...]


Law = Sum | AtMost
Ranges = dict[str, tuple[float, float]]


def hidden(numbers: Mapping[str, int], laws: Sequence[Law]) -> dict[str, Mark]:
    """The counts that a shared version leaves out, and what stands in their place.

    `laws` is what anybody knows about the counts; names in it that have no number are passed over. A count of nothing
    is shown as it is, unless its whole group is left out.
    """
    known = [law for law in (_among(one, numbers) for one in laws) if law is not None]
    marks = {name: Mark.SMALL for name, number in numbers.items() if 0 < number < SMALLEST}
    _with_their_totals(marks, known)
    while given := _given_away(numbers, marks, known):
        _leave_out_more(given, numbers, marks, known)
        _with_their_totals(marks, known)
    return marks


def _among(law: Law, numbers: Mapping[str, int]) -> Law | None:
    """The law as far as it is about these counts; None where it is not, or where the records break it."""
    if isinstance(law, Sum):
        parts = tuple(one for one in law.parts if one in numbers)
        holds = bool(parts) and numbers.get(law.total) == sum(numbers[one] for one in parts)
        return Sum(law.total, parts) if holds else None
    if law.less not in numbers or any(one not in numbers for one in law.more):
        return None
    return law if numbers[law.less] <= sum(numbers[one] for one in law.more) else None


def _with_their_totals(marks: dict[str, Mark], laws: Iterable[Law]) -> None:
    """Where a total is left out its parts are too, all of them, and so on downwards."""
    sums = [law for law in laws if isinstance(law, Sum)]
    more = True
    while more:
        more = False
        for law in sums:
            if law.total in marks and any(marks.get(one) is not Mark.GROUP for one in law.parts):
                marks.update(dict.fromkeys(law.parts, Mark.GROUP))
                more = True


def ranges(numbers: Mapping[str, int], marks: Mapping[str, Mark], laws: Sequence[Law]) -> Ranges:
    """What a reader who knows the laws and sees the marks can say of each count: the least and the most it can be."""
    known = {name: _seen(numbers[name], marks.get(name)) for name in numbers}
    changed = True
    while changed:
        changed = False
        for law in laws:
            for name, least, most in _follows(law, known):
                was = known[name]
                known[name] = (max(was[0], least), min(was[1], most))
                changed |= known[name] != was
    return known


def _seen(number: int, mark: Mark | None) -> tuple[float, float]:
    if mark is None:
        return number, number
    return {Mark.SMALL: (1, SMALLEST - 1), Mark.NOT_SHOWN: (SMALLEST, inf), Mark.GROUP: (0, inf)}[mark]


def _follows(law: Law, known: Ranges) -> Iterator[tuple[str, float, float]]:
    """What one law says of each of its counts, given what is known of the others."""
    whole, parts = (law.total, law.parts) if isinstance(law, Sum) else (law.less, law.more)
    least, most = sum(known[one][0] for one in parts), sum(known[one][1] for one in parts)
    yield whole, least if isinstance(law, Sum) else 0, most
    low, high = known[whole]
    for one in parts:
        others_most = sum(known[other][1] for other in parts if other != one)
        others_least = sum(known[other][0] for other in parts if other != one)
        above = max(0.0, high - others_least) if isinstance(law, Sum) else inf
        yield one, 0 if others_most == inf else low - others_most, above


def _given_away(numbers: Mapping[str, int], marks: Mapping[str, Mark], laws: Sequence[Law]) -> list[str]:
    """The counts that are left out and can be one number only."""
    found = ranges(numbers, marks, laws)
    return [name for name in marks if found[name][0] == found[name][1]]


def _leave_out_more(given: list[str], numbers: Mapping[str, int], marks: dict[str, Mark], laws: Sequence[Law]) -> None:
    """One more count that stands in a law with one that is given away: the smallest, and a total only at last."""
    for name in given:
        near = [law for law in laws if name in _names(law)]
        parts = {one for law in near for one in _names(law) if not (isinstance(law, Sum) and one == law.total)}
        totals = {one for law in near for one in _names(law)} - parts
        for some in (parts, totals):
            free = [one for one in some if one not in marks and numbers[one]]
            if free:
                marks[min(free, key=lambda one: (numbers[one], one))] = Mark.NOT_SHOWN
                return
    near_all = {one for law in laws if set(given) & set(_names(law)) for one in _names(law)}
    silent = all(marks.get(one) is Mark.GROUP for one in near_all)
    marks.update(dict.fromkeys(numbers if silent else near_all, Mark.GROUP))  # nothing else is left: say nothing at all


def _names(law: Law) -> tuple[str, ...]:
    return (law.total, *law.parts) if isinstance(law, Sum) else (law.less, *law.more)
