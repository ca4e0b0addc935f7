"""What a run did and found."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.table import Rows

MOST = 8


@dataclass
class Outcome:
    """Figures for reading, and all that is wrong: nothing, where every promise was kept."""

    rows: Rows
    wrong: dict[str, list[str]]
    heard: list[str] = field(default_factory=list)
    """What the product's processes said of themselves: shown only where something is wrong."""

    @property
    def good(self) -> bool:
        return not self.wrong

    def table(self) -> str:
        """For reading."""
        bad = [f"{name:40}{len(found)}   {'; '.join(found[:MOST])}" for name, found in self.wrong.items()]
        bad += [f"  {line}" for line in self.heard] if bad else []
        good = [f"{name:40}{value}" for name, value in self.rows]
        return "\n".join([*good, *bad, f"{'broken promises':40}{len(self.wrong)}"])


def heard(log: Path) -> list[str]:
    """What was said in a log of all processes: each kind of complaint and how often, then the end of what is no line of
    ours, such as a trace."""
    kinds: Counter[str] = Counter()
    others: list[str] = []
    for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
        try:
            said = json.loads(line)
            kinds[" ".join(str(said[name]) for name in ("event", "job", "fault", "at") if name in said)] += 1
        except (ValueError, TypeError):
            others.append(line)
    return [*(f"{times} x {kind}" for kind, times in kinds.most_common(30)), *others[-60:]]
