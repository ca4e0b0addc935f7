"""One day at the service, from outside: quiet hours, then hours in which something dies every few seconds, then sums.

The processes are the product's own (gunicorn as it is set up, the worker's own scheduler and jobs), begun and settled
as the killing harness does it; the provider is its own, too. The product's clock begins on a Monday at ten and runs as
fast as time, so that texts go whenever this is run; at the end it is put forward until nothing is on its way.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import shutil
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.harness import drill
from tests.harness import storm as weather
from tests.harness.stage import Stage
from tests.harness.storm import Storm
from tests.load import table
from tests.load.hours import hours_of
from tests.load.judge import Fault, Found, judge, would_be_noticed
from tests.load.killing import Killing
from tests.load.outcome import Outcome, heard
from tests.load.table import Rows
from tests.support import postgres
from tests.support.provider import process
from tests.support.provider.words import ACCOUNT, SENDER, TOKEN
from tests.support.virtual import Virtual

FAULTS = {"none": 95.0, "slow": 2.0, "fail_500": 1.0, "too_many": 1.0, "accept_then_reset": 1.0}
"""A provider on an ordinary day."""
HOME_SECONDS = 150.0
WAKE_SECONDS = 0.5


@dataclass(frozen=True)
class Day:
    """How long, and how many. `rough` is how long things are killed, in turn; `every` says that one desk in so many has
    work of its own at the beginning; `think` stretches the pauses in which people read and type."""

    database: str = "sqlite"
    calm: float = 35.0
    rough: float = 25.0
    workers: int = 60
    supervisors: int = 20
    liaison: int = 10
    every: int = 6
    processes: int = 3
    think: float = 2.5
    least: int = 15
    kills: int = 1
    seed: int = 0
    progress: bool = False


def run(day: Day) -> Outcome:
    """Raises nothing that the product does: what went wrong is in the outcome."""
    folder = postgres.scratch("load")
    try:
        clock = Virtual(folder / "clock", start=weather.START, rate=1.0)
        weather.shorten(clock)
        with drill._database(Storm(database=day.database), folder) as (url, server):
            plan: dict[str, Any] = {"seed": day.seed, "faults": FAULTS, "latency": 0.03, "jitter": 0.05}
            with process.running(folder, clock=clock.path, **plan) as provider:
                return _Day(day, folder, clock, url, server, provider).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Day:
    day: Day
    folder: Path
    clock: Virtual
    url: str
    server: postgres.Server | None
    provider: process.Running
    faults: list[Fault] = field(default_factory=list)

    def run(self) -> Outcome:
        """Everything is imported and warm before the first fork."""
        self.port, self.smtp = drill.free_port(), drill.free_port()
        self.logs = [self.folder / f"people-{n}.log" for n in range(self.day.processes)]
        desks = self._make()
        self.made = drill._cpu()
        with closing(Stage(self.folder / "log")) as post, closing(Stage(self.folder / "log")) as stage:
            post.enter("post", self._post)
            self._let_loose(stage, desks)
            self._last_letters()
            return self._compare()

    def _post(self) -> None:
        from tests.load import letters

        letters.serve(self.smtp, self.folder / "letters")

    def _settings(self) -> Any:
        from web.settings import Settings

        made = Settings(
            home=self.folder / "home",
            database_url=self.url,
            public_url=f"http://127.0.0.1:{self.port}",
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_from=SENDER,
            twilio_api_origin=self.provider.origin,
            smtp_host="127.0.0.1",
            smtp_port=self.smtp,
            smtp_security="none",
            smtp_from="notices@lantern.example.org",
        )
        return dataclasses.replace(made, **drill._no_caps(Settings))

    def _make(self) -> list[Any]:
        from alembic import command

        from casework.kernel.database import dispose
        from tests.load.warm import warm_up
        from tests.load.world import world
        from tests.support.application import remember_statements
        from tests.support.databases import alembic
        from web.app import create_app

        command.upgrade(alembic(self.url), "head")
        self.web, self.worker = create_app(self._settings()), create_app(self._settings(), pages=False)
        for app in (self.web, self.worker):
            remember_statements(app)
        with self.web.app_context():
            desks = world(self.day.workers, self.day.supervisors, self.day.liaison, self.day.every)
        warm_up(self.web, desks)
        for app in (self.web, self.worker):
            dispose(app)
        return desks

    def _let_loose(self, stage: Stage, desks: list[Any]) -> None:
        from tests.harness import parts
        from tests.load.crowd import Crowd, shared_out

        web = stage.enter("web", lambda: parts.serve(self.web, self.port))
        worker = stage.enter("worker", lambda: parts.work(self.worker, WAKE_SECONDS))
        killing = Killing(stage, web, worker, self.server, self.port, self._kept, self.day.kills)
        killing.until_it_answers()
        begun = time.monotonic()
        self.begun, until = begun, begun + self.day.calm + self.day.rough
        for n, (mine, log) in enumerate(zip(shared_out(desks, self.day.processes), self.logs, strict=True)):
            numbers = [one for desk in desks[n :: self.day.processes] for one in desk.numbers]
            place = f"127.0.0.1:{self.port}"
            crowd = Crowd(
                mine, numbers, [f"http://{place}"], place, log, self.clock.now().date(), until, self.day.think
            )
            stage.enter(f"people {n}", crowd.play)
        self._tell("calm\n")
        time.sleep(self.day.calm)
        killing.in_turn(until, random.Random(self.day.seed))
        self.faults = killing.done
        self._until_home(until)
        self.zero = self.clock.at(0.0)
        self._tell("settling\n")
        self._settle(stage)

    def _until_home(self, until: float) -> None:
        """Whoever is in the midst of a form finishes it."""
        last = until + HOME_SECONDS
        while time.monotonic() < last and self._seen("gone home") < self.day.processes:
            time.sleep(0.3)

    def _settle(self, stage: Stage) -> None:
        """As after a storm: the provider is well, and time goes on until nothing is on its way."""
        storm = drill._Drill(Storm(), self.folder, self.clock, self.url, self.server, self.provider)
        storm.worker = self.worker
        storm._settle(stage)

    def _last_letters(self) -> None:
        """What waits to be tried again, or was printed last, goes now."""
        from notices import jobs

        for _ in range(3):
            self.clock.put_forward(dt.timedelta(minutes=20))
            with self.worker.app_context():
                jobs.run_due()

    def _kept(self) -> int:
        """How many pages that could not save have kept what was typed."""
        return self._seen("kept")

    def _seen(self, what: str) -> int:
        word = f'"what": "{what}"'.encode()
        return sum(log.read_bytes().count(word) for log in self.logs if log.exists())

    def _tell(self, words: str) -> None:
        if self.day.progress:
            sys.stderr.write(words)
            sys.stderr.flush()

    def _compare(self) -> Outcome:
        from casework.kernel.database import dispose, reading
        from tests.load import reading as found

        said = found.lines(self.logs)
        whole = Found(said, self.faults, self.begun, least={**self._least(), "gone home": self.day.processes})
        truth = self.provider.truth()
        with self.worker.app_context(), reading():
            counts, whole.texts = found.texts(truth, said, self.clock.now())
            whole.taken, whole.at_once, whole.hours = truth.taken, found.at_once(), hours_of
            whole.shown, whole.written = found.shown(said, self.web), found.written(self.zero, self.begun)
            waiting, states = found.unsettled()
            whole.there, whole.chain = found.there(), found.chain()
            whole.verified = found.verified(self.clock.now())
        dispose(self.worker)
        sent = self.folder / "letters"
        letters = sent.read_text().split("\n")[:-1] if sent.exists() else []
        whole.letters = Counter(letters)
        outcome = judge(whole)
        if waiting:
            outcome["e-mails still on their way"] = [f"{states}"]
        if blind := would_be_noticed(whole):
            outcome["would not be noticed"] = blind
        rows = self._rows(table.rows(said, truth, self.begun + self.day.calm), counts, states, len(letters))
        rows += table.compared(whole)
        return Outcome(rows, outcome, heard(self.folder / "log"))

    def _least(self) -> dict[str, int]:
        """What must have been done, or it proves nothing: a 503 that kept what was typed is among it."""
        least = {"saved": self.day.least, "reply": 2, "pages that showed somebody": self.day.least}
        least["texts to hours of their own"] = 1
        if self.day.rough:
            least |= {"web process killed": self.day.kills, "worker killed": self.day.kills}
        if self.day.rough and self.server is not None:
            least |= {"database killed": self.day.kills, "kept": 1}
        return least

    def _rows(self, seen: Rows, counts: dict[str, int], states: dict[str, int], letters: int) -> Rows:
        people = self.day.workers + self.day.supervisors + self.day.liaison
        rows: Rows = [("database", self.day.database), ("seed", self.day.seed), ("people", people)]
        rows += seen
        rows += [
            (f"killed: {one.what}", f"at {one.since - self.begun:.1f} s, away for {one.until - one.since:.1f} s")
            for one in self.faults
        ]
        rows += [*counts.items(), ("e-mails", letters), ("notices", states)]
        rows += [("CPU seconds of making it ready", round(self.made, 1))]
        return [*rows, ("CPU seconds (provider and database apart)", round(drill._cpu(), 1))]
