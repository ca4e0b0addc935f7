"""Fourteen invented people and the five who work with them, for looking around (ux 6.1). Nothing here is anybody.

Their last half year is played through the rooms' own services, moment by moment up to the present, so that every
status, sentence and text is what the product itself makes of what happened. They live in a database file of their
own (`web.demo.place`), where both ends are outboxes whatever is set up: nothing planned there can leave.
"""

from __future__ import annotations

import datetime as dt
import secrets

from diversion import services as diversion
from orders import services as orders
from web.demo import agreed, arrests, ordered, quarter
from web.demo.stage import Stage, raise_curtain

HALF_A_YEAR = dt.timedelta(days=200)


def fill(*, now: dt.datetime) -> None:
    """Fill an empty database with the pretend people as they are at `now` (UTC), inside the caller's transaction."""
    stage = raise_curtain(now, now - HALF_A_YEAR, lambda: secrets.token_urlsafe(24))
    for story in (*arrests.stories(stage), *ordered.stories(stage), *agreed.stories(stage), *quarter.stories(stage)):
        stage.tell(story)
    stage.play()
    _restate(stage)


def _restate(stage: Stage) -> None:
    """A status can change by the passing of time alone: store each as it is now."""
    orders.restate_these(orders.stale(at=stage.end), at=stage.end)
    diversion.restate_these(diversion.stale(at=stage.end), at=stage.end)
