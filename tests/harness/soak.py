"""`./run soak`: the storms of the tests for much longer, on both databases; anything given is passed on to each storm.
After them web processes, a server and a change of keys are killed, more often than the tests do it."""

from __future__ import annotations

import subprocess
import sys

STORMS = {
    "sqlite": ["--kills", "1000", "--pauses", "60", "--seconds", "200"],
    "postgresql": ["--kills", "600", "--pauses", "30", "--restarts", "10", "--seconds", "150"],
}
WEB = ["--kills", "750"]
RESTARTED = ["--kills", "0", "--restarts", "50"]
KEYS = ["--kills", "20", "--people", "33334"]
OTHERS = [
    ["tests.kills", "--database", "sqlite", *WEB],
    ["tests.kills", "--database", "postgresql", *WEB],
    ["tests.kills", "--database", "postgresql", *RESTARTED],
    ["tests.kills.rotating", "--database", "sqlite", *KEYS],
    ["tests.kills.rotating", "--database", "postgresql", *KEYS],
]
"""What is killed beside the storms, always the same: web processes under writers, a server, and a change of keys."""
BIG = ["--people", "600", "--booked", "400", "--list-lag", "1200", "--progress"]


def main(arguments: list[str]) -> int:
    """Run both, show how far they are, print what each did and found; 1 where a promise was broken."""
    worst = 0
    storms = [["tests.harness", "--database", name, *wanted, *BIG, *arguments] for name, wanted in STORMS.items()]
    for module in [*storms, *OTHERS]:
        command = [sys.executable, "-m", *module]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        sys.stdout.write(f"\n{ended.stdout}\n")
        sys.stdout.flush()
        worst = max(worst, ended.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
