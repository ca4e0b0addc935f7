"""A whole service put back on a bare machine: `python -m tests.kills.back --people 20000 --database sqlite`.

Everything is laid down, backed up and put back by the commands themselves: as many people, each with an appointment and
a text that waits, and ten lines of the audit trail for each, or as many as `--trail` says. Then every person must be
there, the trail must be whole, and nothing may leave: within a quarter of an hour, and what the web looks at before it
starts takes five seconds at most (promises P32).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

PUT_BACK, STARTED = 15 * 60, 5.0
"""Seconds, at most."""
LINES_EACH = 10


def main(arguments: list[str]) -> int:
    """Run it, print what was done and found; 1 where anything is missing or late."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills.back", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--trail", type=int)
    parser.add_argument("--database", default="sqlite")
    given = parser.parse_args(arguments)
    from tests.bench.sites import sites

    with tempfile.TemporaryDirectory() as folder:
        for _, app in sites([given.database]):
            with app.app_context():
                found = _put_back(app, Path(folder), given)
    for name, value in found.items():
        sys.stdout.write(f"{name:32}{value}\n")
    return 1 if _wrong(found, given) else 0


def _put_back(app: Any, folder: Path, given: Any) -> dict[str, Any]:
    from tests.vault.site import Site

    lines = given.trail or given.people * LINES_EACH
    _lay_down(given.people, lines)
    site = Site(app, folder)
    took = dict[str, float]()
    with _timed(took, "backed up in"):
        file = site.backup()
    with _timed(took, "put back in"):
        done = site.restore(file)
    with _timed(took, "opened in"):
        again = _start(site)
    with again.app_context():
        return {"megabytes": file.stat().st_size // 1_000_000, **took, "said": done.exit_code, **_found(lines)}


def _lay_down(people: int, lines: int) -> None:
    from casework.kernel import audit
    from casework.kernel.database import transaction
    from tests.bench import fill, trail

    fill.fill(due=0, future=people, people=people)
    for first in range(0, lines, 20_000):
        with transaction():
            audit.record_all(trail._looks(first, min(20_000, lines - first)))


def _start(site: Any) -> Any:
    from web.app import create_app

    return create_app(dataclasses.replace(site.settings, testing=True))


def _found(lines: int) -> dict[str, Any]:
    from casework.kernel import gate
    from casework.kernel.database import db
    from casework.kernel.walking import walk
    from casework.people.models import Person

    walked = walk()
    people = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
    whole = walked.broken is None and walked.seq >= lines
    return {"people": people, "lines": walked.seq, "trail is whole": whole, "gate": gate.why_closed()}


@contextlib.contextmanager
def _timed(took: dict[str, float], what: str) -> Any:
    begun = time.monotonic()
    yield
    took[what] = round(time.monotonic() - begun, 1)


def _wrong(found: dict[str, Any], given: Any) -> bool:
    there = found["people"] == given.people and found["trail is whole"] and found["said"] == 0
    return not there or not found["gate"] or found["put back in"] > PUT_BACK or found["opened in"] > STARTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
