"""Keys changed while others write, killed at random: `python -m tests.kills.rotating --database sqlite --kills 20`.

Each change of keys is a process of its own, forked from one that has everything imported; after the last kill one is
let go on to its end. Then every value must open, and none may be sealed with an old key (promises P30).
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import secrets
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.harness import drill
from tests.harness.stage import Stage
from tests.harness.storm import Storm
from tests.support import postgres

SOONEST, STEP = 0.005, 0.08


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills.rotating", description=__doc__)
    for name, usual in (("kills", 20), ("people", 1500), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--database", default="sqlite")
    given = parser.parse_args(arguments)
    folder = postgres.scratch("keys")
    try:
        with drill._database(Storm(database=given.database), folder) as (url, _):
            return _Run(given, folder, url).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclasses.dataclass
class _Run:
    given: Any
    folder: Path
    url: str

    def run(self) -> int:
        self._make()
        chance, killed = random.Random(self.given.seed), 0
        with closing(Stage(self.folder / "log")) as stage:
            stage.enter("somebody", self._write)
            while killed < self.given.kills:
                killed += self._one(stage, chance.random())
            begun = time.monotonic()
            self._one(stage, None)
        found = {"kills": killed, "seconds of the last": round(time.monotonic() - begun, 2), **self._found()}
        for name, value in found.items():
            sys.stdout.write(f"{name:32}{value}\n")
        return 1 if found["unreadable"] or found["on an old key"] or found["written meanwhile"] < 1 else 0

    def _make(self) -> None:
        from alembic import command

        from casework.kernel.database import dispose
        from tests.support.databases import alembic
        from web.app import create_app
        from web.settings import Settings

        command.upgrade(alembic(self.url), "head")
        self.app = create_app(
            dataclasses.replace(Settings(home=self.folder / "home", database_url=self.url)), pages=False
        )
        self._people(self.given.people)
        dispose(self.app)

    def _people(self, count: int) -> None:
        import datetime as dt

        from casework.accounts.services import add_agency, first_agency
        from casework.kernel import clock
        from casework.kernel.database import db, transaction
        from casework.people.models import Person

        with self.app.app_context(), transaction():
            agency = first_agency() or add_agency("Lantern", at=clock.now())
            db.session.flush()
            said = {"family_name": "Blake", "date_of_birth": dt.date(1990, 2, 28), "created_at": clock.now()}
            db.session.add_all(
                Person(agency_id=agency.id, given_name=secrets.token_hex(8), **said) for _ in range(count)
            )

    def _write(self) -> None:
        """Somebody at work: people come, all the time."""
        while True:
            self._people(1)
            time.sleep(0.01)

    def _one(self, stage: Stage, chance: float | None) -> int:
        """One change of keys, killed after a moment of chance; 1 where it was still at it. Let go on without one."""
        changing = stage.enter("changing", self._change)
        time.sleep(SOONEST + STEP * chance) if chance is not None else None
        ended = os.waitpid(changing.pid, os.WNOHANG if chance is not None else 0)[0]
        if not ended:
            stage.end(changing)
        stage.actors.remove(changing)
        return int(not ended)

    def _change(self) -> None:
        from casework.kernel import clock, rotation
        from casework.kernel.columns import ring
        from casework.kernel.database import db

        with self.app.app_context():
            rotation.rotate([db.engine], ring(), at=clock.now())

    def _found(self) -> dict[str, Any]:
        from casework.kernel import keyring, rotation
        from casework.kernel.database import db, dispose, reading
        from casework.kernel.keyring import KeyringError

        with self.app.app_context():
            ring = keyring.load(self.app.extensions["keyring"].path)
            old, unreadable, people = rotation.still_old(db.engine, ring.active), 0, 0
            with reading():
                for sealed in rotation.sealed_tables():
                    for row in db.session.execute(sa.select(sealed.table)):
                        people += sealed.table.name == "person"
                        for place, value in zip(sealed.places.values(), row[1:], strict=True):
                            try:
                                value is None or ring.open(bytes(value), place)
                            except KeyringError:
                                unreadable += 1
        dispose(self.app)
        return {
            "keys ever": ring.active,
            "keys on the ring": len(ring.keys),
            "fields": 3 * people,
            "unreadable": unreadable,
            "on an old key": old,
            "written meanwhile": people - self.given.people,
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
