"""X6: what a shared version leaves out cannot be worked out from it, by trying every number that could have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.rules.hiding import AtMost, Law, Mark, Sum, hidden
from monitoring.rules.laws import laws

FORMS = (
    (Sum("total", ("a", "b", "c")),),
    (Sum("total", ("a", "b")), Sum("total", ("c", "d"))),
    (Sum("total", ("a", "b")), Sum("b", ("c", "d"))),
    (Sum("total", ("a", "b", "c")), AtMost("d", ("a",)), AtMost("a", ("total",))),
    (Sum("total", ("a", "b")), AtMost("d", ("c",)), AtMost("c", ("d",)), AtMost("c", ("total",))),
    (AtMost("total", ("a", "b", "c")), AtMost("a", ("total",)), AtMost("b", ("total",)), AtMost("c", ("total",))),
)
MOST = 8


def holds(law: Law, numbers: Mapping[str, int]) -> bool:
    if isinstance(law, Sum):
        return numbers[law.total] == sum(numbers[one] for one in law.parts)
    return numbers[law.less] <= sum(numbers[one] for one in law.more)


def possible(numbers: Mapping[str, int], marks: Mapping[str, Mark], known: Sequence[Law]) -> Iterator[dict[str, int]]:
    """Every set of numbers that would be shown as this: what somebody could find with a pencil and all day."""
    least_most = {Mark.SMALL: (1, 4), Mark.NOT_SHOWN: (5, 2 * MOST), Mark.GROUP: (0, 2 * MOST)}
    names = list(marks)
    for guess in product(*(range(least_most[marks[one]][0], least_most[marks[one]][1] + 1) for one in names)):
        tried = {**numbers, **dict(zip(names, guess, strict=True))}
        if all(holds(law, tried) for law in known):
            yield tried


@st.composite
def counts(draw: st.DrawFn) -> tuple[dict[str, int], tuple[Law, ...]]:
    """Numbers that keep the laws of one of the forms."""
    known = draw(st.sampled_from(FORMS))
    small = st.integers(0, 7)
    numbers = {name: draw(small) for name in ("a", "b", "c", "d")}
    for law in reversed(known):
        if isinstance(law, Sum):
            if law.total in numbers or "total" in numbers:
                numbers[law.parts[0]] = max(0, numbers.get(law.total, 0) - sum(numbers[one] for one in law.parts[1:]))
            numbers[law.total] = sum(numbers[one] for one in law.parts)
    numbers.setdefault("total", draw(small))
    names = {one for law in known for one in (getattr(law, "total", ""), getattr(law, "less", "")) if one}
    names |= {one for law in known for one in (law.parts if isinstance(law, Sum) else law.more)}
    return {name: numbers[name] for name in sorted(names)}, known


@settings(max_examples=80, deadline=None)
@given(made=counts())
def test_nothing_left_out_can_be_worked_out(made: tuple[dict[str, int], tuple[Law, ...]]) -> None:
    numbers, known = made
    if not all(holds(law, numbers) for law in known):
        known = tuple(law for law in known if holds(law, numbers))
    marks = hidden(numbers, known)
    assert all(name in marks for name, number in numbers.items() if 0 < number < 5)
    could_be: dict[str, set[int]] = {name: set() for name in marks}
    for tried in possible(numbers, marks, known):
        for name in marks:
            could_be[name].add(tried[name])
        if all(len(found) > 1 for found in could_be.values()):
            return
    assert not marks, f"{numbers} shown as {marks} gives away {could_be}"


@pytest.mark.parametrize(
    ("numbers", "marks"),
    [
        pytest.param({"total": 9, "a": 0, "b": 9}, {}, id="nothing is not small"),
        pytest.param({"total": 14, "a": 5, "b": 9}, {}, id="five is not small"),
        pytest.param({"total": 20, "a": 4, "b": 9, "c": 7}, {"a": "<5", "c": "not shown"}, id="the next smallest too"),
        pytest.param({"total": 12, "a": 4, "b": 1, "c": 7}, {"a": "<5", "b": "<5"}, id="two hide each other"),
        pytest.param(
            {"total": 9, "a": 1, "b": 1, "c": 7},
            {"a": "<5", "b": "<5", "c": "not shown"},
            id="two that can only be one each do not",
        ),
        pytest.param(
            {"total": 3, "a": 3, "b": 0},
            {"total": "<5", "a": "none of these is shown", "b": "none of these is shown"},
            id="a small total takes its parts with it",
        ),
    ],
)
def test_what_is_left_out(numbers: dict[str, int], marks: dict[str, str]) -> None:
    parts = tuple(name for name in numbers if name != "total")
    assert hidden(numbers, [Sum("total", parts)]) == marks


def test_one_that_is_among_another_is_not_given_away_by_it() -> None:
    """All but four of the 81 came in the first two months: so at least four came in the third, and four it would be."""
    numbers = {"individuals": 81, "first": 40, "second": 37, "third": 4}
    known = [AtMost("individuals", ("first", "second", "third"))]
    marks = hidden(numbers, known)
    assert marks["third"] is Mark.SMALL
    assert len({tried["third"] for tried in possible_in(numbers, marks, known)}) > 1


def possible_in(numbers: Mapping[str, int], marks: Mapping[str, Mark], known: Sequence[Law]) -> list[dict[str, int]]:
    found = []
    for third, other in product(range(1, 5), range(5, 90)):
        tried = dict(numbers) | {"third": third} | {name: other for name in marks if name != "third"}
        if all(holds(law, tried) for law in known):
            found.append(tried)
    return found


def test_a_quarter_has_the_same_gaps_whatever_stands_beside_it() -> None:
    """The same numbers give the same gaps, so versions of two quarters side by side say no more than each alone; and
    every name of a law that the page knows is passed over where nothing was counted."""
    numbers = {"referrals": 20, "status.completed": 17, "status.new": 3, "first_kept": 18, "first_not_kept": 2}
    assert hidden(numbers, laws(numbers)) == hidden(dict(reversed(numbers.items())), laws(reversed(list(numbers))))
    marks = hidden(numbers, laws(numbers))
    assert {"status.completed", "first_kept"} <= set(marks), "a rate of 17 among 20 would say that three are not"
    assert inf > len(marks) > 3
