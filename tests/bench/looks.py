"""What it costs that a look is written down before the page leaves: a page with it and without it, in turns (F11)."""

from __future__ import annotations

import contextvars
import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from flask import Flask, Response, g

from casework.kernel import audit
from casework.kernel.models import Event
from tests.bench import scale
from tests.bench.asked import Asker, Seen, Wanted, as_served
from tests.bench.sites import sites
from tests.bench.table import Figure
from web import sessions

PAGES = ("person", "Today of a worker", "court list of 60")
MOST_MS, MOST_SHARE = 1.0, 15


@dataclass(frozen=True)
class Plan:
    """How often each page is asked for with its look and without, among how many people."""

    looks: int = 60
    before: int = 3
    site: scale.Plan = dataclasses.field(default_factory=lambda: scale.Plan(sizes=(1_000,)))
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Each page on every database."""
    found: list[Figure] = []
    for kind, app in sites(plan.kinds):
        laid = contextvars.Context().run(scale._laid, app, plan.site)
        with as_served():
            for wanted in laid.pages:
                if wanted.name in PAGES or wanted.name.startswith("court list"):
                    say(f"{kind}: {wanted.name} with its look and without")
                    found += _of(app, kind, wanted, laid.keys[wanted.role], plan)
    return found


def _of(app: Flask, kind: str, wanted: Wanted, key: str, plan: Plan) -> Iterator[Figure]:
    asker, with_, without, alone, within = Asker(app, key), Seen(), Seen(), list[float](), list[float]()
    for nth in range(-plan.before, plan.looks):
        lines = _newest(asker)
        with _timed(within if nth >= 0 else []):
            asker.ask(wanted, with_ if nth >= 0 else Seen())
        assert _newest(asker) > lines, "this page leaves no line"
        alone += [_alone(asker)] if nth >= 0 else []
        with _forgotten(app):
            asker.ask(wanted, without if nth >= 0 else Seen())
    name = f"{kind}, {wanted.name}: its look adds"
    cost = [one - other for one, other in zip(with_.wall, without.wall, strict=True)]
    spent = [one - other for one, other in zip(with_.cpu, without.cpu, strict=True)]
    share = tuple(each / median(without.wall) * 100 for each in cost)
    yield Figure(name, "ms", tuple(cost), MOST_MS, "F11")
    yield Figure(f"{name}, of the processor", "ms", tuple(spent))
    yield Figure(f"{kind}, {wanted.name}: its look, timed in the page", "ms", tuple(within))
    yield Figure(f"{kind}, {wanted.name}: its rows, by the driver alone", "ms", tuple(alone))
    yield Figure(f"{name}, of the page", "%", share, MOST_SHARE, "F11")


_REST = ", ".join(column.name for column in Event.__table__.columns if column.name != "seq")
_LAST = "FROM {0} WHERE seq = (SELECT MAX(seq) FROM {0})"
ALONE = (
    f"INSERT INTO event (seq, {_REST}) SELECT seq + 1, {_REST} {_LAST.format('event')}",
    f"INSERT INTO event_record (seq, record) SELECT seq + 1, record {_LAST.format('event_record')}",
)


def _alone(asker: Asker) -> float:
    """Milliseconds in which the driver adds a line like the newest, with all that it names, and commits: the floor.

    The copy does not go on from the line before, and nobody walks this trail.
    """
    with closing(asker.engine.raw_connection()) as connection:
        cursor, sqlite = connection.cursor(), asker.engine.dialect.name == "sqlite"
        began = time.perf_counter()
        for said in ("BEGIN IMMEDIATE", *ALONE, "COMMIT") if sqlite else ALONE:
            cursor.execute(said)
        connection.commit()
        return (time.perf_counter() - began) * 1000


@contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    """Milliseconds from the finished page until its look is committed: steadier than what two pages differ by."""
    real = sessions._write_what_waits

    def timed(response: Response) -> None:
        began = time.perf_counter()
        real(response)
        taken.append((time.perf_counter() - began) * 1000)

    sessions._write_what_waits = timed
    try:
        yield
    finally:
        sessions._write_what_waits = real


def _newest(asker: Asker) -> int:
    with asker.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.max(Event.__table__.c.seq))) or 0


@contextmanager
def _forgotten(_app: Flask) -> Iterator[None]:
    """Nothing of what is looked at is kept, for the length of one request."""
    kept = audit.look
    audit.look = lambda *_args, **_more: None
    waiting = audit.waiting_looks
    audit.waiting_looks = lambda: bool(g.pop("looks", None)) and False
    try:
        yield
    finally:
        audit.look, audit.waiting_looks = kept, waiting
