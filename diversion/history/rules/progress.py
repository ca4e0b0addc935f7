"""How far an import is, in words for somebody who waits (ux 6.5)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

UNDO_WITHIN = dt.timedelta(hours=24)
KEPT_FOR = dt.timedelta(hours=24)
"""How long a file that nobody goes on with is kept: then it is deleted."""


class ImportState(StrEnum):
    """Where one file stands. Between two of them a person presses, or the worker finishes."""

    MATCHING = "matching"
    CHECKING = "checking"
    READY = "ready"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            ImportState.MATCHING: "columns to match",
            ImportState.CHECKING: "being checked",
            ImportState.READY: "ready to start",
            ImportState.RUNNING: "being brought in",
            ImportState.STOPPED: "stopped on the way",
            ImportState.DONE: "finished",
            ImportState.UNDOING: "being undone",
            ImportState.UNDONE: "undone",
            ImportState.DROPPED: "thrown away",
        }[self]

    @property
    def moves(self) -> bool:
        """Whether the worker is at it, so that the page is worth looking at again."""
        return self in {ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING}

    @property
    def holds_a_file(self) -> bool:
        """Whether what the file says is still kept."""
        return self in {
            ImportState.MATCHING,
            ImportState.CHECKING,
            ImportState.READY,
            ImportState.RUNNING,
            ImportState.STOPPED,
        }


def how_far(done: int, of: int, *, since: dt.datetime | None, now: dt.datetime) -> str:
    """ "312 of 500 rows, about 1 minute left": the time is only said once some are done. Moments are UTC."""
    said = f"{done:,} of {of:,} rows"
    if not done or since is None or done >= of:
        return said
    left = (now - since).total_seconds() / done * (of - done)
    if left < 60:
        return f"{said}, less than a minute left"
    minutes = round(left / 60)
    return f"{said}, about {minutes} minute{'' if minutes == 1 else 's'} left"


def can_be_undone(state: ImportState, undo_until: dt.datetime | None, *, now: dt.datetime) -> bool:
    """For 24 hours after the last row came in, and as long as one that stopped on the way is not gone on with."""
    if state is ImportState.STOPPED:
        return True
    return state is ImportState.DONE and undo_until is not None and now < undo_until
