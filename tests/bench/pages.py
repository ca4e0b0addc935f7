"""Today of each role and a court list of 200, with 20,000 people before 60 courts: server and processor time, queries.

The pages are made as a signed-in member of staff gets them, one after another and then eight at once (`crowd`):
sign-in, policy, audit and markup are in it; the network is not, but for those eight. Rubbish is collected as the server
does it (gunicorn.conf.py), after the page has left; the processor's time counts it.
"""

from __future__ import annotations

import contextvars
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from tests.bench import crowd
from tests.bench.sites import sites
from tests.bench.table import Figure
from tests.support.crowded import fill
from tests.support.morning import COURT, lay, people
from web import rubbish
from web.cookies import COOKIE

ROLES = ("worker", "supervisor", "liaison", "manager")
TODAY_MS, LIST_MS = 150, 300


@dataclass(frozen=True)
class Plan:
    """How much is laid down and how often each page is asked for."""

    live: int = 2_000
    done: int = 18_000
    appointments: int = 10_000
    listed: int = 200
    orders: int = 120
    looks: int = 60
    at_once: int = 12
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Every page on every database."""
    found: list[Figure] = []
    for kind, app in sites(plan.kinds):
        found += _pages(app, kind, plan, say)
    return found


def _pages(app: Flask, kind: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Figure]:
    keys, day = contextvars.Context().run(_laid, app, plan)
    gc.collect()
    gc.freeze()
    rubbish.begin()
    for role in ROLES:
        for who in ("me", "team") if role != "liaison" else ("team",):
            page = _Page(f"{kind}, {role}’s Today ({who})", f"/today?who={who}", keys[role], TODAY_MS)
            yield from page.figures(app, plan.looks, say)
    listed = _Page(f"{kind}, court list of {plan.listed}", f"/court/{COURT}/{day}", keys["liaison"], LIST_MS)
    yield from listed.figures(app, plan.looks, say)
    every = [(f"/today?who={who}", keys[role]) for role in ROLES for who in ("me", "team")]
    yield from _at_once(f"{kind}, Today of every role", app, every, plan, TODAY_MS)
    yield from _at_once(f"{kind}, court list of {plan.listed}", app, [(listed.path, listed.key)], plan, LIST_MS)


def _at_once(name: str, app: Flask, asked: crowd.Asked, plan: Plan, most: int) -> Iterator[Figure]:
    """What eight clients wait for, who ask two web processes for one page after another without a pause."""
    taken = crowd.times(app, asked, looks=plan.at_once)
    yield Figure(f"{name}, 8 clients at once: answered in", "ms", taken)
    yield Figure(f"{name}, 8 clients at once: p95", "ms", (_p95(taken),), most, "F6")


def _laid(app: Flask, plan: Plan) -> tuple[dict[str, str], str]:
    """The people, and a session of each role."""
    with app.app_context():
        with transaction():
            now = clock.now()
            agency = accounts.add_agency("Lantern", at=now)
            agency.set_up_at = now
            for role in ROLES:
                accounts.add_staff(agency, name=f"{role} Hale", email=f"{role}@example.org", roles=[Role(role)], at=now)
        staff = {one.roles[0].role: one for one in db.session.scalars(sa.select(Staff))}
        actors = {role: one.actor for role, one in staff.items()}
        fill(plan.live, done=plan.done, appointments=plan.appointments, by=actors["worker"])
        day = lay(plan.listed, orders=plan.orders, by=actors["worker"], supervisor=actors["supervisor"])
        with transaction():
            db.session.execute(sa.text("ANALYZE"))
            found = {role: db.session.get_one(Staff, actor.staff_id) for role, actor in actors.items()}
            keys = {role: accounts.open_session(one, at=clock.now()) for role, one in found.items()}
        assert people() == plan.live + plan.done
        return keys, day.isoformat()


@dataclass(frozen=True)
class _Page:
    """One page that is asked for again and again."""

    name: str
    path: str
    key: str
    most: int

    def figures(self, app: Flask, looks: int, say: Callable[[str], None]) -> Iterator[Figure]:
        """The middle and the slowest but one in twenty, by the clock and by the processor, and how often it asks."""
        taken = [contextvars.Context().run(self._look, app) for _ in range(looks + 3)][3:]
        wall, spent, asked = zip(*taken, strict=True)
        say(f"{self.name}: {sorted(wall)[len(wall) // 2]:.0f} ms")
        yield Figure(f"{self.name}: server time", "ms", wall)
        yield Figure(f"{self.name}: p95", "ms", (_p95(wall),), self.most, "ux 5.4")
        yield Figure(f"{self.name}: processor, p95", "ms", (_p95(spent),), self.most, "ux 5.4")
        yield Figure(f"{self.name}: statements", "", (float(max(asked)),))

    def _look(self, app: Flask) -> tuple[float, float, int]:
        client = FlaskClient(app, app.response_class)
        client.set_cookie(COOKIE, self.key, secure=True, domain="localhost")
        said: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            said.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(self.path)
        taken = time.perf_counter() - began
        rubbish.after_a_page()
        used = time.process_time() - spent
        sa.event.remove(engine, "before_cursor_execute", note)
        assert answer.status_code == 200, (self.path, answer.status_code)
        return taken * 1000, used * 1000, len(said)


def _p95(values: tuple[float, ...]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
