"""Times offered in a text, and which of them an answer takes (ux 4.4): only within a day of the offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

ANSWER_WITHIN = dt.timedelta(hours=24)
MOST = 3


def write(times: Sequence[dt.datetime]) -> str:
    """Times as an offer keeps them: London wall times to the minute, soonest first as they were given."""
    return ",".join(time.strftime("%Y-%m-%dT%H:%M") for time in times)


def read(slots: str) -> list[dt.datetime]:
    """The London wall times, without a zone, that an offer keeps."""
    return [dt.datetime.fromisoformat(one) for one in slots.split(",") if one]


def still_open(handed_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an answer may still take a time of this offer: within 24 hours of the moment it left (UTC)."""
    return handed_at is not None and now - handed_at <= ANSWER_WITHIN
