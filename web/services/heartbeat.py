"""When each job of the worker last finished: noted by the worker, read for Today, for `/readyz` and for `/metrics`."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from flask import current_app, g
from sqlalchemy import select

from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from web.models import JobPulse
from web.rules import heartbeat
from web.rules.heartbeat import Beat
from web.settings import Settings
from web.vault.record import last_verified

WRITTEN_EVERY = 60.0
SEES = ("manager", "administrator", "supervisor", "liaison")


@dataclass(frozen=True)
class Noted:
    """How a job ended in this process: when it last did (UTC), and since when it fails, with which kind of error."""

    finished_at: dt.datetime | None = None
    failing_since: dt.datetime | None = None
    fault: str = ""


def note(job: str, at: dt.datetime, fault: str = "") -> None:
    """Keep in memory how a job ended at a moment (UTC), until `write` is asked; "" for well."""
    noted: dict[str, Noted] = current_app.extensions.setdefault("heartbeat", {})
    before = noted.get(job, Noted())
    noted[job] = Noted(before.finished_at, before.failing_since or at, fault) if fault else Noted(at)


def is_due() -> bool:
    """Whether a minute has passed since this process wrote last."""
    written = current_app.extensions.get("heartbeat written", -WRITTEN_EVERY)
    return time.monotonic() - written >= WRITTEN_EVERY and bool(current_app.extensions.get("heartbeat"))


def write() -> None:
    """Write down what was noted, inside the caller's transaction. Of two workers the one that finished later counts."""
    noted: dict[str, Noted] = current_app.extensions.get("heartbeat", {})
    rows = {row.job: row for row in db.session.scalars(select(JobPulse))}
    for job, one in noted.items():
        row = rows.get(job) or JobPulse(job=job)
        db.session.add(row)
        if one.finished_at and (row.finished_at is None or one.finished_at >= row.finished_at):
            row.finished_at = one.finished_at
        row.failing_since, row.fault = one.failing_since, one.fault
    current_app.extensions["heartbeat written"] = time.monotonic()


def beats() -> list[Beat]:
    """Every job that a worker of this site ever ran."""
    return [Beat(*row) for row in _BEATS.seen()]


_BEATS = Fixed(lambda: select(JobPulse.job, JobPulse.finished_at, JobPulse.failing_since).order_by(JobPulse.id))


def alarm_lines(*, by: Actor, now: dt.datetime) -> list[str]:
    """What Today says of the worker and of backups, to those who can act on it. One query.

    Pretend people have no worker of their own."""
    if g.get("pretend") is not None or not by.has(*SEES):
        return []
    said = heartbeat.lines(beats(), now, runs=by.has("manager", "administrator"))
    return said + (_backups(now) if by.has("administrator") else [])


def _backups(now: dt.datetime) -> list[str]:
    settings: Settings = current_app.extensions["settings"]
    return heartbeat.backup_line(last_verified(current_app), bool(settings.backup_keys), now)
