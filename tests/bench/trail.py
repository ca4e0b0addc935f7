"""A million lines of the audit trail walked from the first to the last: at most five seconds (promises P11)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act, Line
from casework.kernel.database import transaction
from casework.kernel.walking import walk
from tests.bench.sites import sites
from tests.bench.table import Figure

GOAL = 5.0
"""Seconds for a million lines."""


@dataclass(frozen=True)
class Plan:
    """How many lines, how often they are walked, and on which databases."""

    lines: int = 1_000_000
    runs: int = 3
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """The same trail on every database."""
    found: list[Figure] = []
    for kind, app in sites(plan.kinds):
        say(f"{kind}: {plan.lines:,} lines")
        with app.app_context():
            found.append(_measured(kind, plan))
    return found


def _measured(kind: str, plan: Plan) -> Figure:
    for first in range(0, plan.lines, 20_000):
        with transaction():
            audit.record_all(_looks(first, min(20_000, plan.lines - first)))
    taken = []
    for _ in range(plan.runs):
        begun = time.perf_counter()
        walked = walk()
        taken.append(time.perf_counter() - begun)
        assert (walked.broken, walked.seq >= plan.lines) == (None, True)
    goal = GOAL if plan.lines >= 1_000_000 else None
    return Figure(f"{kind}, {plan.lines:,} lines walked, each hash and number", "s", tuple(taken), goal, "P11")


def _looks(first: int, many: int) -> Iterator[Line]:
    by, at = Actor(7, 1, "Robin Hale", frozenset({"worker"})), clock.now()
    for n in range(first, first + many):
        yield Line(Act.CONSULTATION, f"person:{n % 20_000:08}", by, at, "identity", {})
