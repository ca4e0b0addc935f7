"""What is left: a notice as PDF (F9), the weight of a first view (F12), a warm start, and what web and worker hold at
rest and after the requests of an hour (F10).

`./run` is started as its user starts it, on a port and a home of its own, with the pretend people; a cold start on a
bare machine is for a bare machine.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from notices.gateway import document
from tests.bench.table import Figure
from tests.notices.papers import paper, told
from tests.support.databases import ROOT
from tests.support.seen_forms import tokens

LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
VISITED = ("/today", "/people", "/diary", "/messages", "/messages/ahead", "/notices", "/orders", "/demo")
QUIET_SECONDS = 10


@dataclass(frozen=True)
class Plan:
    """People on a notice, courts with one each, how often a start is timed, and the requests of an hour of mixed work
    by sixty people, who each open a page every two minutes."""

    listed: int = 12
    courts: int = 60
    runs: int = 3
    requests: int = 1_800


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Everything, in the order of the table."""
    say("notices as PDF")
    found = list(_notices(plan))
    starts, resting = [], list[Figure]()
    for nth in range(plan.runs):
        say(f"start {nth + 1} of {plan.runs}")
        with tempfile.TemporaryDirectory() as home, _started(Path(home)) as (port, group, took):
            starts.append(took)
            if nth == plan.runs - 1:
                resting = [*_at_rest(group), *_weight(port), *_used(port, group, plan.requests, say)]
    return [*found, Figure("warm start", "s", tuple(starts), 5.0, "F10"), *resting]


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


@contextmanager
def _started(home: Path) -> Iterator[tuple[int, int, float]]:
    """`./run` until it answers: its port, its process and the seconds that took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "PORT": str(port), "WAYMARK_HOME": str(home)}
    env.pop("DATABASE_URL", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        [ROOT / "run"], env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > 120:
                raise RuntimeError("./run did not start")
            time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(port: int) -> bool:
    with suppress(OSError):
        return _ask(port, "GET", "/healthz", {})[0] == 200
    return False


def _ask(port: int, method: str, path: str, cookies: dict[str, str], **form: str) -> tuple[int, bytes]:
    """One request with these cookies, which keep what the answer sets."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Accept-Encoding": "identity"}
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, urlencode(form) or None, headers)
    answer = line.getresponse()
    body = answer.read()
    for said in answer.headers.get_all("Set-Cookie") or []:
        name, _, value = said.partition(";")[0].partition("=")
        cookies[name.strip()] = value
    line.close()
    return answer.status, body


def _processes(ancestor: int) -> list[int]:
    """It and all that it started."""
    found = [ancestor]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def _held(ancestor: int) -> float:
    """MiB that these processes hold together, what they share counted once."""
    total = 0
    for one in _processes(ancestor):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _ticks(ancestor: int) -> int:
    total = 0
    for one in _processes(ancestor):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total


def _at_rest(ancestor: int) -> Iterator[Figure]:
    time.sleep(QUIET_SECONDS / 2)
    before = _ticks(ancestor)
    time.sleep(QUIET_SECONDS)
    share = (_ticks(ancestor) - before) / os.sysconf("SC_CLK_TCK") / QUIET_SECONDS * 100
    yield Figure("web and worker at rest: memory", "MiB", (_held(ancestor),), 300, "F10")
    yield Figure("web and worker at rest: of one processor", "%", (share,), 1.0, "F10")


def _weight(port: int) -> Iterator[Figure]:
    _, page = _ask(port, "GET", "/", {})
    linked = list(dict.fromkeys(LINKED.findall(page.decode())))
    needed = [name for name in linked if name.partition("?")[0].endswith((".css", ".js"))]
    parts = [page, *(_ask(port, "GET", name, {})[1] for name in needed)]
    packed = [len(gzip.compress(part, 6)) / 1024 for part in parts]
    yield Figure("first view, compressed", "KiB", (sum(packed),), 35, "F12")
    yield Figure("first view, requests", "", (float(len(parts)),), 4, "F12")
    yield Figure("later view, compressed", "KiB", (packed[0],), 13, "F12")


def _used(port: int, ancestor: int, requests: int, say: Callable[[str], None]) -> Iterator[Figure]:
    """What they hold once a pretend worker's pages were opened so often."""
    cookies: dict[str, str] = {}
    _, page = _ask(port, "GET", "/", cookies)
    status, _ = _ask(port, "POST", "/demo", cookies, **tokens(page.decode()))
    status, page = _ask(port, "GET", "/today", cookies)
    assert status == 200, status
    failed = 0
    for number in range(requests):
        status, _ = _ask(port, "GET", VISITED[number % len(VISITED)], cookies)
        failed += status not in {200, 302, 303}
        if number % 300 == 0:
            say(f"request {number:,} of {requests:,}")
    assert failed == 0, failed
    yield Figure(f"web and worker after {requests:,} pages: memory", "MiB", (_held(ancestor),), 300, "F10")
