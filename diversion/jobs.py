"""What happens to a referral without anybody pressing a button: a day passes, an appointment's time comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.kernel import clock
from casework.kernel.database import reading, transaction
from diversion import services

BATCH = 50


def restate_due(now: Callable[[], datetime] = clock.now) -> int:
    """Store the status of every open referral whose stored one has gone stale. Returns how many were changed.

    What she is told when her date has passed is queued in the same transaction. Looks without holding a lock; where
    nothing changed, nothing is written. Safe to run as often as anybody likes, and by two workers at once.
    """
    with reading():
        stale = services.stale(at=now())
    for start in range(0, len(stale), BATCH):
        with transaction():
            services.restate_these(stale[start : start + BATCH], at=now())
    return len(stale)
