"""Who works here is looked at every 90 days, or the agency's accounts can only read (promises C.11)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

GOOD_FOR = dt.timedelta(days=90)
ASKED_BEFORE = dt.timedelta(days=14)


class ListState(StrEnum):
    """What an agency's list of colleagues is worth."""

    RIGHT = "right"
    DUE = "due"
    """It is asked for, and nothing is stopped yet."""
    OVER = "over"
    """Nobody said within 90 days that it is right: the agency's accounts can only read."""


def ends_at(confirmed_at: dt.datetime) -> dt.datetime:
    """Until when a list holds that was confirmed at this moment (UTC)."""
    return confirmed_at + GOOD_FOR


def list_state(confirmed_at: dt.datetime, *, at: dt.datetime) -> ListState:
    """Joiners and leavers are confirmed every 90 days; a manager is asked in the last fourteen of them (UTC)."""
    if at >= ends_at(confirmed_at):
        return ListState.OVER
    return ListState.DUE if at >= ends_at(confirmed_at) - ASKED_BEFORE else ListState.RIGHT
