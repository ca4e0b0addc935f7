"""What is left: a notice as PDF (F9), the weight of a first view (F12), a start, and what web and worker hold at rest
and after the requests of an hour (F10), on both databases.

`./run` is started as its user starts it, on a port and a home of its own. A start in a copy of the tree that has no
environment yet installs everything anew: the cold start, but for the Debian packages, which only a bare machine lacks.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from notices.gateway import document
from tests.bench.hour import used
from tests.bench.processes import ask, held, started, ticks
from tests.bench.table import Figure
from tests.notices.papers import paper, told
from tests.support.databases import ROOT, Databases

LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
QUIET_SECONDS = 10
LEFT_OUT = (".venv", "var", ".git", "__pycache__", "*_cache", "node_modules")

UNKEPT = {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"}
"""Installs take nothing that was fetched before."""


@dataclass(frozen=True)
class Plan:
    """People on a notice, courts with one each, how often a start is timed, and the requests of an hour of mixed work
    by sixty people, who each open a page every two minutes."""

    listed: int = 12
    courts: int = 60
    runs: int = 3
    requests: int = 1_800
    cold: bool = True
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Everything, in the order of the table."""
    say("notices as PDF")
    found = list(_notices(plan))
    if plan.cold:
        say("a cold start")
        found += _cold()
    for kind in plan.kinds:
        with ExitStack() as stack:
            databases = Databases()
            stack.callback(databases.stack.close)
            found += _running(kind, databases, plan, say)
    return found


def _running(kind: str, databases: Databases, plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    starts, found = [], list[Figure]()
    for nth in range(plan.runs):
        say(f"{kind}: start {nth + 1} of {plan.runs}")
        url = databases.migrated(kind) if kind == "postgresql" else ""
        with tempfile.TemporaryDirectory() as home, started(Path(home), url) as (port, group, took):
            starts.append(took)
            if nth == plan.runs - 1:
                found = [*_at_rest(kind, group), *_weight(port), *used(kind, port, group, plan.requests, say)]
    return [Figure(f"{kind}, warm start", "s", tuple(starts), 5.0, "F10"), *found]


def _cold() -> Iterator[Figure]:
    """The first `./run` of all in a tree that was just unpacked, with no package kept from before."""
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "waymark"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        home = Path(place) / "home"
        with started(home, root=tree, **UNKEPT) as (_, _, took):
            yield Figure("cold start: environment, tables and first answer", "s", (took,), 90.0, "F10")
    yield Figure("web process until its application is made", "s", tuple(_made() for _ in range(3)))


def _made() -> float:
    """Seconds in which one web process imports everything and makes the application, on a database that is there."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "WAYMARK_HOME": home, "DATABASE_URL": ""}
        python = [str(ROOT / ".venv" / "bin" / "python"), "-c"]
        subprocess.run([*python[:1], "-m", "web.cli", "welcome"], cwd=ROOT, env=env, check=True, capture_output=True)
        began = time.perf_counter()
        subprocess.run([*python, "import wsgi"], cwd=ROOT, env=env, check=True, capture_output=True)
        return time.perf_counter() - began


def _notices(plan: Plan) -> Iterator[Figure]:
    listed = paper(*(told(f"Jo BROWN{number}") for number in range(plan.listed)))
    document.pdf(document.html(listed))
    one, began = [], time.perf_counter()
    for _ in range(plan.courts):
        each = time.perf_counter()
        document.pdf(document.html(listed))
        one.append(time.perf_counter() - each)
    yield Figure(f"notice of {plan.listed} as PDF", "s", tuple(one), 0.5, "F9")
    yield Figure(f"notices of {plan.courts} courts as PDF", "s", (time.perf_counter() - began,), 60.0, "F9")


def _at_rest(kind: str, ancestor: int) -> Iterator[Figure]:
    time.sleep(QUIET_SECONDS / 2)
    before = ticks(ancestor)
    time.sleep(QUIET_SECONDS)
    share = (ticks(ancestor) - before) / os.sysconf("SC_CLK_TCK") / QUIET_SECONDS * 100
    found = held(ancestor)
    for name, mib in found.items():
        if not name.startswith("script"):
            yield Figure(f"{kind}, {name} at rest: memory", "MiB", (mib,))
    yield Figure(f"{kind}, web and worker at rest: memory", "MiB", (sum(found.values()),), 300, "F10")
    yield Figure(f"{kind}, web and worker at rest: of one processor", "%", (share,), 1.0, "F10")


def _weight(port: int) -> Iterator[Figure]:
    _, page = ask(port, "GET", "/", {})
    linked = list(dict.fromkeys(LINKED.findall(page.decode())))
    needed = [name for name in linked if name.partition("?")[0].endswith((".css", ".js"))]
    parts = [page, *(ask(port, "GET", name, {})[1] for name in needed)]
    packed = [len(gzip.compress(part, 6)) / 1024 for part in parts]
    yield Figure("first view, compressed", "KiB", (sum(packed),), 35, "F12")
    yield Figure("first view, requests", "", (float(len(parts)),), 4, "F12")
    yield Figure("later view, compressed", "KiB", (packed[0],), 13, "F12")
