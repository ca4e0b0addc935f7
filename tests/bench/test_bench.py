"""The bench itself, with tiny sizes: its table has every figure and every goal. Times are not judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.bench import scale, search, texts
from tests.bench.table import Figure, lines
from tests.support.databases import ROOT


def test_the_table_says_what_is_reached_and_what_is_not() -> None:
    first = [Figure("a", "ms", (1.0, 3.0, 2.0), 2.5, "F2"), Figure("b, long: time", "x", (1.3,), 1.2, "F4")]
    table = lines({"one": [*first, Figure("b, long: bytes", "", (900,))], "two": [Figure("c: alone", "s", (9,))]})
    assert [line.rstrip() for line in table] == [
        "          median  spread  goal",
        "",
        "ONE",
        "a         2 ms    1 to 3  <= 2.5 F2  reached",
        "b, long",
        "  time    1.3 x           <= 1.2 F4  NOT REACHED",
        "  bytes   900",
        "",
        "TWO",
        "c: alone  9 s",
        "",
        "2 goals: 1 reached, 1 not",
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


def test_every_page_is_measured_while_the_site_grows() -> None:
    plan = scale.Plan(sizes=(30, 60), live=9, listed=3, orders=3, looks=1, before=0, kinds=("sqlite",))
    figures = {one.name: one for one in scale.figures(plan, lambda _line: None)}
    pages = [name.removesuffix(": queries").removeprefix("sqlite, 60: ") for name in figures if "60" in name]
    pages = [name for name in pages if f"sqlite, 60: {name}: queries" in figures]
    assert len(pages) == 10
    for name in pages:
        assert figures[f"sqlite, 60: {name}: bytes"].middle > 1_000
        assert figures[f"sqlite, 60: {name}: against the smallest"].goal == "F5"
        assert figures[f"sqlite, 60: {name}: against a bare page with the same SQL"].middle > 0


def test_a_search_finds_somebody_and_is_measured_alone_and_among_others() -> None:
    plan = search.Plan(people=200, site=400, looks=2, before=0, kinds=("sqlite",))
    figures = {one.name: one for one in search.figures(plan, lambda _line: None)}
    alone, among = "sqlite, search of 200 people", "sqlite, search of 200 people among 400"
    assert figures[f"{alone}: p95"].most == figures[f"{among}: p95"].most == 50
    assert figures[f"{among}: against the smallest"].most == 1.5
    assert figures[f"{alone}: bytes"].middle > 4_500  # the page with nobody on it has less
    assert figures[f"{alone}: bytes"].middle == figures[f"{among}: bytes"].middle
