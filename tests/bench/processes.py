"""`./run` as a group of processes: started on a home and port of its own, and what each holds and uses.

Memory is the kernel’s PSS: a page that several processes share counts for each with its share of it, so the processes
of the group add up to what would be free again if all of them ended. RSS would count the same page three times.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from tests.support.databases import ROOT

PATIENCE = 300
"""Seconds after which a start has failed: a cold one installs everything."""


@contextmanager
def started(home: Path, url: str = "", root: Path = ROOT, **more: str) -> Iterator[tuple[int, int, float]]:
    """`./run` until it answers: its port, its process and the seconds that took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "PORT": str(port), "WAYMARK_HOME": str(home), "DATABASE_URL": url, **more}
    quiet = subprocess.DEVNULL
    began = time.perf_counter()
    process = subprocess.Popen([root / "run"], env=env, start_new_session=True, stdout=quiet, stderr=quiet)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise RuntimeError("./run did not start")
            time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(port: int) -> bool:
    with suppress(OSError):
        return ask(port, "GET", "/healthz", {})[0] == 200
    return False


def ask(port: int, method: str, path: str, cookies: dict[str, str], **form: str) -> tuple[int, bytes]:
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
            with suppress(OSError):
                found += [int(child) for child in children.read_text().split()]
    return found


def held(ancestor: int) -> dict[str, float]:
    """MiB that each of these processes holds, what several share divided among them; by what it is."""
    found: dict[str, float] = {}
    for one in _processes(ancestor):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            pss = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            found[_called(one, found)] = pss / 1024
    return found


def _called(process: int, known: dict[str, float]) -> str:
    words = Path(f"/proc/{process}/cmdline").read_text()
    if "gunicorn" in words:
        return f"web process {len([name for name in known if name.startswith('web')])}"
    return "worker" if "web.worker" in words else f"script {len(known)}"


def ticks(ancestor: int) -> int:
    """What they have used of the processor so far, in the kernel's ticks."""
    total = 0
    for one in _processes(ancestor):
        with suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total
