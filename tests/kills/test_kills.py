"""Promises P12, P22 and P30: processes are killed for real, and what was acknowledged is there.

Three hundred web processes die in all, half of them on each database, five of six at a time, and keys are changed
through ten kills; `./run soak` does the same for longer, and alone, so that it may ask for work to go on within five
seconds of a restart. A run that killed less, or wrote less, than it says fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kills.judge import ROUTES
from web.cli import waymark

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parents[2]


def kills(module: str, *wanted: str) -> str:
    """One run in a process of its own; what it found."""
    command = [sys.executable, "-m", module, "--seed", os.environ["SEED"], *wanted]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=550)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    return ended.stdout


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(("--database", "sqlite", "--kills", "150"), id="sqlite"),
        pytest.param(
            ("--database", "postgresql", "--kills", "150", "--restarts", "2", "--back", "20"), id="postgresql"
        ),
    ],
)
def test_every_acknowledged_write_is_there_and_nothing_is_half_saved(wanted: tuple[str, ...]) -> None:
    said = kills("tests.kills", *wanted)
    assert "broken promises                 0" in said
    assert int(next(line.split()[1] for line in said.splitlines() if line.startswith("kills "))) >= 150
    assert set(ROUTES) == {"move", "note", "came"}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_keys_are_changed_although_the_change_is_killed_ten_times(database: str) -> None:
    said = kills("tests.kills.rotating", "--database", database, "--kills", "10", "--people", "300")
    assert "unreadable                      0" in said
    assert "on an old key                   0" in said
    assert "rotate-keys" in waymark.commands


def test_the_soak_is_as_long_as_was_promised() -> None:
    from tests.kills import soak

    assert 2 * soak.KILLS >= 1500
    assert (soak.RESTARTS, 2 * soak.RESTORES) == (50, 50)
    whole = soak.parts(1)
    assert len(whole["restores"]) == soak.RESTORES
    assert all("33333" in run and "20" in run for run in whole["keys"])
    assert set(whole) == {"kills", "restarts", "keys", "migrations", "restores", "cross", "back"}
    assert soak.PEOPLE == 20_000
