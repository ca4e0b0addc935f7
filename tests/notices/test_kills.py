"""SIGKILL of real worker processes at every step, under every fault of a relay (promises P1 and P2, for notices).

The relay's own list of what it took is the truth. Fifty workers are killed on each database: forty at a named step,
the rest at a moment of chance. Each worker's clock is five minutes ahead of the one before, so that the claims and
silences the dead left behind are over. `NOTICE_KILLS` asks for a longer run.
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
from itertools import cycle, product
from pathlib import Path
from signal import SIGKILL
from typing import Any

from casework.kernel.database import db, reading, transaction
from notices import services
from notices.models import Notice, NoticeLine
from tests.notices.conftest import COURT, CPS, Thames
from tests.notices.killed import ADDRESS, START, STEPS
from tests.notices.saying import SCHEME, installed

MOMENTS = 0.15
"""How long a worker that dies at a moment of chance may work at most, in seconds."""
KILLS = int(os.environ.get("NOTICE_KILLS", "50"))
FAULTS: dict[str, dict[str, Any]] = {
    "takes": {},
    "refuses one of two": {"refused": {CPS: "550 No such user"}},
    "puts one of two off": {"refused": {COURT: "451 Later"}},
    "takes and drops": {"drop_at": "data"},
    "takes twice": {"doubled": True},
}


@contextmanager
def parent(thames: Thames) -> Iterator[subprocess.Popen[str]]:
    settings = thames.app.extensions["settings"]
    given = [str(settings.home), settings.database_url, str(thames.relay.port), str(thames.person())]
    command = [sys.executable, "-m", "tests.notices.killed", *given]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout is not None
        assert made.stdout.readline() == "ready\n"
        yield made
        made.kill()


def fault(thames: Thames, name: str) -> None:
    """From now on the relay does this, and nothing else."""
    for field, usual in (("refused", {}), ("drop_at", ""), ("doubled", False)):
        setattr(thames.relay, field, FAULTS[name].get(field, usual))


def run(made: subprocess.Popen[str], turn: int, step: str, people: int, *, chance: bool = False) -> bool:
    """One worker, from fork to its end; whether it was killed."""
    assert made.stdin is not None
    assert made.stdout is not None
    made.stdin.write(f"{5 * turn},{step},{people}\n")
    made.stdin.flush()
    child = int(made.stdout.readline())
    if chance:
        time.sleep(random.random() * MOMENTS)
        os.kill(child, SIGKILL)  # its parent has not asked for it yet, so the number is still its own
    killed = made.stdout.readline() == "killed\n"
    assert killed or chance or not step.removeprefix(ADDRESS), f"no worker came to “{step}”"
    return killed


def moments(odd: bool) -> Iterator[tuple[str, str]]:
    """A fault and a step: on each database every second pair, so that the two together have them all; then moments of
    chance under each fault in turn."""
    pairs = product(enumerate(FAULTS), enumerate(STEPS))
    yield from ((name, step) for (one, name), (two, step) in pairs if (one + two) % 2 == odd)
    yield from ((name, "") for name in cycle(FAULTS))


def switch_on(thames: Thames) -> None:
    installed(thames.app)
    by = thames.team.actor("administrator")
    with transaction():
        services.allow_alone(scheme=SCHEME, court_code="B01ND00", by=by, at=START)


def test_killed_at_every_step_no_notice_is_lost_and_none_goes_twice(thames: Thames) -> None:
    switch_on(thames)
    killed = turn = 0
    with parent(thames) as made:
        for name, step in moments(odd=thames.app.extensions["settings"].is_sqlite):
            if killed >= KILLS:
                break
            fault(thames, name)
            turn += 1
            killed += run(made, turn, step, people=turn + 1, chance=not step)
        fault(thames, "takes")
        for _ in range(8):
            turn += 7
            run(made, turn, "", people=KILLS + 1)
    assert killed == KILLS
    judge(thames, people=KILLS + 1)


def judge(thames: Thames, *, people: int) -> None:
    """What the relay took, against what we say: nothing lost, nothing twice, every state true."""
    with reading():
        rows = {row.message_id: row for row in db.session.scalars(db.select(Notice))}
        lines = db.session.execute(
            db.select(NoticeLine.subject, Notice.contact_id, Notice.state).join(NoticeLine.notice)
        ).all()
        asked = {one.number for one in services.troubles(thames.team.agency_id, START)}
    taken = Counter(thames.relay.taken)
    told = Counter((line.subject, line.contact_id) for line in lines)
    assert max(taken.values()) == 1, "a notice was handed over twice"
    assert set(taken) <= set(rows), "something went that is on no record"
    assert len(told) == 2 * people, "somebody is told to nobody"
    assert set(told.values()) == {1}, "somebody was told of twice"
    assert {row.state for row in rows.values()} == {"sent", "refused", "unknown"}
    for key, row in rows.items():
        assert row.state != "sent" or key in taken, "said sent, was not"
        assert row.state != "refused" or key not in taken, "said refused, was taken"
    assert sorted(row.number for row in rows.values()) == list(range(1, len(rows) + 1))
    assert asked == {row.number for row in rows.values() if row.state in ("refused", "unknown")}
    copies = Counter(str(letter["Message-ID"]) for letter in thames.relay.letters)
    assert set(copies.values()) == {1, 2}, "a copy that a relay made has the Message-ID of the first"
