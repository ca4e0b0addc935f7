"""The index of names says what comparing everybody's names one by one says, in the same order (promises Q5)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.people.rules import names
from casework.people.rules.index import NameIndex

PARTS = st.sampled_from(
    ["Jo", "Joanna", "joana", "O'Brien", "Łukasz", "de la Mare", "Brien-Hale", "Hale", "Zoë", "", "Al"]
)
PEOPLE = st.dictionaries(st.integers(1, 9), st.tuples(PARTS, PARTS, PARTS), max_size=6)
TERMS = st.sampled_from(
    ["jo", "joanna", "brien", "o brien", "jo hale", "lukas", "hlae", "x", "  ", "mare de", "zoe", "ana"]
)


def _one_by_one(term: str, people: dict[int, tuple[str, str, str]]) -> list[int]:
    hits = [(names.rank(term, *known), key) for key, known in people.items() if names.matches(term, *known)]
    return [key for _, key in sorted(hits)]


@settings(max_examples=60, deadline=None)
@given(PEOPLE, PEOPLE, TERMS | st.text("abejlnorz '", max_size=8))
def test_it_says_what_one_by_one_says(
    before: dict[int, tuple[str, str, str]], people: dict[int, tuple[str, str, str]], term: str
) -> None:
    """Whoever was known before, was renamed or is gone is found by nothing that they are no longer called."""
    index = NameIndex()
    for key, known in before.items():
        index.put(key, known)
    for key in before.keys() - people.keys():
        index.drop(key)
    for key, known in people.items():
        index.put(key, known)
    assert list(index.find(term)) == _one_by_one(term, people)
    assert len(index) == len(people)


@settings(max_examples=60, deadline=None)
@given(st.text("abcd", min_size=4, max_size=7), st.text("abcd", min_size=3, max_size=8))
def test_no_slip_is_overlooked(term: str, name: str) -> None:
    index = NameIndex()
    index.put(1, (name,))
    assert bool(list(index.find(term))) is names.matches(term, name)
