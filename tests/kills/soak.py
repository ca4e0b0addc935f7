"""The second part of `./run soak`: what the tests of kills, keys, migrations and restores do, at the promised lengths.

1,500 web processes die, PostgreSQL is restarted 50 times, 100,000 fields change keys through 20 kills on each database,
a migration is killed at every statement on both, 50 backups are put back by the commands themselves, and one of 20,000
people on each; and everybody who is kept out tries every route on both. One part by itself:
`python -m tests.kills.soak --part restores`; to see that it starts and ends, `--share 0.02` of its length.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

KILLS, RESTARTS, RESTORES = 750, 50, 25
FIELDS, KEY_KILLS, STATEMENTS, FEW = 100_000, 20, 100_000, 2
PEOPLE = 20_000
EACH_PERSON = 3
"""Sealed fields that somebody has at least: 500 people have 1,755."""
HOURS = ("--timeout", "7200")
"""Seconds that a test may take here, where it does hundreds of times what it does in `./run test`."""
Run = tuple[str, ...]


def parts(share: float) -> dict[str, list[Run]]:
    """What each part runs, at this share of its length: the drill puts a backup back on each of the two databases."""

    def some(whole: int, least: int = 1) -> int:
        return max(least, round(whole * share))

    people = str(some(FIELDS // EACH_PERSON, 100))
    rotating = ("tests.kills.rotating", "--kills", str(some(KEY_KILLS)), "--people", people, "--database")
    kills = ("tests.kills", "--kills", str(some(KILLS, 10)), "--database")
    back = ("tests.kills.back", "--people", str(some(PEOPLE, 100)), "--database")
    return {
        "kills": [(*kills, "sqlite")],
        "restarts": [(*kills, "postgresql", "--restarts", str(some(RESTARTS)))],
        "keys": [(*rotating, "sqlite"), (*rotating, "postgresql")],
        "migrations": [("pytest", "-q", "-n", "0", *HOURS, "tests/kills/test_migrations.py")],
        "restores": [("pytest", "-q", "-n", "0", *HOURS, "tests/vault/test_drill.py")] * some(RESTORES),
        "cross": [("pytest", "-q", "-n", "0", *HOURS, "tests/access/test_cross.py")],
        "back": [(*back, "sqlite"), (*back, "postgresql")],
    }


def main(arguments: list[str]) -> int:
    """Run all of them, or those that are named, one by one; 1 where any of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills.soak", description=__doc__)
    parser.add_argument("--part", action="append", choices=list(parts(1)))
    parser.add_argument("--share", type=float, default=1.0)
    given = parser.parse_args(arguments)
    wanted = {name: runs for name, runs in parts(given.share).items() if name in (given.part or parts(1))}
    statements = STATEMENTS if given.share >= 1 else FEW
    every = {**os.environ, "MIGRATIONS_KILLED": str(statements), "EVERY_DATABASE": "1"}
    found = [name for name, runs in wanted.items() if [run for run in runs if not _held(run, every)]]
    sys.stdout.write(f"\nSomething was found in: {', '.join(found)}\n" if found else "\nEvery part held\n")
    return 1 if found else 0


def _held(run: Run, every: dict[str, str]) -> bool:
    sys.stdout.write(f"\n{' '.join(run)}\n")
    sys.stdout.flush()
    begun = time.monotonic()
    good = subprocess.run([sys.executable, "-m", *run], env=every, check=False).returncode == 0
    sys.stdout.write(f"{'held' if good else 'DID NOT HOLD'}, {time.monotonic() - begun:.0f} seconds\n")
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
