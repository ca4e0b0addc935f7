"""The names of one agency's people, folded and laid out so that a search of 20,000 takes milliseconds (promises Q5).

It says nothing that `names.matches` and `names.rank` would not say of each person alone, only sooner: every different
word is compared once, however many are called so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

import jellyfish

from casework.people.rules.names import folded

SLIP_FROM = 4
"""Words of fewer letters are forgiven no slip."""


class NameIndex:
    """Numbers of people by the parts of their names. Not for two threads at once."""

    def __init__(self) -> None:
        self._parts: dict[str, set[int]] = {}
        self._names: dict[int, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, key: int) -> bool:
        return key in self._names

    def put(self, key: int, names: Iterable[str]) -> None:
        """Know this person by these names and by no others."""
        self.drop(key)
        self._names[key] = known = tuple(sys.intern(folded(name)) for name in names if name)
        for part in _parts(known):
            self._parts.setdefault(sys.intern(part), set()).add(key)

    def drop(self, key: int) -> None:
        """Know this person no longer."""
        for part in _parts(self._names.pop(key, ())):
            self._parts[part].discard(key)
            if not self._parts[part]:
                del self._parts[part]

    def find(self, term: str) -> Iterator[int]:
        """Everybody in whose names every word of `term` stands, is part of a part, or is one slip away from it: whole
        names first, then those whose parts begin so, then the rest, each in the order of their numbers."""
        wanted = list(dict.fromkeys(folded(term).split()))
        whole = {key for key in self._all(wanted, self._exactly) if self._is_whole(key, wanted, folded(term))}
        yield from sorted(whole)
        begun = self._all(wanted, self._beginning) - whole
        yield from sorted(begun)
        yield from sorted(self._all(wanted, self._like) - begun - whole)

    def _all(self, wanted: list[str], of: Callable[[str], set[int]]) -> set[int]:
        found: set[int] | None = None
        for word in wanted:
            found = of(word) if found is None else found & of(word)
            if not found:
                break
        return found or set()

    def _exactly(self, word: str) -> set[int]:
        return self._parts.get(word, set())

    def _beginning(self, word: str) -> set[int]:
        return self._of(part for part in self._parts if part.startswith(word))

    def _like(self, word: str) -> set[int]:
        parts = [part for part in self._parts if word in part]
        return self._of((*parts, *self._slips(word)))

    def _slips(self, word: str) -> list[str]:
        """Parts one slip away. A slip cannot be at both ends of so long a word: one of its end letters stays."""
        if len(word) < SLIP_FROM:
            return []
        first, last, many = word[0], word[-1], len(word)
        near = [part for part in self._parts if (part[0] == first or part[-1] == last) and -2 < len(part) - many < 2]
        return [part for part in near if jellyfish.damerau_levenshtein_distance(word, part) <= 1]

    def _of(self, parts: Iterable[str]) -> set[int]:
        return set().union(*(self._parts[part] for part in parts))

    def _is_whole(self, key: int, wanted: list[str], term: str) -> bool:
        known = self._names[key]
        return term in known or _parts(known) == set(wanted)


def _parts(known: Iterable[str]) -> set[str]:
    return {part for name in known for part in name.split()}
