"""The worker process: APScheduler wakes texts and notices; every truth is in the tables (promises, "Settled")."""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, g

from casework.kernel import clock
from casework.kernel.database import UnsafeDatabase
from casework.kernel.keyring import KeyringError
from web import logs, wiring
from web.app import create_app
from web.demo import place
from web.schema import WrongSchema
from web.services import heartbeat
from web.settings import BadSetting, Settings
from web.starting import must_be_well

log = logging.getLogger("waymark.worker")


def schedule(app: Flask, seconds: int) -> BlockingScheduler:
    """A scheduler that wakes each job every `seconds`, the first time at once; it never runs one twice at a time."""
    made = BlockingScheduler(
        timezone=ZoneInfo("Europe/London"),
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
    )
    for name in wiring.JOBS:
        made.add_job(_awake(app, name), "interval", seconds=seconds, id=name, next_run_time=clock.now())
    return made


def _awake(app: Flask, name: str) -> Callable[[], None]:
    def run() -> None:
        job = wiring.job(name)  # here, so that what one job needs is not imported before it is woken
        _once(app, name, job, pretend=False)
        with app.app_context():
            pretending = place.exists()
        if pretending:  # among pretend people both ends are outboxes: the day goes on, nothing leaves
            _once(app, name, job, pretend=True)

    return run


def _once(app: Flask, name: str, job: Callable[[], object], *, pretend: bool) -> None:
    with app.app_context():
        if pretend:
            g.pretend = place.engine()
        begun = time.perf_counter()
        try:
            done = job()
        except Exception as error:
            fault = type(error).__name__
            log.error("%s did not finish: %s at %s", name, fault, logs.where(error), extra={"job": name})
            _note(name, fault, pretend)
            return
        _note(name, "", pretend)
        if isinstance(done, int) and done:
            ms = round((time.perf_counter() - begun) * 1000, 1)
            log.info("did", extra={"job": name, "count": int(done), "ms": ms})


def _note(name: str, fault: str, pretend: bool) -> None:
    if not pretend:
        heartbeat.note(name, clock.now(), fault)


def _end(scheduler: BlockingScheduler) -> None:
    """Stop, or stop as soon as it has begun. Never in the signal's own frame: the thread that it interrupts may hold
    the very lock that stopping waits for."""
    while not scheduler.running:
        time.sleep(0.05)
    with contextlib.suppress(SchedulerNotRunningError):
        scheduler.shutdown(wait=False)


def settle_down() -> None:
    """What stands now stays as long as the process: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


def main() -> int:
    """Run until asked to stop."""
    try:
        settings = Settings.of_this_process()
        logs.begin("worker", settings.log_level)
        must_be_well(settings)
        scheduler = schedule(create_app(settings, pages=False), settings.wake_seconds)
    except (BadSetting, KeyringError, UnsafeDatabase, WrongSchema) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=_end, args=(scheduler,), daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle_down()
    scheduler.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
