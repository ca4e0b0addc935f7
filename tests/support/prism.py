"""Prism: a server that answers from a published OpenAPI description and refuses what the description forbids.

It comes by npm into `var/`, once, and is not part of Waymark. Where the description, Node or Prism is not to be had,
the tests that need it are skipped and say why.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "prism"
VERSION = "5.16.0"
INSTALL_SECONDS, START_SECONDS = 180, 60


def description() -> Path:
    """Twilio's description of its own interface, which is outside this project. Skips the test where there is none."""
    given = os.environ.get("WAYMARK_TWILIO_SPEC", "")
    path = Path(given) if given else ROOT.parent / "shared" / "reference" / "twilio_api_v2010.json"
    if not path.is_file():
        pytest.skip("Twilio's API description is not here: set WAYMARK_TWILIO_SPEC to its twilio_api_v2010.json")
    return path


def program() -> list[str]:
    """How Prism is started, fetching it the first time. Skips the test without Node, npm or a way to fetch it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node and npm are not installed; they are only needed for this check of our Twilio end")
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may want it at once
        _fetch(npm)
    return [node, str(_script())]


def _script() -> Path:
    return HOME / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"


def _fetch(npm: str) -> None:
    if _script().is_file():
        return
    wanted = f"@stoplight/prism-cli@{VERSION}"
    command = [npm, "install", "--prefix", str(HOME), "--ignore-scripts", "--no-audit", "--no-fund", wanted]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip(f"npm could not fetch {wanted} (no network?); it is only needed for this check")


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Prism on a free port of loopback; its address is the value. `arguments` say what it serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*program(), *arguments[:1], "--host", "127.0.0.1", "--port", str(port), "--errors", *arguments[1:]]
    with (HOME / f"{port}.log").open("w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(port, running)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)
        (HOME / f"{port}.log").unlink()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"Prism did not start: {(HOME / f'{port}.log').read_text()[-500:]}")
