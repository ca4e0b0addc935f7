"""Web processes killed under four writing clients: `python -m tests.kills --database sqlite --kills 150`.

Everything is imported once; the web server, gunicorn as it is set up, and the people are forked from that. What each of
them was told is saved is compared with the database afterwards (promises P12; with `--restarts`, P22).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import shutil
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.harness import drill
from tests.harness.stage import Actor, Stage, children_of
from tests.harness.storm import Storm
from tests.support import postgres

PROCESSES, AT_ONCE = 6, 5
"""Web processes, and how many of them die at one moment: whoever was in the midst of a write in any of them is cut off.
The one that is left goes on, as the other does where gunicorn has two."""
LEAST = 1 / PROCESSES
"""So many acknowledged writes for each kill, or the run proves less than it says: one before each moment of dying."""
CUT = 0.1
"""So many posts cut off for each kill, or whoever died was doing nothing."""
BACK_TO_WORK = 5.0
"""Seconds after a restart of the database; `--back` says another number where the machine does other things as well."""
PATIENCE = 60.0


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    for name, usual in (("kills", 150), ("restarts", 0), ("clients", 6), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--step", type=float, default=0.04)
    parser.add_argument("--back", type=float, default=BACK_TO_WORK)
    parser.add_argument("--database", default="sqlite")
    given = parser.parse_args(arguments)
    folder = postgres.scratch("kills")
    try:
        with drill._database(Storm(database=given.database), folder) as (url, server):
            return _Run(given, folder, url, server).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclasses.dataclass
class _Run:
    given: Any
    folder: Path
    url: str
    server: postgres.Server | None
    slowest: float = 0.0
    killed: int = 0

    def run(self) -> int:
        self.port = drill.free_port()
        self.log = self.folder / "said"
        self._make()
        with closing(Stage(self.folder / "log")) as stage:
            self._play(stage)
        wrong, said = self._found()
        counts = {"database": self.given.database, "seed": self.given.seed, "kills": self.killed}
        counts |= {
            "restarts": self.given.restarts,
            "acknowledged": said,
            "posts cut off": self._cut(),
            "slowest back to work": round(self.slowest, 2),
        }
        counts |= {"CPU seconds": round(drill._cpu(), 1)}
        for name, value in {**counts, **{name: f"{len(which)}  {which[:4]}" for name, which in wrong.items()}}.items():
            sys.stdout.write(f"{name:32}{value}\n")
        sys.stdout.write(f"{'broken promises':32}{len(wrong)}\n")
        return 1 if wrong else 0

    def _make(self) -> None:
        from alembic import command

        from casework.kernel.database import dispose, reading
        from tests.kills import judge, world
        from tests.support.application import Reader, remember_statements
        from tests.support.databases import alembic
        from web.app import create_app
        from web.settings import Settings

        command.upgrade(alembic(self.url), "head")
        origin = f"http://127.0.0.1:{self.port}"
        settings = Settings(home=self.folder / "home", database_url=self.url, public_url=origin)
        self.app = create_app(dataclasses.replace(settings, testing=True))
        self.app.test_client_class = Reader
        remember_statements(self.app)
        self.people = world.everybody(self.app, self.given.clients, self.port, self.log)
        with self.app.app_context(), reading():
            self.kinds = judge.planned_kinds()
        self._warm_up()
        dispose(self.app)

    def _warm_up(self) -> None:
        """Each act once in the parent, so that what it compiles is there after every fork; how many events it wrote."""
        from casework.kernel.database import reading
        from tests.kills import judge, people, world

        first = self.people[0]
        client = world.signed_in(self.app, first)

        def here(_port: int, path: str, body: str, _cookies: str) -> tuple[int, str]:
            answer = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
            return int(answer.status_code), str(answer.text)

        over_http, vars(people)["post"] = people.post, here
        acts = [first.move(), first.note(), first.record()]
        vars(people)["post"] = over_http
        with self.app.app_context(), reading():
            self.each = {str(act and act["what"]): judge.events_of(str(act and act["what"])) for act in acts}
        if set(self.each) != {"move", "note", "came"}:
            raise RuntimeError(f"Warming up was refused: {acts}")

    def _play(self, stage: Stage) -> None:
        from tests.harness import parts

        os.environ["WEB_PROCESSES"] = str(PROCESSES)
        web = stage.enter("web", lambda: parts.serve(self.app, self.port))
        for somebody in self.people:
            stage.enter(somebody.name, somebody.work)
        self._until_more(0)
        chance = random.Random(self.given.seed)
        restarts = sorted(chance.sample(range(1, self.given.kills), self.given.restarts))
        while self.killed < self.given.kills:
            self._until_more(self._said(), 1)
            time.sleep(self.given.step * chance.random())
            self.killed += self._kill(stage, web, chance)
            if restarts and self.killed >= restarts[0]:
                restarts.pop(0)
                self._restart()
        for _ in restarts:
            self._restart()
        self._until_more(self._said())

    def _kill(self, stage: Stage, web: Actor, chance: random.Random) -> int:
        """Most of gunicorn's own processes, which it begins again; now and then all of it. How many died."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            inner = children_of(web.pid)
            if len(inner) >= AT_ONCE and chance.random() < 0.97:
                dying = chance.sample(inner, AT_ONCE)
                for one in dying:
                    os.kill(one, signal.SIGKILL)
                return len(dying)
            if len(inner) >= AT_ONCE:
                stage.kill(web)
                return len(inner)
            time.sleep(0.005)
        raise RuntimeError("There was nobody left to kill")

    def _cut(self) -> int:
        """How many posts got no answer because the process that had them died."""
        cut = self.log.with_suffix(".cut")
        return cut.stat().st_size if cut.exists() else 0

    def _restart(self) -> None:
        """The database at once, as in a crash; then how long until somebody's work is saved again."""
        if self.server is None:
            raise RuntimeError("Only a server can be restarted")
        self.server.stop()
        self.server.start()
        self.slowest = max(self.slowest, self._until_more(self._said()))

    def _said(self) -> int:
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def _until_more(self, before: int, enough: int = 5) -> float:
        """Wait for so many more acknowledged writes; how long the first took, in seconds."""
        begun, first = time.monotonic(), 0.0
        while (more := self._said() - before) < enough:
            first = first or (time.monotonic() - begun if more else 0.0)
            if time.monotonic() > begun + PATIENCE:
                raise RuntimeError("Nobody’s work is saved any more")
            time.sleep(0.01)
        return first

    def _found(self) -> tuple[dict[str, list[str]], int]:
        from casework.kernel.database import dispose, reading
        from tests.kills import judge

        said = judge.acknowledged(self.log)
        with self.app.app_context(), reading():
            wrong = judge.judge(said, self.each, self.kinds, self.given.database == "sqlite")
        dispose(self.app)
        if len(said) < LEAST * self.given.kills:
            wrong["too little was written"] = [str(len(said))]
        if self._cut() < CUT * self.given.kills:
            wrong["too few were in the midst of it"] = [str(self._cut())]
        if self.slowest > self.given.back:
            wrong["slow to be back at work"] = [f"{self.slowest:.1f} s"]
        return wrong, len(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
