"""SIGKILL at random moments of real worker processes; the relay's own list is the truth (promises P1, P2).

A parent that has everything imported forks a worker for each kill. Each worker's clock is five minutes ahead of the
one before, so that the claims and silences the dead left behind are over. `NOTICE_KILLS` asks for a longer run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL

from casework.kernel.database import db, reading
from notices import jobs
from notices.models import Notice
from tests.notices.conftest import Thames

KILLS = int(os.environ.get("NOTICE_KILLS", "12"))
PARENT = """
import os, signal, sys
from datetime import datetime, timedelta, UTC
from casework.kernel.database import db
from web.app import create_app
from web.settings import Settings
from notices import jobs
from notices.gateway.mail import Relay
settings = Settings.from_environment({environment!r})
start = datetime.fromisoformat({start!r})
relay = Relay(host="127.0.0.1", port={port}, from_address="notices@lantern.example.org")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
app = create_app(settings)
with app.app_context():
    db.session.remove()
    db.engine.dispose()
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    with app.app_context():
        jobs.run_due(lambda: start + timedelta(minutes=int(line)), relay)
    os._exit(0)
"""


@contextmanager
def parent(thames: Thames) -> Iterator[subprocess.Popen[str]]:
    settings = thames.app.extensions["settings"]
    environment = {"WAYMARK_HOME": str(settings.home), "DATABASE_URL": settings.database_url}
    script = PARENT.format(environment=environment, start=thames.now.isoformat(), port=thames.relay.port)
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as made:
        assert made.stdout is not None
        assert made.stdout.readline() == "ready\n"
        yield made
        made.kill()


def kill_one(made: subprocess.Popen[str], thames: Thames, minutes: int) -> bool:
    """Start a worker and kill it a moment after it has sent something; whether it was still alive."""
    assert made.stdin is not None
    assert made.stdout is not None
    before = len(thames.relay.letters)
    made.stdin.write(f"{minutes}\n")
    made.stdin.flush()
    child = int(made.stdout.readline())
    deadline = time.monotonic() + 20
    while len(thames.relay.letters) == before and alive(child) and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(random.random() * 0.03)
    was_alive = alive(child)
    if was_alive:
        os.kill(child, SIGKILL)
    while alive(child):
        time.sleep(0.002)
    return was_alive


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_killed_at_any_moment_no_notice_is_lost_and_none_goes_twice(thames: Thames) -> None:
    killed = turn = 0
    with parent(thames) as made:
        while killed < KILLS:
            keep_waiting(thames, turn)
            killed += kill_one(made, thames, minutes=5 * turn)
            turn += 1
    thames.later(minutes=5 * turn)
    drain(thames)
    with reading():
        rows = {row.message_id: row.state for row in db.session.scalars(db.select(Notice))}
    went = Counter(str(letter["Message-ID"]) for letter in thames.relay.letters)
    assert max(went.values()) == 1, "a notice went twice"
    assert set(rows.values()) <= {"sent", "unknown"}, "a notice was lost"
    assert {key for key, state in rows.items() if state == "sent"} <= set(went), "said sent, was not"
    assert len(rows) > KILLS


def keep_waiting(thames: Thames, turn: int) -> None:
    """At least eight notices always wait to go, so that every worker is killed at work."""
    with reading():
        waiting = len(list(db.session.scalars(db.select(Notice.id).where(Notice.state.in_(["to_send", "claimed"])))))
    for n in range(waiting // 2, 4):
        thames.tell(thames.about(f"Jo{n} BROWN", f"T{turn:03}{n:04}"))
    jobs.print_waiting(lambda: thames.now)


def drain(thames: Thames) -> None:
    """Workers that nobody kills, until nothing waits and every silence has ended."""
    for _ in range(3):
        thames.later(minutes=5)
        thames.send()
