"""What the provider really took: an append-only file, a line of JSON for each thing that happened. It is the truth."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path


class Ledger:
    """The provider's own end of the file."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, **said: object) -> None:
        """Write one line, whole."""
        os.write(self._file, (json.dumps({"what": what, **said}) + "\n").encode())


@dataclass(frozen=True)
class Taken:
    """A text that the provider accepted: at a monotonic reading, and by its own clock (UTC)."""

    token: str
    number: str
    sid: str
    at: float
    created: dt.datetime


@dataclass
class Truth:
    """The file read back."""

    taken: list[Taken] = field(default_factory=list)
    posted: list[tuple[float, str, str]] = field(default_factory=list)
    """Each post that was read whole: when (monotonic), for which text, and what was done about it."""
    told: list[tuple[float, float, int]] = field(default_factory=list)
    """Each callback: when it was answered (monotonic), after how many ms, and with which status; 0 for none."""

    def by_token(self) -> dict[str, list[Taken]]:
        """What was accepted, by text."""
        found: dict[str, list[Taken]] = defaultdict(list)
        for one in self.taken:
            found[one.token].append(one)
        return found


def read(path: Path) -> Truth:
    """Everything the provider wrote down."""
    truth = Truth()
    for line in path.read_text().splitlines():
        said = json.loads(line)
        if said["what"] == "taken":
            created = dt.datetime.fromisoformat(said["created"])
            truth.taken.append(Taken(said["token"], said["to"], said["sid"], said["at"], created))
        elif said["what"] == "posted":
            truth.posted.append((said["at"], said["token"], said["fault"]))
        elif said["what"] == "told":
            truth.told.append((said["at"], said["ms"], said["heard"]))
    return truth
