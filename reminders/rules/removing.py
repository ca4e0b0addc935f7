"""When the provider is asked to forget a text: after an erasure at once, any other after thirty days (promises C.5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

KEPT = dt.timedelta(days=30)
"""How long a text may stay at the provider: its own list is a witness of what went for two hours, and no longer."""
LOOKED_BACK = dt.timedelta(days=60)
STUCK_AFTER = dt.timedelta(days=1)
_FIRST, _LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=12)


class Removal(StrEnum):
    """What asking came to. The value is what the database keeps."""

    GONE = "gone"
    NOT_YET = "not yet"
    REFUSED = "refused"
    NO_LINE = "no line"


def said(status: int) -> Removal:
    """What the provider's answer means; 0 is no answer. What it does not know is gone: it forgot before."""
    if status in (204, 404):
        return Removal.GONE
    if status in (401, 403):
        return Removal.REFUSED
    return Removal.NOT_YET if status else Removal.NO_LINE


def next_try(tries: int) -> dt.timedelta:
    """How long to wait after so many tries, at least one: longer each time, up to half a day."""
    return min(_FIRST * (1 << min(tries - 1, 12)), _LONGEST)
