"""`./run soak`: the storms of the tests for much longer, on both databases; anything given is passed on to each."""

from __future__ import annotations

import subprocess
import sys

STORMS = {
    "sqlite": ["--kills", "1000", "--pauses", "60", "--seconds", "200"],
    "postgresql": ["--kills", "600", "--pauses", "30", "--restarts", "10", "--seconds", "150"],
}
BIG = ["--people", "600", "--booked", "400", "--list-lag", "1200", "--progress"]


def main(arguments: list[str]) -> int:
    """Run both, show how far they are, print what each did and found; 1 where a promise was broken."""
    worst = 0
    for database, wanted in STORMS.items():
        command = [sys.executable, "-m", "tests.harness", "--database", database, *wanted, *BIG, *arguments]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        sys.stdout.write(f"\n{ended.stdout}\n")
        sys.stdout.flush()
        worst = max(worst, ended.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
