"""The second half of `./run soak`: what the tests of kills, keys, migrations and restores do, at the promised lengths.

1,500 web processes die, PostgreSQL is restarted 50 times, 100,000 fields change keys through 20 kills, a migration
is killed at every statement on both databases, and 50 backups are put back by the commands themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

KILLS, RESTARTS, RESTORES = 750, 50, 25
FIELDS = 100_000
EACH_PERSON = 4
"""Fields that somebody has who is known by two names and a date of birth, pronouns among them."""

RUNS = (
    ("tests.kills", "--database", "sqlite", "--kills", str(KILLS)),
    ("tests.kills", "--database", "postgresql", "--kills", str(KILLS), "--restarts", str(RESTARTS)),
    *(
        ("tests.kills.rotating", "--database", kind, "--kills", "20", "--people", str(FIELDS // EACH_PERSON))
        for kind in ("sqlite", "postgresql")
    ),
    ("pytest", "-q", "-n", "0", "tests/kills/test_migrations.py"),
    *[("pytest", "-q", "-n", "0", "tests/vault/test_drill.py")] * RESTORES,
)
"""The drill puts a backup back on each of the two databases."""


def main() -> int:
    """Run all of them, one by one; 1 where any of them found something."""
    good = True
    for run in RUNS:
        sys.stdout.write(f"\n{' '.join(run)}\n")
        sys.stdout.flush()
        begun = time.monotonic()
        every = {**os.environ, "MIGRATIONS_KILLED": "100000", "EVERY_DATABASE": "1"}
        good &= subprocess.run([sys.executable, "-m", *run], env=every, check=False).returncode == 0
        sys.stdout.write(f"{time.monotonic() - begun:.0f} seconds\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
