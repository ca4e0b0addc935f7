"""The worker, each of its jobs and the backups: what Today says when one has stopped (promises C.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from tests.support.application import Reader
from web import jobs, worker
from web.models import JobPulse
from web.rules.heartbeat import NO_BACKUP, NO_JOB, NO_NOTICES, NO_WORKER, Beat, backup_line, lines, stopped
from web.vault import record

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
LONG, SHORT = NOW - dt.timedelta(minutes=11), NOW - dt.timedelta(minutes=10)


def beat(job: str, finished: dt.datetime | None, failing: dt.datetime | None = None) -> Beat:
    return Beat(job, finished, failing)


@pytest.mark.parametrize(
    ("beats", "for_all", "for_those_who_run_it"),
    [
        pytest.param([], [], [], id="a site whose worker never ran"),
        pytest.param([beat("texts", SHORT), beat("notices", SHORT)], [], [], id="ten minutes are not yet too long"),
        pytest.param([beat("texts", LONG), beat("notices", LONG)], [NO_WORKER], [NO_WORKER], id="nothing goes on"),
        pytest.param([beat("texts", NOW), beat("notices", LONG)], [NO_NOTICES], [NO_NOTICES], id="notices hang"),
        pytest.param(
            [beat("texts", NOW), beat("sweep", LONG)], [], [NO_JOB.format(job="sweep")], id="nobody else can help it"
        ),
        pytest.param([beat("texts", NOW), beat("notices", None, LONG)], [NO_NOTICES], [NO_NOTICES], id="never well"),
        pytest.param([beat("texts", NOW), beat("notices", None, SHORT)], [], [], id="fails since a moment ago"),
    ],
)
def test_what_is_said(beats: list[Beat], for_all: list[str], for_those_who_run_it: list[str]) -> None:
    assert lines(beats, NOW, runs=False) == for_all
    assert lines(beats, NOW, runs=True) == for_those_who_run_it
    assert bool(stopped(beats, NOW)) == bool(for_those_who_run_it)


def test_backups_are_missed_only_where_they_are_made() -> None:
    old = NOW - dt.timedelta(hours=26, seconds=1)
    assert backup_line(old, True, NOW) == backup_line(None, True, NOW) == [NO_BACKUP]
    assert backup_line(NOW - dt.timedelta(hours=26), True, NOW) == backup_line(None, False, NOW) == []


def test_the_worker_notes_each_job_and_today_says_which_has_stopped(app: Flask, sign_in: Callable[..., Reader]) -> None:
    def broken() -> None:
        raise LookupError("Zoë Blake")

    worker._once(app, "texts", lambda: 1, pretend=False)
    worker._once(app, "notices", broken, pretend=False)
    with app.app_context():
        assert jobs.beat() == 0
        with transaction():
            rows = {row.job: row for row in db.session.scalars(select(JobPulse))}
            assert rows["texts"].finished_at is not None
            assert (rows["notices"].finished_at, rows["notices"].fault) == (None, "LookupError")
            rows["notices"].failing_since = clock.now() - dt.timedelta(minutes=11)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, backup_keys="age1x")
    manager, administrator = sign_in("manager").get("/today").text, sign_in("administrator").get("/admin").text
    assert (NO_NOTICES in manager, NO_BACKUP in manager) == (True, False)
    assert (NO_NOTICES in administrator, NO_BACKUP in administrator) == (True, True)
    assert NO_NOTICES not in sign_in("worker").get("/today").text
    worker._once(app, "notices", lambda: None, pretend=False)
    with app.app_context():
        app.extensions.pop("heartbeat written")
        jobs.beat()
        record.verified("waymark-backup", "0" * 64, at=clock.now())
    again = sign_in("administrator").get("/admin").text
    assert NO_NOTICES not in again
    assert NO_BACKUP not in again
