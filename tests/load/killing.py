"""What dies in turn: a web process, all of the web server, the worker, the database; each is begun again."""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.harness.stage import Actor, Stage, children_of
from tests.load.judge import Fault
from tests.support import postgres

AWAY, PATIENCE, LEFT = 2.0, 20.0, 5.0
"""Seconds for which the database is away at least; how much longer until somebody has met it; seconds at the end in
which nothing dies any more."""


@dataclass
class Killing:
    """Kills what it is given, and notes from when until when it was away."""

    stage: Stage
    web: Actor
    worker: Actor
    server: postgres.Server | None
    port: int
    kept: Callable[[], int]
    least: int = 1
    """How often each kind dies, however long that takes."""
    done: list[Fault] = field(default_factory=list)

    def in_turn(self, until: float, chance: random.Random) -> None:
        """One after the other, spread over the time that is left; each kind as often as it must, however late."""
        acts = [self._database, self._web_process, self._worker, self._web_server]
        turns = [act for act in acts if self.server is not None or act != self._database]
        if (left := until - time.monotonic()) <= 0:
            return
        pause, nth = min(20.0, max(1.0, (left - LEFT) / len(turns) / 2)), 0
        while time.monotonic() < until - LEFT or nth < self.least * len(turns):
            turns[nth % len(turns)]()
            nth += 1
            time.sleep(pause * (0.5 + chance.random()))

    @contextmanager
    def _away(self, what: str) -> Iterator[None]:
        since = time.monotonic()
        yield
        self.done.append(Fault(what, since, time.monotonic()))

    def _web_process(self) -> None:
        with self._away("web process"):
            for one in children_of(self.web.pid)[:1]:
                os.kill(one, signal.SIGKILL)
            self.until_it_answers()

    def _web_server(self) -> None:
        with self._away("web server"):
            self.stage.kill(self.web)
            self.until_it_answers()

    def _worker(self) -> None:
        with self._away("worker"):
            self.stage.kill(self.worker)

    def _database(self) -> None:
        """As in a crash; it stays away until somebody has tried to save something meanwhile."""
        assert self.server is not None
        before = self.kept()
        with self._away("database"):
            self.server.stop()
            begun = time.monotonic()
            while (gone := time.monotonic() - begun) < AWAY or (self.kept() == before and gone < PATIENCE):
                time.sleep(0.2)
            self.server.start()

    def until_it_answers(self) -> None:
        """Wait until it does."""
        until_it_answers("127.0.0.1", self.port)


def until_it_answers(host: str, port: int) -> None:
    """Wait until a page comes that asks nothing of the database."""
    last = time.monotonic() + 120
    while time.monotonic() < last:
        line = http.client.HTTPConnection(host, port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            if line.getresponse().status == 200:
                return
        line.close()
        time.sleep(0.1)
    raise RuntimeError("The web server does not answer")
