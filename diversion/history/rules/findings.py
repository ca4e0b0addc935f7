"""What came of checking a file: how many rows are new, what is wrong with others, who may be somebody known."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from casework.people.rules.likeness import WhoIs
from diversion.history.rules.problems import Problem
from diversion.history.rules.repeats import PaperPerson, Repeat


@dataclass(frozen=True)
class Alike:
    """A person of the file who may be somebody else of it, or of Waymark: first line, lines, and who else."""

    line: int
    name: str
    known_as: str
    born: str
    mobile: bool
    lines: list[int]
    records: list[str] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=list)
    """Of each of `others`: the name, what they are known as, and the date of birth."""


@dataclass(frozen=True)
class Findings:
    """`fresh` rows would be brought in, of `people`, `joined` of whom are in Waymark; `known` are there already."""

    total: int
    fresh: int
    known: int
    people: int
    joined: int
    problems: list[Problem] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    out: int = 0

    @property
    def bad_lines(self) -> list[int]:
        """The lines that cannot be used, in the order of the file."""
        return sorted({problem.line for problem in self.problems})

    def packed(self) -> bytes:
        """Small enough to wait in the database; sealed there by its column."""
        return zlib.compress(json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "replace"), 6)


def unpacked(packed: bytes) -> Findings:
    """What `packed` gave."""
    found = json.loads(zlib.decompress(packed))
    found["problems"] = [Problem(**one) for one in found["problems"]]
    found["repeats"] = [Repeat(**one) for one in found["repeats"]]
    found["alike"] = [Alike(**one) for one in found["alike"]]
    return Findings(**found)


def who(person: PaperPerson) -> WhoIs:
    """The person of some rows, for comparing."""
    family, given = person.spelling
    return WhoIs(given, family, person.key[2], person.known_as)


def alike(person: PaperPerson, *, records: Sequence[str], others: Sequence[tuple[int, WhoIs]]) -> Alike:
    """The question about one person of the file; `others` are people further up in it, by their first lines."""
    found = who(person)
    return Alike(
        line=min(row.line for row in person.rows),
        name=f"{found.given_name} {found.family_name}",
        known_as=found.known_as,
        born=_born(found),
        mobile=bool(person.mobile),
        lines=sorted(row.line for row in person.rows),
        records=list(records),
        others=[line for line, _one in others],
        said=[[f"{one.given_name} {one.family_name}", one.known_as, _born(one)] for _line, one in others],
    )


def _born(one: WhoIs) -> str:
    return one.date_of_birth.isoformat() if one.date_of_birth else ""
