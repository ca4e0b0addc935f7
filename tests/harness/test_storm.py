"""Promises P1, P2 and P3: real processes are killed and held up, and nothing is lost, doubled, late or misreported.

`./run soak` runs the same for much longer. A storm that kills less often than it says fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.databases import Databases

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parents[2]
STORMS = {
    "sqlite": "--kills 150 --pauses 20 --changes 100 --texts 150",
    "postgresql": "--kills 100 --pauses 0 --restarts 5 --changes 80 --texts 120 --seconds 24",
}
LONGER = "300"
"""Seconds for which a storm may go on until enough has been done, where other work keeps the processors."""


def storm(*wanted: str) -> subprocess.CompletedProcess[str]:
    """One storm in a process of its own; what it found is on its standard output."""
    seed = str(int(os.environ["SEED"]) or 1)
    command = [sys.executable, "-m", "tests.harness", "--seed", seed, "--longer", LONGER, *wanted]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=550)


@pytest.mark.parametrize("database", STORMS)
def test_nothing_is_lost_doubled_late_or_misreported(database: str) -> None:
    """S13."""
    ended = storm("--database", database, *STORMS[database].split())
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    assert "broken promises                 0" in ended.stdout


NO_PROOF = "--lost 1 --list-lag 20000 --faults accept_then_500=1"
BROKEN = {
    "blind_retry": ("doubled", f"--seconds 4 --texts 25 --people 40 --booked 40 {NO_PROOF}"),
    "no_second_look": ("after", "--seconds 4 --changes 12 --people 20 --acts book=3,stop=2,withdraw=2 --faults none=1"),
    "timer_takes_back": ("doubled", "--seconds 4 --texts 25 --people 40 --booked 60 --lost 1 --faults slow=1"),
    "no_index": (
        "two to one number at once",
        f"--seconds 4 --texts 25 --people 9 --booked 36 --acts book=1 {NO_PROOF}",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_product_broken_on_purpose_turns_the_harness_red(fault: str, all_databases: Databases) -> None:
    sign, wanted = BROKEN[fault]
    made = str(sa.make_url(all_databases.migrated("sqlite")).database)
    ended = storm(
        "--broken", fault, "--migrated", made, "--kills", "1", "--pauses", "0", "--workers", "3", *wanted.split()
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr[-3000:]
    assert any(line.startswith(sign) for line in ended.stdout.splitlines()), ended.stdout


def test_a_storm_that_did_less_than_it_says_is_red() -> None:
    from collections import Counter

    from tests.harness.killer import too_few
    from tests.harness.storm import Storm

    asked = Storm(kills=3, pauses=1, restarts=0)
    assert too_few(asked, Counter(kill=3, pause=1)) == []
    assert too_few(asked, Counter(kill=2, pause=1)) == ["2 kills, not 3"]
    assert too_few(asked, Counter(kill=3)) == ["0 pauses, not 1"]


def test_a_soak_in_pieces_that_did_less_than_it_says_is_red() -> None:
    from tests.harness import soak

    small = soak.Soak(2, (("kills", 3), ("texts", 10)))
    assert small.arguments == ["--kills", "3", "--texts", "10"]
    done = soak.read(f"seed 7\n{'kills':32}6\n{'texts taken by the provider':32}19\n{'broken promises':32}0\n")
    assert soak.fell_short(small, 2, done) == ["19 texts taken by the provider, not 20"]
    assert soak.fell_short(small, 1, done) == []


def test_the_soaks_are_as_long_as_was_promised() -> None:
    from collections import Counter

    from tests.harness import soak

    asked: Counter[str] = Counter()
    for one in soak.SOAKS.values():
        asked.update({name: count * one.pieces for name, count in one.each})
    lite, big = (soak.SOAKS[kind] for kind in ("sqlite", "postgresql"))
    assert [dict(lite.each)[name] * lite.pieces for name in ("kills", "pauses")] == [1000, 60]
    assert [dict(big.each)[name] * big.pieces for name in ("kills", "pauses")] == [600, 30]
    assert asked["texts"] >= 6000
    assert asked["changes"] >= 5000


def test_nobody_is_killed_while_too_little_has_been_done(tmp_path: Path) -> None:
    """Where everybody dies before they come to do anything, nothing is tested; and it does not wait for ever."""
    from tests.harness import killer
    from tests.harness.stage import Stage
    from tests.harness.storm import Storm

    seen = [0, 10]
    done: list[int] = []
    said: list[str] = []

    def now() -> dict[str, int]:
        seen[0] += 4
        return {"change": seen[0], "text": seen[1]}

    stage = Stage(tmp_path / "log")
    storm = Storm(kills=0, pauses=0, restarts=3, changes=30, texts=9, seconds=0.01, longer=5)
    killer.Killer(storm, stage, lambda: done.append(seen[0]), said.append, now).rage()
    assert len(done) == 3
    assert (done[1] >= 10, done[2] >= 20, seen[0] >= 30) == (True, True, True)
    assert "3 restarts" in said[-1]
