"""Whether what the worker has to do is being done, from when each job last finished; and how staff hear of it.

A process that lives is not enough: one job may hang or fail while the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

STOPPED = dt.timedelta(minutes=10)
"""A job that has not finished for so long has stopped; it is woken every few seconds."""
BACKUP_OLD = dt.timedelta(hours=26)
NO_WORKER = "The worker has stopped: no text and no notice goes out. Whoever runs Waymark must start it"
NO_NOTICES = "Notices are not going out. Ring the courts and the CPS"
NO_JOB = "The worker cannot finish “{job}”. Whoever runs Waymark must look at its log"
NO_BACKUP = "No backup has been verified for more than a day. Whoever runs Waymark must look at it"
NOTICES = "notices"


@dataclass(frozen=True)
class Beat:
    """A job, when it last finished, and since when it does not (UTC)."""

    job: str
    finished_at: dt.datetime | None
    failing_since: dt.datetime | None


def stopped(beats: Sequence[Beat], now: dt.datetime) -> list[Beat]:
    """The jobs that have not finished for ten minutes before `now` (UTC). Of a site whose worker never ran, none."""
    return [one for one in beats if (seen := one.finished_at or one.failing_since) and now - seen > STOPPED]


def has_ended(beats: Sequence[Beat], now: dt.datetime) -> bool:
    """Whether not one job goes on any more: then it is the worker."""
    return bool(beats) and len(stopped(beats, now)) == len(beats)


def lines(beats: Sequence[Beat], now: dt.datetime, *, runs: bool) -> list[str]:
    """What stands first on Today at `now` (UTC): for everybody it is shown to, that notices do not go; for those who
    run the service (`runs`) also which job has stopped."""
    late = stopped(beats, now)
    if has_ended(beats, now):
        return [NO_WORKER]
    said = [NO_NOTICES] if any(one.job == NOTICES for one in late) else []
    return [*said, *(NO_JOB.format(job=one.job) for one in late if runs and one.job != NOTICES)]


def backup_line(verified: dt.datetime | None, kept: bool, now: dt.datetime) -> list[str]:
    """That no backup was verified for 26 hours before `now` (UTC), where backups are `kept` at all."""
    late = verified is None or now - verified > BACKUP_OLD
    return [NO_BACKUP] if kept and late else []
