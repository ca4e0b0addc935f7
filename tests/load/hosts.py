"""Two web hosts, two workers, one PostgreSQL and the provider, each on a host of its own, and lines that are cut.

`python -m tests.load.hosts --hold 13`. First a worker is cut off from the database, then the other one from the
provider, then a web host from the database; each time the others must go on. Every connection to the database is
encrypted and its certificate checked, as the product asks where it crosses a network.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.harness import drill
from tests.harness import storm as weather
from tests.harness.stage import Stage
from tests.harness.storm import Storm
from tests.load import table
from tests.load.judge import Fault, Found, judge, would_be_noticed
from tests.load.killing import until_it_answers
from tests.load.net import Namespaces, Network
from tests.load.outcome import Outcome, heard
from tests.load.relays import Relays
from tests.load.server import Reached
from tests.support import postgres
from tests.support.provider import process
from tests.support.provider.words import ACCOUNT, SENDER, TOKEN
from tests.support.virtual import Virtual

HOSTS = ("database", "provider", "web 1", "web 2", "worker 1", "worker 2", "people")
WEB_PORT = 8000
PATIENCE = 45.0
"""Seconds for which a cut goes on, where what must be seen meanwhile has not been."""


@dataclass(frozen=True)
class Asked:
    """`hold` is how long the database is cut off, longer than a silent line is given up in; `rounds` how often."""

    hold: float = 13.0
    rounds: int = 1
    people: int = 6
    texted: int = 12
    booked: int = 48
    think: float = 0.5
    seed: int = 0
    loopback: bool = False
    broken: str = ""


def run(asked: Asked) -> Outcome:
    """Raises nothing that the product does: what went wrong is in the outcome."""
    folder = postgres.scratch("hosts")
    try:
        clock = Virtual(folder / "clock", start=weather.START, rate=1.0)
        weather.shorten(clock)
        with closing(network(folder, asked.loopback)) as net, closing(Reached(net, "database", folder)) as server:
            faults = {"none": 1.0}
            with (
                net.inside("provider"),
                process.running(folder, clock=clock.path, host=net.at("provider"), faults=faults) as provider,
            ):
                return _Hosts(asked, folder, clock, net, server, provider).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def network(folder: Path, loopback: bool) -> Network:
    """Namespaces where they may be made and PostgreSQL may run in them; else relays."""
    if not loopback:
        try:
            return Namespaces(HOSTS)
        except (OSError, subprocess.CalledProcessError):
            pass
    return Relays(folder)


@dataclass
class _Hosts:
    asked: Asked
    folder: Path
    clock: Virtual
    net: Network
    server: Reached
    provider: process.Running
    faults: list[Fault] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    apps: dict[Any, Any] = field(default_factory=dict)

    def run(self) -> Outcome:
        """Everything is imported and warm before the first fork."""
        own = isinstance(self.net, Namespaces)
        self.ports = {web: WEB_PORT if own else drill.free_port() for web in ("web 1", "web 2")}
        self.place = f"{self.net.at('web 1')}:{self.ports['web 1']}"
        self.log = self.folder / "people.log"
        desks = self._make()
        self.made = drill._cpu()
        with closing(Stage(self.folder / "log")) as stage:
            self._let_loose(stage, desks)
            self._settle(stage)
            return self._compare()

    def _settings(self, host: str) -> Any:
        from web.settings import Settings

        provider = self.net.way(host, "provider", int(self.provider.origin.rpartition(":")[2]))
        made = Settings(
            home=self.folder / "home",
            database_url=self.server.url_from(host),
            public_url=f"http://{self.place}",
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_from=SENDER,
            twilio_api_origin="http://{}:{}".format(*provider),
        )
        caps = {**drill._no_caps(Settings), "texts_per_second": 1, "texts_at_once": 2}
        return dataclasses.replace(made, **caps)

    def _app(self, host: str, *, pages: bool) -> Any:
        """The application as a host has it; hosts that are set up alike share what is made of it."""
        from tests.support.application import remember_statements
        from web.app import create_app

        settings = self._settings(host)
        if (settings, pages) not in self.apps:
            with self.net.inside(host):
                made = self.apps[settings, pages] = create_app(settings, pages=pages)
            remember_statements(made)
        return self.apps[settings, pages]

    def _make(self) -> list[Any]:
        from alembic import command

        from casework.kernel.database import dispose
        from tests.load.small import small_world
        from tests.support.databases import alembic
        from web.app import create_app

        command.upgrade(alembic(self.server.url), "head")
        here = dataclasses.replace(self._settings("people"), database_url=self.server.url)
        self.here = create_app(here, pages=False)
        with self.here.app_context():
            desks = small_world(self.asked.people, self.asked.texted, self.asked.booked)
        self.webs = {host: self._app(host, pages=True) for host in ("web 1", "web 2")}
        self.workers = {host: self._app(host, pages=False) for host in ("worker 1", "worker 2")}
        for app in (self.here, *self.apps.values()):
            dispose(app)
        return desks

    def _on(self, host: str, play: Callable[[], None]) -> Callable[[], None]:
        def there() -> None:
            self.net.enter(host)
            play()

        return there

    def _let_loose(self, stage: Stage, desks: list[Any]) -> None:
        from tests.harness import parts
        from tests.load.crowd import Crowd

        for host, app in self.webs.items():
            stage.enter(host, self._on(host, partial(parts.serve, app, self.ports[host], self.net.at(host))))
        with self.net.inside("people"):
            for web, port in self.ports.items():
                until_it_answers(self.net.at(web), port)
        self.hours = self.folder / "until"
        numbers = [weather.number(n) for n in range(self.asked.texted)]
        addresses = [f"http://{self.net.at(web)}:{port}" for web, port in self.ports.items()]
        until, today = time.monotonic() + 3600, self.clock.now().date()
        everybody = list(enumerate(desks))
        crowd = Crowd(everybody, numbers, addresses, self.place, self.log, today, until, self.asked.think, self.hours)
        stage.enter("people", self._on("people", crowd.play))
        self._wait(lambda: self._saved() > 0, "people begin")
        for host, app in self.workers.items():  # only now, or all texts would have gone before the first cut
            stage.enter(host, self._on(host, partial(parts.work, app, 0.5)))
        self._wait(lambda: self._taken() > 1, "texts go")
        self.cut_at = time.monotonic()
        for _ in range(self.asked.rounds):
            self._cuts()
        self.hours.touch()
        self.zero = self.clock.at(0.0)
        self._wait(lambda: self._seen("gone home") > 0, "people went home")

    def _cuts(self) -> None:
        """One after the other; each lasts until the others have been seen to go on."""
        self._cut("worker 1", "database", self.asked.hold, lambda: (self._taken(), self._saved()))
        self._cut("worker 2", "provider", 5.0, lambda: (self._taken(), self._saved()))
        self._cut("web 1", "database", self.asked.hold, lambda: (self._saved(), self._seen("kept")))

    def _cut(self, one: str, other: str, seconds: float, seen: Callable[[], tuple[int, ...]]) -> None:
        self.net.cut(one, other)
        since, before = time.monotonic(), seen()
        time.sleep(seconds)
        self._wait(lambda: all(now > then for now, then in zip(seen(), before, strict=True)), f"{one} without {other}")
        self.net.mend()
        self.faults.append(Fault(other, since, time.monotonic()))

    def _wait(self, done: Callable[[], bool], what: str) -> None:
        last = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > last:
                self.wrong.setdefault("nobody went on", []).append(what)
                return
            time.sleep(0.2)

    def _taken(self) -> int:
        return self.provider.path.read_bytes().count(b'"what": "taken"') if self.provider.path.exists() else 0

    def _saved(self) -> int:
        return self._seen("note") + self._seen("reply") + self._seen("stop")

    def _seen(self, what: str) -> int:
        return self.log.read_bytes().count(f'"what": "{what}"'.encode()) if self.log.exists() else 0

    def _settle(self, stage: Stage) -> None:
        storm = drill._Drill(Storm(), self.folder, self.clock, self.server.url, None, self.provider)
        storm.worker = self.here
        with self.net.inside("provider"):
            storm._settle(stage)

    def _compare(self) -> Outcome:
        from casework.kernel.database import dispose, reading
        from tests.load import reading as found

        said = found.lines([self.log])
        truth = self.provider.truth()
        whole = Found(
            said,
            self.faults,
            min((float(line["at"]) for line in said), default=0.0),
            least={"saved": 5, "kept": self.asked.rounds, "gone home": 1, "pages that showed somebody": 1},
        )
        with self.here.app_context(), reading():
            counts, whole.texts = found.texts(truth, said, self.clock.now())
            whole.taken, whole.at_once = truth.taken, found.at_once()
            whole.shown, whole.written = found.shown(said, self.webs["web 1"]), found.written(self.zero)
            whole.there, whole.chain = found.there(), found.chain()
            whole.verified = found.verified(self.clock.now())
        dispose(self.here)
        outcome = {**judge(whole), **self.wrong}
        if blind := would_be_noticed(whole):
            outcome["would not be noticed"] = blind
        rows: table.Rows = [("network", self.net.kind), *table.rows(said, truth, self.cut_at)]
        rows += [(f"cut off from: {one.what}", f"for {one.until - one.since:.1f} s") for one in self.faults]
        rows += table.compared(whole)
        rows += [("CPU seconds of making it ready", round(self.made, 1))]
        rows += [*counts.items(), ("CPU seconds (provider and database apart)", round(drill._cpu(), 1))]
        return Outcome(rows, outcome, heard(self.folder / "log"))


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.hosts", description=__doc__)
    for one in dataclasses.fields(Asked):
        if isinstance(one.default, bool):
            parser.add_argument(f"--{one.name}", action="store_true")
        else:
            parser.add_argument(f"--{one.name}", type=type(one.default), default=one.default)
    outcome = run(Asked(**vars(parser.parse_args(arguments))))
    sys.stdout.write(outcome.table() + "\n")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
