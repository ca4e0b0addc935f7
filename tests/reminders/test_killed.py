"""A worker that dies: what it left is seen, nothing is sent twice, nothing is lost (promises P1 and P2)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from casework.kernel import clock
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from tests.reminders.cast import JO, Cast, states, texts
from tests.support.twilio_stand_in import Fault, StandIn

At = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]


def killed(app: Flask, provider: StandIn, where: str, reached: Callable[[], bool]) -> None:
    """Start a worker, wait until it has reached a point, and kill it there."""
    settings = app.extensions["settings"]
    arguments = [settings.database_url, str(settings.home), provider.origin, clock.now().isoformat(), where]
    worker = subprocess.Popen([sys.executable, "-m", "tests.reminders.killed_worker", *arguments], cwd=ROOT)
    try:
        until = time.monotonic() + 60
        while not reached():
            assert worker.poll() is None, "the worker ended before it could be killed"
            assert time.monotonic() < until, "the worker never got there"
            time.sleep(0.02)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()


def test_killed_between_the_hand_over_and_its_record_is_seen_and_never_sent_again(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway
) -> None:
    cast.book("2026-12-08 14:00")
    provider.next_faults, provider.slow_seconds = [Fault.SLOW], 2.0
    killed(within, provider, "sending", lambda: bool(provider.ledger))
    assert states()["booked"] == "handed"
    at("2026-11-23 11:21")
    jobs.run_due(twilio)
    assert states()["booked"] == "handed"
    at("2026-11-23 11:23")
    jobs.run_due(twilio)
    assert states()["booked"] == "unknown"
    at("2026-11-23 13:30")
    jobs.run_due(twilio)
    assert states()["booked"] == "person"
    [task] = services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now())
    assert "not known whether it went" in task.why
    assert len(provider.requests) == 1


@pytest.mark.parametrize("minutes", [pytest.param(2, id="after its lease, the text goes once")])
def test_killed_after_the_claim_loses_nothing(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway, minutes: int
) -> None:
    cast.book("2026-12-08 14:00")
    mark = within.extensions["settings"].home / "claimed"
    killed(within, provider, "claimed", mark.exists)
    assert (states()["booked"], provider.requests) == ("claimed", [])
    assert jobs.run_due(twilio) == 0
    at(f"2026-11-23 11:2{minutes}")
    assert jobs.run_due(twilio) == 1
    assert len(provider.sent_to(JO)) == 1
    assert texts(kind="booked")[0].fence == 2
