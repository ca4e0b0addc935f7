"""`./run soak`: the storms of the tests for much longer, on both databases, in pieces.

`--only sqlite` or `--only postgresql` runs one of them, `--pieces 2` fewer pieces; whatever else is given goes to each
storm. The texting hours of the product's clock are over after fourteen minutes, so no piece may last longer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LAGS = (0, 80, 2400, 240, 1200)
"""How far the provider's list may be behind, by the product's clock: none to a minute of real time, piece by piece."""
EACH = (
    *("--people", "400", "--booked", "500", "--drivers", "4", "--seconds", "30", "--longer", "480", "--progress"),
    *("--acts", "book=44,cancel=20,move=16,change_number=12,stop=4,withdraw=3,die=1"),
)


@dataclass(frozen=True)
class Soak:
    """How many pieces, and what each must have done at least."""

    pieces: int
    each: tuple[tuple[str, int], ...]

    @property
    def arguments(self) -> list[str]:
        """What one piece is asked for."""
        return [word for name, count in self.each for word in (f"--{name}", str(count))]


SOAKS = {
    "sqlite": Soak(10, (("kills", 100), ("pauses", 6), ("texts", 400), ("changes", 300))),
    "postgresql": Soak(6, (("kills", 100), ("pauses", 5), ("restarts", 2), ("texts", 350), ("changes", 350))),
}
SUMMED = {
    "kills": "kills",
    "pauses": "pauses",
    "restarts": "restarts",
    "texts": "texts taken by the provider",
    "changes": "changes",
}


def read(table: str) -> Counter[str]:
    """The figures that a storm printed, by name."""
    found: Counter[str] = Counter()
    for line in table.splitlines():
        name, value = line[:32].strip(), line[32:].strip()
        if name in SUMMED.values() and value.isdigit():
            found[name] += int(value)
    return found


def fell_short(soak: Soak, pieces: int, done: Counter[str]) -> list[str]:
    """What all pieces together did less often than the soak says: then it proves less than it seems to."""
    asked = {SUMMED[name]: count * pieces for name, count in soak.each}
    return [f"{done[name]} {name}, not {count}" for name, count in asked.items() if done[name] < count]


def run(database: str, soak: Soak, pieces: int, more: Sequence[str]) -> bool:
    """Run its pieces one by one, show each and their sum; whether every promise was kept and nothing fell short."""
    done: Counter[str] = Counter()
    good, begun = True, time.monotonic()
    for nth in range(pieces):
        _say([f"\n{database}, piece {nth + 1} of {pieces}"])
        lag = ("--list-lag", str(LAGS[nth % len(LAGS)]))
        command = [sys.executable, "-m", "tests.harness", "--database", database, *EACH, *lag, *soak.arguments, *more]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        _say(["", ended.stdout.rstrip()])
        done += read(ended.stdout)
        good = good and ended.returncode == 0
    short = fell_short(soak, pieces, done)
    _say([f"\n{database}, together, in {time.monotonic() - begun:.0f} seconds"])
    _say(f"{name:32}{done[name]}" for name in SUMMED.values())
    _say([f"{'done too little':32}{'; '.join(short)}"] if short else [])
    return good and not short


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 where a promise was broken or a run fell short."""
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--only", choices=list(SOAKS), help="one database only")
    parser.add_argument("--pieces", type=int, help="fewer pieces than the whole")
    asked, more = parser.parse_known_args(arguments)
    found = [
        run(database, soak, asked.pieces or soak.pieces, more)
        for database, soak in SOAKS.items()
        if asked.only in (None, database)
    ]
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
