"""What the worker wakes for the audit trail: patterns of browsing are looked for every quarter of an hour (P33)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app, g
from sqlalchemy import select

from casework.accounts.models import Agency
from casework.kernel import clock
from casework.kernel.database import db, reading, transaction
from web.services import browsing

EVERY = 15 * 60.0


def notice(now: Callable[[], datetime] = clock.now) -> int:
    """Raise what was not raised yet, for every agency; returns how many. Looks without holding a lock, and writes only
    where there is something. Two workers at once raise the same once."""
    kept, place = current_app.extensions, f"noticed {g.get('pretend') is not None}"
    if time.monotonic() - kept.get(place, -EVERY) < EVERY:
        return 0
    kept[place] = time.monotonic()
    with reading():
        agencies = list(db.session.scalars(select(Agency.id)))
        due = [agency for agency in agencies if browsing.new_patterns(agency, at=now())]
    raised = 0
    for agency in due:
        with transaction():
            raised += len(browsing.raise_new(agency, at=now()))
    return raised
