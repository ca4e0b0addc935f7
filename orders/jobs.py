"""What happens to an order without anybody pressing a button: a day passes, a meeting's time comes, a notice goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.kernel import clock
from casework.kernel.database import reading, transaction
from orders import services

BATCH = 50


def restate_due(now: Callable[[], datetime] = clock.now) -> int:
    """Store the status of every running order whose stored one has gone stale. Returns how many were changed.

    Looks without holding a lock; where nothing changed, nothing is written. Safe to run as often as anybody likes, and
    by two workers at once: it writes what the facts say and nothing else.
    """
    with reading():
        stale = services.stale(at=now())
    for start in range(0, len(stale), BATCH):
        with transaction():
            services.restate_these(stale[start : start + BATCH], at=now())
    return len(stale)
