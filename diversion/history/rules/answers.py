"""What a manager answered about a file: which column is which, what was put right, who is whom."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field

from diversion.history.rules.repeats import PaperPerson

NEW = "new"
LINE = "line:"


@dataclass(frozen=True)
class Answers:
    """`fixes` are cells by line and heading; `out` are lines left out by choice; `same` says of the person whose first
    line it is whether they are somebody new, the person of another line of the file, or a record by its reference."""

    matching: list[str] = field(default_factory=list)
    fixes: dict[int, dict[str, str]] = field(default_factory=dict)
    out: list[int] = field(default_factory=list)
    same: dict[int, str] = field(default_factory=dict)

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def answers(text: str | None) -> Answers:
    """What `text` gave; nothing answered yet for None."""
    found = json.loads(text or "{}")
    return Answers(
        matching=list(found.get("matching", [])),
        fixes={int(line): dict(cells) for line, cells in found.get("fixes", {}).items()},
        out=list(found.get("out", [])),
        same={int(line): said for line, said in found.get("same", {}).items()},
    )


def first_line(person: PaperPerson) -> int:
    """The line by which a person of the file is spoken of."""
    return min(row.line for row in person.rows)


def together(people: Iterable[PaperPerson], same: Mapping[int, str]) -> list[PaperPerson]:
    """The people of a file, those joined whom somebody said to be one; the others, and the order, as they were."""
    found = {first_line(one): one for one in people}
    for line in sorted(found, reverse=True):
        target = _target(line, same)
        if target != line and target in found:
            one = found.pop(line)
            rows = sorted((*found[target].rows, *one.rows), key=lambda row: (row.arrested_on, row.line))
            found[target] = PaperPerson(tuple(rows))
    return list(found.values())


def _target(line: int, same: Mapping[int, str]) -> int:
    """Where a line of answers leads: always upwards in the file, so that it ends."""
    said = same.get(line, "")
    above = int(said.removeprefix(LINE)) if said.startswith(LINE) else line
    return _target(above, same) if above < line else line


def unanswered(asked: Collection[int], same: Mapping[int, str]) -> int:
    """How many of those asked about nobody has answered yet."""
    return sum(line not in same for line in asked)
