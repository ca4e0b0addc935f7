"""A worker caught at the worst moments, one by one: what it left is seen, nothing goes twice, nothing is lost.

The storm meets these by chance; here each is met on purpose (promises P1, P2; cases S12 and S13).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from casework.kernel import clock
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from tests.harness.moment import BUDGET
from tests.reminders.cast import JO, Cast, states, texts
from tests.support.twilio_stand_in import Fault, StandIn

At = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def caught(
    app: Flask, provider: StandIn, where: str, reached: Callable[[], bool] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that has come to a point; killed at the end, if it is still there."""
    settings = app.extensions["settings"]
    arguments = [settings.database_url, str(settings.home), provider.origin, clock.now().isoformat(), where]
    worker = subprocess.Popen([sys.executable, "-m", "tests.harness.moment", *arguments], cwd=ROOT)
    here = reached or mark(app, where).exists
    try:
        until = time.monotonic() + 60
        while not here():
            assert worker.poll() is None, "the worker ended before it got there"
            assert time.monotonic() < until, "the worker never got there"
            time.sleep(0.02)
        yield worker
    finally:
        worker.kill()
        worker.wait()


def mark(app: Flask, where: str) -> Path:
    return Path(app.extensions["settings"].home, where)


def test_killed_after_the_claim_loses_nothing(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway
) -> None:
    cast.book("2026-12-08 14:00")
    with caught(within, provider, "claimed") as worker:
        worker.kill()
    assert (states()["booked"], provider.requests) == ("claimed", [])
    assert jobs.run_due(twilio) == 0
    at("2026-11-23 11:22")
    assert jobs.run_due(twilio) == 1
    assert len(provider.sent_to(JO)) == 1
    assert texts(kind="booked")[0].fence == 2


def test_killed_between_the_hand_over_and_its_record_is_seen_and_never_sent_again(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway
) -> None:
    cast.book("2026-12-08 14:00")
    provider.next_faults, provider.slow_seconds, provider.list_lags = [Fault.SLOW], 2.0, True
    with caught(within, provider, "sending", lambda: bool(provider.ledger)) as worker:
        worker.kill()
    for moment, state in [("11:20", "handed"), ("11:21", "handed"), ("11:23", "unknown"), ("13:30", "person")]:
        at(f"2026-11-23 {moment}")
        jobs.run_due(twilio)
        assert states()["booked"] == state
    [task] = services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now())
    assert "not known whether it went" in task.why
    provider.list_lags = False
    jobs.witness_due(twilio)
    assert states()["booked"] == "accepted"
    assert len(provider.requests) == 1


def test_held_up_between_the_hand_over_and_the_post_does_not_send_late_and_says_so(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway
) -> None:
    cast.book("2026-12-08 14:00")
    with caught(within, provider, "handed") as worker:
        os.kill(worker.pid, signal.SIGSTOP)
        assert states()["booked"] == "handed"
        mark(within, "handed").unlink()
        time.sleep(2 * BUDGET)
        os.kill(worker.pid, signal.SIGCONT)
        worker.wait(30)
    [text] = texts(kind="booked")
    assert (text.state, provider.requests) == ("planned", [])
    assert text.held_why.startswith("Our sender was held up")
    at("2026-11-23 11:25")
    jobs.run_due(twilio)
    assert len(provider.sent_to(JO)) == 1


def test_held_up_for_so_long_that_nobody_waits_for_it_does_not_send_either(
    cast: Cast, within: Flask, at: At, provider: StandIn, twilio: TwilioGateway
) -> None:
    """By then another worker has called it unknown: what the one that wakes proves comes too late to send it again."""
    cast.book("2026-12-08 14:00")
    with caught(within, provider, "handed") as worker:
        os.kill(worker.pid, signal.SIGSTOP)
        at("2026-11-23 11:23")
        jobs.run_due(twilio)
        assert states()["booked"] == "unknown"
        mark(within, "handed").unlink()
        time.sleep(2 * BUDGET)
        os.kill(worker.pid, signal.SIGCONT)
        worker.wait(30)
    assert (states()["booked"], provider.requests) == ("unknown", [])
