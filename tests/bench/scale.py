"""Pages of one agency while the site grows around it: 1,000 to 1,000,000 referrals over five years, F5 and F7.

The agency that is measured stays as it is; the others are its people over again, 20,000 to an agency, laid down by the
database itself with numbers of their own, so a million take minutes. Each page is made as a signed-in member of staff
gets it, and beside it a bare Flask page that asks the same questions of the driver and answers with the same bytes.
"""

from __future__ import annotations

import contextvars
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from monitoring.rules.periods import quarter_of
from tests.bench.sites import sites
from tests.bench.table import Figure
from tests.support.crowded import fill
from tests.support.many import copies
from tests.support.morning import COURT, lay
from web.cookies import COOKIE

ROLES = ("worker", "supervisor", "liaison", "manager")
COPIED = (
    *("person", "safe_contact", "circumstance", "hearing", "referral", "charge", "case_ending", "requirement"),
    *("contact_attempt", "appointment", "requirement_booking"),
)
STRIDE = 20_000
AN_AGENCY = 20
"""So many times the measured agency's people make one of the others: 20,000, the most that one has."""
AT_MOST, SEARCH_MS, SEARCH_AT_MOST = 1.3, 50, 1.5


@dataclass(frozen=True)
class Plan:
    """Referrals of the whole site, a step at a time from what the measured agency has, and how often each page is
    asked for, after so many times that are not counted."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    live: int = 300
    listed: int = 60
    orders: int = 30
    looks: int = 15
    before: int = 3
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Wanted:
    """One page: what it is called in the table, who asks for it and where; with `typed` it is a search."""

    name: str
    role: str
    path: str
    typed: str = ""


@dataclass
class Seen:
    """One page at one size: milliseconds by the clock and by the processor, and those of the bare page; what it
    asked and how many bytes it had."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    page: bytes = b""


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Every page at every size on every database."""
    found: list[Figure] = []
    for kind, app in sites(plan.kinds):
        app.config["WTF_CSRF_ENABLED"] = False
        found += _of(app, kind, plan, say)
    return found


def _of(app: Flask, kind: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Figure]:
    keys, pages = contextvars.Context().run(_laid, app, plan)
    first: dict[str, float] = {}
    there = 1
    for size in plan.sizes:
        more = max(1, size // plan.sizes[0])
        began = time.monotonic()
        contextvars.Context().run(_grown, app, there, more - 1)
        there = more
        say(f"{kind}: {size:,} referrals, laid down in {time.monotonic() - began:.0f} s")
        gc.collect()
        for wanted in pages:
            seen = measured(app, wanted, keys[wanted.role], plan.looks, plan.before)
            say(f"{kind}, {size:,}: {wanted.name} {median(seen.wall):.0f} ms")
            yield from _figures(f"{kind}, {size:,}: {wanted.name}", wanted, seen, first)


def _figures(name: str, wanted: Wanted, seen: Seen, first: dict[str, float]) -> Iterator[Figure]:
    middle = median(seen.wall)
    yield Figure(f"{name}: server time", "ms", tuple(seen.wall))
    yield Figure(
        f"{name}: p95", "ms", (_p95(seen.wall),), SEARCH_MS if wanted.typed else None, "F7" * bool(wanted.typed)
    )
    yield Figure(f"{name}: processor", "ms", tuple(seen.cpu))
    yield Figure(f"{name}: against a bare page with the same SQL", "x", (middle / median(seen.bare),))
    yield Figure(f"{name}: queries", "", (float(len(seen.asked)),))
    yield Figure(f"{name}: bytes", "", (float(len(seen.page)),))
    if wanted.name in first:
        most, goal = (SEARCH_AT_MOST, "F7") if wanted.typed else (AT_MOST, "F5")
        yield Figure(f"{name}: against the smallest", "x", (middle / first[wanted.name],), most, goal)
    first.setdefault(wanted.name, middle)


def _laid(app: Flask, plan: Plan) -> tuple[dict[str, str], list[Wanted]]:
    """The measured agency with as many referrals as the smallest size says, its sessions, and the pages asked for."""
    with app.app_context():
        with transaction():
            now = clock.now()
            agency = accounts.add_agency("Lantern", at=now)
            agency.set_up_at = now
            for role in ROLES:
                accounts.add_staff(agency, name=f"{role} Hale", email=f"{role}@example.org", roles=[Role(role)], at=now)
        by = {one.roles[0].role: one.actor for one in db.session.scalars(sa.select(Staff))}
        fill(plan.live, done=plan.sizes[0] - plan.live, by=by["worker"])
        day = lay(plan.listed, orders=plan.orders, by=by["worker"], supervisor=by["supervisor"])
        with transaction():
            found = {role: db.session.get_one(Staff, actor.staff_id) for role, actor in by.items()}
            keys = {role: accounts.open_session(one, at=clock.now()) for role, one in found.items()}
        person = db.session.scalar(
            sa.select(Person.reference).where(Person.agency_id == by["worker"].agency_id).limit(1)
        )
        quarter = quarter_of(clock.today()).slug
    return keys, [
        *(Wanted(f"Today of a {role}", role, "/today?who=team") for role in ROLES),
        Wanted(f"court list of {plan.listed}", "liaison", f"/court/{COURT}/{day.isoformat()}"),
        Wanted("person", "worker", f"/people/{person}"),
        Wanted("diary", "worker", f"/diary/{clock.today().isoformat()}"),
        Wanted("figures of a quarter", "manager", f"/monitoring/{quarter}"),
        Wanted("texts to come", "worker", "/messages/ahead?who=team"),
        Wanted("notices", "liaison", "/notices?state=sent"),
        Wanted("search for part of a name", "worker", "/people", typed="lake 3"),
    ]


def _grown(app: Flask, before: int, after: int) -> None:
    """The people of the measured agency over again, in other agencies and with nobody of ours."""
    with app.app_context():
        agencies = -(-after // AN_AGENCY)
        known = db.session.scalar(sa.text("SELECT COUNT(*) FROM agency")) or 0
        with transaction():
            for nth in range(known, agencies + 1):
                accounts.add_agency(f"Agency {nth}", at=clock.now())
        own = int(db.session.scalar(sa.text("SELECT MIN(id) FROM agency")) or 1)
        for start in range(before, after + 1, 50):
            with transaction():
                values = {f"{table}.agency_id": f"{own} + 1 + (n - 1) / {AN_AGENCY}" for table in COPIED}
                values |= {
                    "appointment.with_staff_id": "NULL",
                    "referral.worker_id": "NULL",
                    "appointment.place_id": "NULL",
                }
                last = min(start + 49, after)
                copies(db.session.connection(), COPIED, first=start, last=last, values=values, stride=STRIDE)
        with transaction():
            db.session.execute(sa.text("ANALYZE"))


def measured(app: Flask, wanted: Wanted, key: str, looks: int, before: int) -> Seen:
    """One page, so often and some times more to begin with, and the bare page as often."""
    seen = Seen()
    for _ in range(looks + before):
        contextvars.Context().run(_look, app, wanted, key, seen)
    with app.app_context():
        engine = db.engine
    seen.bare = _bare(engine, seen, looks + before)[before:]
    seen.wall, seen.cpu = seen.wall[before:], seen.cpu[before:]
    return seen


def _look(app: Flask, wanted: Wanted, key: str, seen: Seen) -> None:
    client = FlaskClient(app, app.response_class)
    client.set_cookie(COOKIE, key, secure=True, domain="localhost")
    with app.app_context():
        engine = db.engine
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    began, spent = time.perf_counter(), time.process_time()
    answer = client.post(wanted.path, data={"term": wanted.typed}) if wanted.typed else client.get(wanted.path)
    seen.wall.append((time.perf_counter() - began) * 1000)
    seen.cpu.append((time.process_time() - spent) * 1000)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, (wanted.path, answer.status_code)
    seen.asked, seen.page = asked, answer.data


def _bare(engine: sa.Engine, seen: Seen, looks: int) -> list[float]:
    """Milliseconds of a Flask page that does nothing but ask the same of the driver and answer with the same bytes."""
    app = Flask("bare")
    connection = engine.raw_connection()

    @app.get("/")
    def page() -> bytes:
        cursor = connection.cursor()
        for statement, parameters in seen.asked:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        connection.rollback()
        return seen.page

    client, taken = app.test_client(), []
    for _ in range(looks):
        began = time.perf_counter()
        client.get("/")
        taken.append((time.perf_counter() - began) * 1000)
    connection.close()
    return taken


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
