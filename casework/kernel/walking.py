"""Looking the audit trail through: whole when the worker starts and every night, what is new every minute (C.9)."""

from __future__ import annotations

import datetime as dt
import logging
import time
from pathlib import Path

from flask import current_app, g
from sqlalchemy import Connection

from casework.kernel import anchor, chain, clock, gate, saying
from casework.kernel.chain import Walked
from casework.kernel.database import connection_for_reading
from casework.kernel.gate import Keeper

log = logging.getLogger("waymark.audit")
EVERY = 60.0
NIGHT = dt.time(2)


def look_through() -> int | None:
    """For the worker's waking: walks what is due, and where a line is not as it was written, closes the gate for every
    process and returns its number. What two administrators released before is not judged again.

    Also anchors what nobody anchored in the last minute. Raises OSError while the anchor file cannot be read.
    """
    keeper: Keeper = current_app.extensions["anchor"]
    if g.get("pretend") is not None or gate.why_closed() is not None:
        return None  # an older copy is said to be one; only the newest is looked through
    now, whole = clock.local(clock.now()), False
    if keeper.walked is None or (now.time() >= NIGHT and keeper.walked_whole != now.date()):
        keeper.walked_whole, whole = now.date(), True
    elif time.monotonic() - keeper.walked_at < EVERY:
        return None
    keeper.walked_at = time.monotonic()
    found = walk(None if whole else keeper.walked)
    return _judged(keeper, found)


def _judged(keeper: Keeper, found: Walked) -> int | None:
    if found.broken is None:
        keeper.walked = found
        gate.fix()
        return None
    log.error("The audit trail was changed at event %s", found.broken)
    keeper.tampered.write_text(f"{found.broken} {clock.now().isoformat()}\n", "ascii")
    keeper.shown = None
    return found.broken


def walk(so_far: Walked | None = None) -> Walked:
    """Walk the trail on from where it was found whole; from the last release, or the first line, where not given."""
    keeper: Keeper = current_app.extensions["anchor"]
    with connection_for_reading() as connection:
        return walk_on(connection, keeper.path, so_far, saying.opened)


def walk_on(connection: Connection, path: Path, so_far: Walked | None = None, told: chain.Told | None = None) -> Walked:
    """The same on a connection, with every line that the anchor file at `path` vouches for since the last release;
    `told` opens the words beside a line."""
    start, vouched = anchor.since_release(path) if path.exists() else (None, {})
    released = Walked(start.seq, bytes.fromhex(start.digest)) if start and start.seq else None
    begin = so_far or released or Walked(0, chain.GENESIS)
    later = {seq: digest for seq, digest in vouched.items() if seq > begin.seq}
    return chain.walk(connection, after=begin.seq, digest=begin.digest, anchored=later, told=told)
