"""Ten thousand messy rows brought in by the page's engine: seconds, memory, and how long others wait to save (F8)."""

from __future__ import annotations

import dataclasses
import gc
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, reading, transaction
from diversion.history.models import ImportJob
from diversion.history.rules import grid
from diversion.history.rules.sheet import HEADINGS
from diversion.history.services import checking, held, running
from tests.bench.table import Figure
from tests.history.paper import GOOD, spreadsheet
from tests.support.databases import Databases
from web.app import create_app
from web.settings import Settings

FAMILIES = ("Farrow", "LOWE", "Okafor-Bell", "O’Brien", "Łukasz", "De la Mare", "Nguyen", "Hale", "Ward", "Pike")
GIVEN = ("Ada", "bea", "CARA", "Dee", "Zoë", "Fay", "Gwen", "Hana", "Ivy", "Joan")


@dataclass(frozen=True)
class Plan:
    """How many rows, and on which databases."""

    rows: int = 10_000
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def messy(rows: int) -> bytes:
    """A spreadsheet of about a fifth as many people: names in capitals, dates in four ways, one row in fifty wrong."""
    drawn = random.Random(1)
    return spreadsheet(*(_row(n, drawn) for n in range(rows))).encode()


def _row(n: int, drawn: random.Random) -> dict[str, str]:
    who = drawn.randrange(max(n // 5, 1) + 10)
    born = f"{who % 28 + 1}/{who % 12 + 1}/{1960 + who % 30}"
    arrest = drawn.choice(("4/5/2009", "04/05/2009", "4 May 2009", "2009-05-04"))
    row = {"Custody ref": f"HT/{n:05}/09", "DOB": born, "Arrest date": arrest, "URN": "", "Mobile": ""}
    row |= {"Surname": f"{FAMILIES[who % 10]}{'abcdefgh'[who // 10 % 8]}", "Forename": GIVEN[who // 80 % 10]}
    return GOOD | row | ({"DOB": "31/02/1985"} if n % 50 == 49 else {})


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """The same file on every database."""
    databases, found, data = Databases(), [], messy(plan.rows)
    try:
        for kind in plan.kinds:
            with tempfile.TemporaryDirectory() as home:
                chosen = Settings.from_environment({"WAYMARK_HOME": home, "DATABASE_URL": databases.migrated(kind)})
                app = create_app(dataclasses.replace(chosen, testing=True))
                say(f"{kind}: {plan.rows} rows")
                with app.app_context():
                    found += list(_measured(kind, plan, data))
    finally:
        databases.stack.close()
    return found


def _measured(kind: str, plan: Plan, data: bytes) -> Iterator[Figure]:
    gc.collect()
    by, begun, worked = _manager(), time.perf_counter(), time.process_time()
    job_id = _checked(data, by)
    checked, waits = time.perf_counter(), []
    with reading():
        prepared: running.Prepared | None = running.prepare(job_id, at=clock.now())
    while prepared is not None:
        before = time.perf_counter()
        with transaction():
            prepared = running.bring_some(prepared, at=clock.now())
        waits.append(time.perf_counter() - before)
    whole = time.perf_counter() - begun
    added, goal = db.session.get_one(ImportJob, job_id).added, 60.0 * plan.rows / 10_000
    assert added > plan.rows * 0.9
    yield Figure(f"{kind}, {plan.rows:,} messy rows read, checked and brought in", "s", (whole,), goal, "F8")
    yield Figure(f"{kind}, of it on the processor", "s", (time.process_time() - worked,))
    yield Figure(f"{kind}, of it until the preview stands", "s", (checked - begun,))
    yield Figure(f"{kind}, longest that another waits to save", "s", (max(waits),))
    yield Figure(f"{kind}, peak memory", "MiB", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,), 200, "F8")


def _manager() -> Actor:
    with transaction():
        agency: Agency = accounts.add_agency("Lantern", at=clock.now())
        agency.set_up_at = clock.now()
        return accounts.add_staff(
            agency, name="Morgan Pike", email="manager@example.org", roles=[Role.MANAGER], at=clock.now()
        ).actor


def _checked(data: bytes, by: Actor) -> int:
    """The file given, matched and checked, everybody nearly alike somebody new, and started."""
    with transaction():
        job = held.begin(grid.from_csv(data), by=by, at=clock.now())
        held.match(job, list(HEADINGS), scheme="", by=by, at=clock.now())
        job_id = job.id
    with reading():
        found = checking.check(db.session.get_one(ImportJob, job_id), by=by, at=clock.now())
    with transaction():
        checking.keep(job_id, found)
        job = db.session.get_one(ImportJob, job_id)
        held.decide(job, {one.line: "new" for one in found.alike}, by=by, at=clock.now())
        running.start(job, leave_out=True, by=by, at=clock.now())
    return job_id
