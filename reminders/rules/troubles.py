"""What keeps the sender from sending, for how long it then waits, and in which words staff hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

APART = dt.timedelta(minutes=5)
"""How far two clocks may differ before nothing is sent (promises P21)."""
STOP_AFTER = 5
"""So many failed connections, or requests to slow down, in a row: then nothing more is tried for a while."""
NOT_RUNNING = dt.timedelta(minutes=5)
_FIRST, _LONGEST = dt.timedelta(seconds=30), dt.timedelta(minutes=15)


class Trouble(StrEnum):
    """Why texts do not go out. The value is what the database keeps."""

    KEY = "key"
    LINE = "line"
    SLOW = "slow"
    CLOCK = "clock"
    AGENCY_CAP = "agency_cap"
    SITE_CAP = "site_cap"


DOORS = frozenset({Trouble.KEY, Trouble.LINE, Trouble.SLOW, Trouble.CLOCK})
"""Troubles of the sender itself: while one lasts nothing is sent, for anybody."""

_WORDS = {
    Trouble.KEY: "The text provider refuses our account. An administrator must check its settings",
    Trouble.LINE: "The text provider cannot be reached",
    Trouble.SLOW: "The text provider asked us to slow down",
    Trouble.CLOCK: "The clock of this computer is wrong, so nothing is sent",
    Trouble.AGENCY_CAP: "The most texts a day for this service has been reached",
    Trouble.SITE_CAP: "The most texts a day for this site has been reached",
}


def words(trouble: Trouble) -> str:
    """What staff read about a trouble."""
    return _WORDS[trouble]


def stands_in_the_way(trouble: Trouble, times: int) -> bool:
    """Whether it stops the sender and is said to people: one failed connection is not yet an outage."""
    return trouble is not Trouble.LINE or times >= STOP_AFTER


def wait(trouble: Trouble, times: int, asked: dt.timedelta | None = None) -> dt.timedelta | None:
    """For how long nothing is tried; None where it does not stop the sender. What was asked for, else doubling."""
    if trouble not in DOORS or not stands_in_the_way(trouble, times):
        return None
    steps = times - STOP_AFTER if trouble is Trouble.LINE else times - 1
    doubled = _FIRST * 2 ** min(max(steps, 0), 8)
    return min(max(asked or doubled, _FIRST if asked is None else asked), _LONGEST)


def clocks_differ(ours: dt.datetime, others: Collection[dt.datetime | None]) -> bool:
    """Whether our clock is more than five minutes from another's, such as the database's or the provider's."""
    return any(other is not None and abs(ours - other) > APART for other in others)


def jumped(ours: dt.timedelta, monotonic: dt.timedelta) -> bool:
    """Whether the wall clock moved otherwise than time did between two looks, by more than five minutes."""
    return abs(ours - monotonic) > APART
