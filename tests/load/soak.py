"""The last part of `./run soak`: everybody for ten minutes on each database, half of it while things die; then hosts.

`python -m tests.load.soak` runs only this. Run it on a machine that does nothing else, for its times to mean anything.
"""

from __future__ import annotations

import subprocess
import sys
import time

CALM, ROUGH, ROUNDS = 300, 300, 4
EACH = ("--calm", str(CALM), "--rough", str(ROUGH), "--every", "1", "--think", "1.5", "--least", "300", "--kills", "3")
RUNS = (
    ("tests.load", "--database", "sqlite", *EACH, "--progress"),
    ("tests.load", "--database", "postgresql", *EACH, "--progress"),
    ("tests.load.hosts", "--rounds", str(ROUNDS), "--texted", "60", "--booked", "240", "--hold", "20"),
    ("tests.load.hosts", "--loopback", "--texted", "30", "--booked", "90", "--hold", "20"),
)


def main() -> int:
    """Run all of them, one by one; 1 where any of them found something."""
    good = True
    for run in RUNS:
        sys.stdout.write(f"\n{' '.join(run)}\n")
        sys.stdout.flush()
        begun = time.monotonic()
        good &= subprocess.run([sys.executable, "-m", *run], check=False).returncode == 0
        sys.stdout.write(f"{time.monotonic() - begun:.0f} seconds\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
