"""The bench itself, with tiny sizes: its table has every figure and every goal. Times are not judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.bench import texts
from tests.bench.table import Figure, lines
from tests.support.databases import ROOT


def test_the_table_says_what_is_reached_and_what_is_not() -> None:
    table = lines(
        [Figure("a", "ms", (1.0, 3.0, 2.0), 2.5, "F2"), Figure("b", "x", (1.3,), 1.2, "F4"), Figure("c", "s", (9,))]
    )
    assert [line.split() for line in table] == [
        ["median", "spread", "goal"],
        ["a", "2", "ms", "1", "to", "3", "<=", "2.5", "F2", "reached"],
        ["b", "1.3", "x", "<=", "1.2", "F4", "NOT", "REACHED"],
        ["c", "9", "s"],
    ]


def test_the_goals_are_those_that_were_set() -> None:
    pair = ({"wall": 10.0}, {"wall": 11.0, "cpu": 5.0, "mib": 100.0})
    figures = list(texts._of("sqlite", 10_000, 0.1, 100, [pair]))
    assert [(one.middle, one.most, one.goal, one.reached) for one in figures[1:]] == [
        (1.1, 1.1, "F1", True),
        (0.5, 1.0, "F2", True),
        (100.0, 120, "F2", True),
    ]


def test_it_measures_everything() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "texts", "--small", "--json", "--quiet", "--database", "sqlite"],
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"processors", "python", "twilio"} <= set(found["machine"])
    rows = found["figures"]["texts"]
    assert len(rows) == 4 + 3
    assert all(row["median"] > 0 and row["runs"] == 1 for row in rows)
    assert {row["of"] for row in rows} == {"", "F1", "F2", "F4"}
