"""What a monitor asks: is the whole of it well, and how much waits (promises C.12). Never who."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import current_app
from prometheus_client.metrics_core import GaugeMetricFamily
from sqlalchemy import text

from casework.kernel import gate
from casework.kernel.database import db, reading
from reminders.rules.troubles import Trouble
from reminders.services import alarms, pulse
from web.rules import readiness
from web.rules.heartbeat import stopped
from web.rules.readiness import Found
from web.services import heartbeat
from web.vault.record import last_verified

ASKED_EVERY = 5.0
"""Seconds for which an answer stands: asking often must not keep anybody from saving."""


def checks(home: Path, writable: Callable[[], bool], *, at: dt.datetime) -> dict[str, str]:
    """Each check and "ok", or what is wrong, at this moment (UTC). Asked again within five seconds it says the same.

    `writable` says whether a writing transaction can be had: it opens one, with `write_nothing` in it.
    """
    kept = current_app.extensions
    asked, answer = kept.get("readiness", (-ASKED_EVERY, {}))
    if time.monotonic() - asked >= ASKED_EVERY:
        answer = readiness.judge(look(home, writable(), at=at), at)
        kept["readiness"] = (time.monotonic(), answer)
    found: dict[str, str] = answer
    return found


def look(home: Path, writable: bool, *, at: dt.datetime) -> Found:
    """What is so at this moment (UTC). Of a database that cannot be written nothing else is asked."""
    room = shutil.disk_usage(home).free
    if not writable:
        return Found(False, room, gate_closed=True, clock_doubted=False, **_UNSEEN)
    with reading():
        waiting = pulse.waiting(at)
        return Found(
            writable=True,
            room=room,
            gate_closed=gate.why_closed() is not None,
            clock_doubted=alarms.stands(Trouble.CLOCK),
            worker_seen=pulse.last_seen(),
            oldest_due=waiting.oldest,
            oldest_unknown=waiting.oldest_unknown,
            verified_backup=last_verified(current_app),
            stopped=tuple(one.job for one in stopped(heartbeat.beats(), at)),
        )


_UNSEEN: dict[str, Any] = dict.fromkeys(("worker_seen", "oldest_due", "oldest_unknown", "verified_backup"))


def write_nothing() -> None:
    """A write that changes nothing, and that a database which may only be read refuses."""
    db.session.execute(text("UPDATE gate SET copied_at = copied_at WHERE 1 = 0"))


def gauges(found: dict[str, str], *, at: dt.datetime) -> Iterator[GaugeMetricFamily]:
    """How much waits, how old it is in seconds, and each of the checks found as 1 or 0, for Prometheus."""
    with reading():
        waiting = pulse.waiting(at)
        seen, backup = pulse.last_seen(), last_verified(current_app)
        beats = heartbeat.beats()
    yield GaugeMetricFamily("waymark_texts_due", "Texts that should have been handed over by now", waiting.due)
    yield GaugeMetricFamily("waymark_texts_unknown", "Texts of which nothing proves what happened", waiting.unknown)
    for name, words, moment in (
        ("waymark_texts_due_oldest_seconds", "How long the oldest due text has waited", waiting.oldest),
        ("waymark_texts_unknown_oldest_seconds", "How long ago the oldest unknown left", waiting.oldest_unknown),
        ("waymark_worker_seen_seconds", "How long ago a worker was last awake", seen),
        ("waymark_backup_seconds", "How long ago the newest verified backup was made", backup),
    ):
        if moment is not None:
            yield GaugeMetricFamily(name, words, (at - moment).total_seconds())
    jobs = GaugeMetricFamily("waymark_job_finished_seconds", "How long ago a job last finished", labels=["job"])
    for one in beats:
        if one.finished_at is not None:
            jobs.add_metric([one.job], (at - one.finished_at).total_seconds())
    yield jobs
    ready = GaugeMetricFamily("waymark_ready", "1 where the check is well", labels=["check"])
    for name, said in found.items():
        ready.add_metric([name], float(said == "ok"))
    yield ready
