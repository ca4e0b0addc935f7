"""An account that nobody uses is warned of, then closed (promises C.11, L20)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

WARNED = dt.timedelta(days=38)
CLOSED = dt.timedelta(days=45)


class Unused(StrEnum):
    """How long an account has gone unused."""

    NO = "no"
    SOON = "soon"
    CLOSED = "closed"


def unused(used_at: dt.datetime | None, *, at: dt.datetime) -> Unused:
    """38 days unused is warned of, 45 days closes the account until an administrator lets it in again (UTC)."""
    if used_at is None or at - used_at < WARNED:
        return Unused.NO
    return Unused.CLOSED if at - used_at >= CLOSED else Unused.SOON
