"""The hostile provider as a child process, for tests and for the bench."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.provider import ledger
from tests.support.provider.ledger import Truth

ROOT = Path(__file__).resolve().parents[3]
TIED = ("setpriv", "--pdeathsig", "KILL")


@dataclass(frozen=True)
class Running:
    """Where it listens, and its ledger."""

    origin: str
    path: Path
    pid: int

    def plan(self, **wanted: Any) -> None:
        """Behave otherwise from now on (tests.support.provider.faults.Plan)."""
        request = urllib.request.Request(f"{self.origin}/control", json.dumps(wanted).encode(), method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).read()

    def truth(self) -> Truth:
        """What it has written down so far."""
        return ledger.read(self.path)


@contextmanager
def running(folder: Path, *, clock: Path | None = None, host: str = "127.0.0.1", **plan: Any) -> Iterator[Running]:
    """A provider that keeps its ledger in `folder`; `clock` is the file of the clock it lives by (real time if not),
    `host` the address it listens at."""
    path = folder / "ledger"
    config = json.dumps({"ledger": str(path), "clock": str(clock) if clock else "", "host": host, "plan": plan})
    command = [*TIED, sys.executable, "-m", "tests.support.provider.server", config]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield Running(child.stdout.readline().strip(), path, child.pid)
        finally:
            child.kill()
