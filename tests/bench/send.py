"""One worker's waking, measured in a process of its own: `python -m tests.bench.send '{"url": …, "origin": …}'`.

The real sender with every promise on: claims, re-checks, words, caps, trail, anchor, the `twilio` library. Importing
the library is not counted; connecting is. With `texts` 0 it measures an empty wake and finding what is due instead.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from casework.kernel.clock import now
from casework.kernel.database import db, reading
from casework.kernel.handing import Pace
from casework.kernel.handover import candidates
from reminders import jobs
from reminders.gateway import TwilioGateway
from reminders.rules.spending import Caps
from reminders.services.sending import TextSteps
from reminders.services.wiring import wired
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN

NO_CAPS = Caps(*[10**9] * 4)
FIND = 500


def used() -> float:
    """Seconds of CPU this process has used, user and system together."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def peak() -> float:
    """The most memory this process has held, in MiB: by the kernel's own count, which begins with the process."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def send(origin: str, at_once: int) -> dict[str, float]:
    """Send all that is due, once."""
    gateway = TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base="https://waymark.example", origin=origin)
    gateway.their_clock()
    wired().caps = NO_CAPS
    gc.collect()
    gc.freeze()  # as web.worker does when it begins
    began, before = time.perf_counter(), used()
    sent = jobs.run_due(gateway, pace=Pace(at_once, 0, 3600))
    wall, cpu = time.perf_counter() - began, used() - before
    return {"sent": sent, "wall": wall, "cpu": cpu, "mib": peak()}


def look(times: int) -> dict[str, float]:
    """Milliseconds that finding what is due takes, and that an empty wake takes."""
    gateway = wired().outbox
    steps = TextSteps(gateway)

    def find() -> None:
        with reading():
            candidates(steps, now(), FIND)

    early = now() - dt.timedelta(days=2)
    return {"find": _milliseconds(find, times), "empty": _milliseconds(lambda: jobs.wake(clock=lambda: early), times)}


def _milliseconds(work: Callable[[], object], times: int) -> float:
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000


def main(asked: dict[str, Any]) -> str:
    """Measure once and say what it took."""
    from web.app import create_app
    from web.settings import Settings

    app = create_app(Settings(home=Path(asked["home"]), database_url=asked["url"]), pages=False)
    with app.app_context():
        looks = asked.get("looks")
        found = look(looks) if looks else send(asked["origin"], asked["at_once"])
        db.session.remove()
    return json.dumps(found)


if __name__ == "__main__":
    sys.stdout.write(main(json.loads(sys.argv[1])))
