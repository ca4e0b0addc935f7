"""Is the whole of it well? What a monitor is told of database, gate, queue, backups and clock (C.12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

QUEUE_LATE = dt.timedelta(minutes=5)
UNKNOWN_LONG = dt.timedelta(hours=1)
BACKUP_OLD = dt.timedelta(hours=26)
"""A nightly backup, and two hours for it."""
LEAST_ROOM = 200 * 2**20
"""Bytes free where Waymark writes, under which it says so while it can still save."""


@dataclass(frozen=True)
class Found:
    """What was found at a moment; moments are UTC, None where there is none. No case data."""

    writable: bool
    room: int
    gate_closed: bool
    clock_doubted: bool
    worker_seen: dt.datetime | None
    oldest_due: dt.datetime | None
    oldest_unknown: dt.datetime | None
    verified_backup: dt.datetime | None
    stopped: tuple[str, ...] = ()


def judge(found: Found, now: dt.datetime) -> dict[str, str]:
    """Each check by name, and "ok" or what is wrong, at `now` (UTC). All must be ok for the whole to be ready."""
    return {
        "database": "ok" if found.writable else "cannot be written",
        "disk": "ok" if found.room >= LEAST_ROOM else "nearly full",
        "gate": "closed: nothing leaves until it is released" if found.gate_closed else "ok",
        "worker": _young(found.worker_seen, QUEUE_LATE, now, "not seen for five minutes", never="never seen"),
        "jobs": "ok" if not found.stopped else f"not finished for ten minutes: {', '.join(found.stopped)}",
        "queue": _young(found.oldest_due, QUEUE_LATE, now, "something due has waited for five minutes"),
        "unknown": _young(found.oldest_unknown, UNKNOWN_LONG, now, "a text is of unknown fate for an hour"),
        "backup": _young(found.verified_backup, BACKUP_OLD, now, "none verified for 26 hours", never="none verified"),
        "clock": "this machine's clock and the provider's differ" if found.clock_doubted else "ok",
    }


def _young(
    moment: dt.datetime | None, at_most: dt.timedelta, now: dt.datetime, words: str, *, never: str = "ok"
) -> str:
    if moment is None:
        return never
    return words if now - moment > at_most else "ok"
