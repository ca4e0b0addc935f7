"""Law 6: ruff refuses every clock but casework.kernel.clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import house

CLOCKS = ["dt.datetime.now(dt.UTC)", "dt.datetime.utcnow()", "dt.datetime.today()", "dt.date.today()", "time.time()"]
RUFF = Path(sys.executable).with_name("ruff")


def codes(source: str, name: str) -> str:
    done = subprocess.run(
        [RUFF, "check", "--no-cache", "--output-format=concise", f"--stdin-filename={name}", "-"],
        input=source,
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    "clock",
    ["dt.datetime.now(dt.UTC)", "dt.datetime.utcnow()", "dt.datetime.today()", "dt.date.today()", "time.time()"],
)
def test_another_clock_is_refused(clock: str) -> None:
    source = f"import datetime as dt\nimport time\n\nprint(dt, time, {clock})\n"
    assert "TID251" in codes(source, "diversion/rules/planted.py")


def test_the_one_clock_may_read_the_time() -> None:
    source = "import datetime as dt\n\nprint(dt.datetime.now(dt.UTC))\n"
    assert "TID251" not in codes(source, "casework/kernel/clock.py")
