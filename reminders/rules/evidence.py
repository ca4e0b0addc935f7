"""The provider's list as a second witness: when it is read, and which entry proves an unproved text (promises C.5)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass

POLLS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120))
"""How long after the hand-over the list is read for a text that nothing has proved."""
EARLIER = dt.timedelta(minutes=2)
"""By how much the provider's clock may be behind ours."""


@dataclass(frozen=True)
class Listed:
    """One entry of the provider's list: its name for the text, its word, when it took the text (UTC), its error."""

    sid: str
    status: str
    created_at: dt.datetime
    code: str = ""


def since(handed_at: dt.datetime) -> dt.datetime:
    """The first moment (UTC) at which the provider can have taken a text handed over at `handed_at`."""
    return handed_at - EARLIER


def polls_done(handed_at: dt.datetime, polls: int, now: dt.datetime) -> int:
    """How many of the looks count as made after one at `now`: a look that comes late stands for those it missed."""
    return max(polls + 1, bisect_right(POLLS, now - handed_at))


def ours(handed_at: dt.datetime, listed: Iterable[Listed], owned: Collection[str]) -> Listed | None:
    """The entry that proves a text, or None.

    It was taken after the hand-over, give or take two minutes, and its name is on no other text and in no callback of
    another text. Two such entries prove nothing about either: a person decides.
    """
    found = [one for one in listed if one.created_at >= since(handed_at) and one.sid not in owned]
    return found[0] if len(found) == 1 else None
