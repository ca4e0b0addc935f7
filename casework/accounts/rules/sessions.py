"""How long a session lasts, when it locks, and what is still missing before it is whole (promises P25)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

IDLE = dt.timedelta(minutes=15)
ABSOLUTE = dt.timedelta(hours=10)
HALF = dt.timedelta(minutes=30)
FRESH = dt.timedelta(minutes=10)


class Stage(StrEnum):
    """How far somebody has come in proving who they are."""

    WHOLE = "whole"
    CODE = "code"
    """The password was right; the second step is still to come."""
    RESET = "reset"
    """A reset link was opened; the second step, then a new password are still to come."""
    PASSWORD = "password"  # noqa: S105 - the name of a stage
    """A new password is to be chosen."""
    FACTOR = "factor"
    """The account has no second step yet: one is to be set up before anything else."""


STEPS = {
    Stage.CODE: "/sign-in/second-step",
    Stage.RESET: "/sign-in/second-step",
    Stage.PASSWORD: "/new-password",
    Stage.FACTOR: "/second-step",
}
"""The page on which each stage goes on."""


class Standing(StrEnum):
    """What a session is good for at this moment."""

    LIVE = "live"
    LOCKED = "locked"
    HALF = "half"
    OVER = "over"


def lasts(stage: Stage) -> dt.timedelta:
    """How long a session of this stage may last: ten hours when whole, half an hour while something is missing."""
    return ABSOLUTE if stage is Stage.WHOLE else HALF


def standing(
    stage: Stage,
    *,
    seen_at: dt.datetime,
    ends_at: dt.datetime,
    locked_at: dt.datetime | None,
    at: dt.datetime,
    idle: dt.timedelta = IDLE,
) -> Standing:
    """What a session that nobody has ended is good for: fifteen idle minutes lock it, ten hours end it (UTC). A site
    may choose from five minutes to an hour for `idle`."""
    if at >= ends_at:
        return Standing.OVER
    if stage is not Stage.WHOLE:
        return Standing.HALF
    return Standing.LOCKED if locked_at is not None or at - seen_at >= idle else Standing.LIVE


def is_fresh(proved_at: dt.datetime | None, *, at: dt.datetime) -> bool:
    """Whether they proved who they are in the last ten minutes (ASVS 7.5)."""
    return proved_at is not None and at - proved_at < FRESH
