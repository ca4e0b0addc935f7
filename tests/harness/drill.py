"""A storm from beginning to end: make the world, let everybody loose, kill, let it settle, compare."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
import resource
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness import storm as weather
from tests.harness.stage import Stage
from tests.harness.storm import Storm
from tests.support import postgres
from tests.support.provider import process
from tests.support.provider.faults import HOSTILE
from tests.support.provider.words import ACCOUNT, SENDER, TOKEN
from tests.support.virtual import Virtual

PATIENCE = 40.0
"""How many seconds may go by, at the end of a storm, without one text less that is still on its way."""
FINISH = 12
"""So many wakings, twenty minutes apart, at the very end: longer than anything may stay on its way."""
SETTLE = (1, 1, 3, 5, 10, 20, 20, 40, 30, 15)
"""Minutes by which the product's clock is put forward at the end, so that every look at the list comes to its turn."""


@dataclass
class Outcome:
    """What was done and what was found."""

    storm: Storm
    done: dict[str, int]
    counts: dict[str, int]
    wrong: dict[str, list[str]]
    seconds: float
    cpu: float

    @property
    def good(self) -> bool:
        return not self.wrong

    def table(self) -> str:
        """For reading."""
        said = {"database": self.storm.database, "seed": self.storm.seed, **self.done, **self.counts}
        said |= {"seconds": round(self.seconds, 1), "CPU seconds": round(self.cpu, 1)}
        lines = [f"{name:32}{value}" for name, value in said.items()]
        bad = [f"{name:32}{len(found)}   {'; '.join(found[:5])}" for name, found in self.wrong.items()]
        return "\n".join([*lines, *(bad or [f"{'broken promises':32}0"])])


def run(storm: Storm) -> Outcome:
    """Raises nothing that the product does: what went wrong is in the outcome."""
    if not storm.seed:
        storm = dataclasses.replace(storm, seed=random.SystemRandom().randrange(1, 2**32))
    sys.stdout.write(f"storm on {storm.database}, seed {storm.seed}\n")
    sys.stdout.flush()
    begun, folder = time.monotonic(), postgres.scratch("storm")
    try:
        clock = Virtual(folder / "clock", start=weather.START, rate=weather.RATE)
        with _database(storm, folder) as (url, server):
            plan: dict[str, Any] = {"seed": storm.seed, "list_lag": storm.list_lag, "lost": storm.lost, "shuffled": 0.3}
            plan |= {"doubled": 0.2, "undelivered": 0.05, "jitter": 0.04, "retry_after": 10}
            plan |= {"faults": HOSTILE if storm.faults == "hostile" else weather.weights(storm.faults)}
            with process.running(folder, clock=clock.path, **plan) as provider:
                return _Drill(storm, folder, clock, url, server, provider).run(begun)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(storm: Storm, folder: Path) -> Iterator[tuple[str, postgres.Server | None]]:
    if storm.database == "sqlite":
        if storm.migrated:
            shutil.copyfile(storm.migrated, folder / "waymark.db")
        yield f"sqlite:///{folder / 'waymark.db'}", None
        return
    server = postgres.Server()
    try:
        server.start()
        yield server.url, server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        return int(plug.getsockname()[1])


@dataclass
class _Drill:
    storm: Storm
    folder: Path
    clock: Virtual
    url: str
    server: postgres.Server | None
    provider: process.Running
    crowded: int = 0

    def run(self, begun: float) -> Outcome:
        """Everything is imported here, on the storm's clock, before the first fork."""
        weather.shorten(self.clock)
        port = free_port()
        self.worker, self.web = self._applications(f"http://127.0.0.1:{port}")
        driver = self._driver(f"http://127.0.0.1:{port}")
        stage = Stage(self.folder / "log")
        try:
            killer = self._let_loose(stage, port, driver)
            killer.rage()
            self._tell("settling\n")
            self._settle(stage)
            return self._compare(killer, begun)
        finally:
            stage.close()

    def _applications(self, origin: str) -> Any:
        from alembic import command

        from tests.harness import broken, cast
        from tests.support.databases import alembic
        from web.app import create_app
        from web.settings import Settings

        if not self.storm.migrated:
            command.upgrade(alembic(self.url), "head")
        settings = Settings(
            home=self.folder / "home",
            database_url=self.url,
            public_url=origin,
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_from=SENDER,
            twilio_api_origin=self.provider.origin,
        )
        settings = dataclasses.replace(settings, **_no_caps(Settings))
        worker, web = create_app(settings, pages=False), create_app(settings)
        with worker.app_context():
            self.by = cast.people_who_may_be_texted(self.storm.people)
            cast.book(self.storm.booked, self.by)
            broken.put_in(self.storm.broken)
        return worker, web

    def _driver(self, origin: str) -> Any:
        from casework.kernel.database import dispose
        from tests.harness import acts, parts

        driver = acts.Driver(self.web, self.folder / "acts", self.by, origin, self.storm.rest, self.storm.acts)
        parts.warm_up(self.worker, self.web, driver)
        for app in (self.worker, self.web):
            dispose(app)
        return driver

    def _let_loose(self, stage: Stage, port: int, driver: Any) -> Any:
        from tests.harness import parts
        from tests.harness import reading as found
        from tests.harness.killer import Killer

        stage.enter("web", lambda: parts.serve(self.web, port))
        for n in range(self.storm.workers):
            stage.enter(f"worker {n}", lambda: parts.work(self.worker))
        for n in range(self.storm.drivers):
            stage.enter(f"people {n}", driver.drive)

        said, taken = found.Tally(self.folder / "acts"), found.Tally(self.provider.path)

        def seen() -> dict[str, int]:
            acts = said.counted()
            changes = sum(times for what, times in acts.items() if what not in {"book", "try", "crowded"})
            return {"change": changes, "text": taken.counted()["taken"]}

        return Killer(self.storm, stage, self._restart, self._tell, seen)

    def _restart(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server.start()

    def _tell(self, words: str) -> None:
        if self.storm.progress:
            sys.stderr.write(f"\r{words:60}")
            sys.stderr.flush()

    def _settle(self, stage: Stage) -> None:
        """The people go home and the provider is well again; workers go on until nothing is on its way."""
        from tests.harness.acts import two_at_once
        from tests.harness.reading import unsettled

        for actor in [one for one in stage.actors if one.name.startswith("people")]:
            stage.end(actor)
            stage.actors.remove(actor)
        self.provider.plan(faults={"none": 1.0}, jitter=0.0)
        for minutes in SETTLE:
            time.sleep(2.2 * weather.WAKE_SECONDS)
            self.crowded += self._ask(two_at_once)
            self.clock.put_forward(dt.timedelta(minutes=minutes))
        self._wait_for_the_last(stage, lambda: self._ask(lambda: unsettled(self.clock.now())))
        stage.close()
        self._finish()

    def _finish(self) -> None:
        """The clock runs on, so that a worker may have been ended over a text that fell due at the very end. One more,
        which nobody ends, does what any worker would: then nothing is on its way, or it is lost."""
        from reminders import jobs
        from tests.harness.reading import under_way

        for _ in range(FINISH):
            if not self._ask(under_way):
                return
            self.clock.put_forward(dt.timedelta(minutes=20))
            with self.worker.app_context():
                jobs.run_due()
                jobs.witness_due()

    def _wait_for_the_last(self, stage: Stage, unsettled: Callable[[], int]) -> None:
        """On a busy machine a text may be handed over as late as now, and is asked about two hours later: nothing is
        lost while there are fewer and fewer."""
        least, since, forward = 2**31, time.monotonic(), 0
        while (left := unsettled()) and time.monotonic() - since < PATIENCE:
            if left < least:
                least, since, forward = left, time.monotonic(), 0
            if time.monotonic() - since > (forward + 1) * PATIENCE / 6:
                forward += 1
                self.clock.put_forward(dt.timedelta(minutes=30))
            stage.revive()
            time.sleep(0.2)

    def _ask(self, question: Callable[[], int]) -> int:
        from casework.kernel.database import reading

        with self.worker.app_context(), reading():
            return int(question())

    def _compare(self, killer: Any, begun: float) -> Outcome:
        from casework.kernel import audit
        from casework.kernel.database import dispose, reading
        from tests.harness import reading as found
        from tests.harness.killer import too_few
        from tests.harness.verdict import judge

        with self.worker.app_context(), reading():
            rows, handed, stops = found.rows(self.clock.now()), found.handed(), found.replies()
            broken_chain = audit.first_broken()
        said = found.acts(self.folder / "acts")
        acts = [dataclasses.replace(one, seq=stops[one.number]) if one.what == "stop" else one for one in said]
        dispose(self.worker)
        verdict = judge(self.provider.truth(), rows, handed, acts)
        if crowded := [str(one.seq) for one in acts if one.what == "crowded"] + ["at the end"] * self.crowded:
            verdict.wrong["two to one number at once"] = crowded
        wrong = dict(verdict.wrong)
        if broken_chain:
            wrong["audit chain broken"] = [str(broken_chain)]
        if short := too_few(self.storm, killer.done):
            wrong["done too little"] = short
        done = {f"{name}s": killer.done[name] for name in ("kill", "pause", "restart")}
        if os.environ.get("STORM_LOG"):
            shutil.copy(self.folder / "log", os.environ["STORM_LOG"])
        return Outcome(self.storm, done, verdict.counts, wrong, time.monotonic() - begun, _cpu())


def _no_caps(settings: Any) -> dict[str, Any]:
    """What the sender may spend is another test's business: here everything may go at once."""
    caps = {one.name for one in dataclasses.fields(settings)}
    return {name: 1_000_000 for name in caps if name.startswith("texts_per_")}


def _cpu() -> float:
    """Of this process and of every child that has ended; the provider's own comes with its end and is not in it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
