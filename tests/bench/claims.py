"""Claiming alone: a hundred of a thousand due texts taken by one durable commit, among few and among a million to come,
beside the same rows updated by raw SQL in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.handover import claim
from reminders.models import Text
from reminders.services.sending import TextSteps
from reminders.services.wiring import wired
from tests.bench.fill import fill
from tests.bench.sites import sites
from tests.bench.table import Figure

AT_ONCE, GROWS = 100, 1.2


@dataclass(frozen=True)
class Plan:
    """How many are due, how many wait for later, fewest first, and how often is claimed."""

    due: int = 500
    future: tuple[int, ...] = (1_000, 1_000_000)
    runs: int = 40
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Among few and among many on every database."""
    found: list[Figure] = []
    for kind in plan.kinds:
        middles: list[float] = []
        for future in plan.future:
            for _, app in sites((kind,)):
                say(f"{kind}: claiming among {future:,} texts to come")
                with app.app_context():
                    fill(due=plan.due, future=future, people=max(plan.due, 1_000))
                    found += _measured(app, f"{kind}, {AT_ONCE} claimed among {future:,}", plan, middles)
        name = f"{kind}, claiming among {plan.future[-1]:,} against {plan.future[0]:,}"
        found.append(Figure(name, "x", (middles[-1] / middles[0],), GROWS, "F4"))
    return found


def _measured(app: Flask, name: str, plan: Plan, middles: list[float]) -> Iterator[Figure]:
    steps, claimed, raw = TextSteps(wired().outbox), [], []
    for _ in range(plan.runs):
        began = time.perf_counter()
        keys = claim(steps, clock.now(), AT_ONCE)
        claimed.append((time.perf_counter() - began) * 1000)
        assert keys, "nothing was claimed"
        raw.append(_raw(keys))
    middles.append(median(claimed))
    yield Figure(name, "ms", tuple(claimed))
    ratios = tuple(one / other for one, other in zip(claimed, raw, strict=True))
    yield Figure(f"{name}, against those rows updated by raw SQL", "x", ratios)


def _raw(keys: list[int]) -> float:
    """Milliseconds of one durable commit that puts these rows back as they were."""
    marks = ", ".join(map(str, keys))
    back = sa.text(f"UPDATE text SET state = 'planned', owner = NULL, lease_until = NULL WHERE id IN ({marks})")
    assert Text.__tablename__ == "text"
    began = time.perf_counter()
    with transaction():
        db.session.connection().execute(back)
    return (time.perf_counter() - began) * 1000
