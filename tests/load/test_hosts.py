"""Several hosts for real (issue 7.5): lines between them are cut, and nothing is doubled or lost; the others go on.

Short here, long in `./run soak`. In network namespaces where they may be made, else with relays on loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import NullPool

from casework.kernel.database import LINE, prepare
from casework.kernel.lasting import LastingConnection
from tests.load.relays import GIVEN_UP

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parents[2]


def test_a_cut_between_hosts_doubles_and_loses_nothing_and_the_others_go_on() -> None:
    command = [sys.executable, "-m", "tests.load.hosts", "--seed", os.environ["SEED"]]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=550)
    sys.stdout.write(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    assert ended.stdout.startswith("network ")


def test_a_line_on_which_nobody_answers_is_given_up_at_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon, but not before a busy server answers; a page never waits the quarter of an hour that the kernel would."""
    engine = sa.create_engine("postgresql+psycopg://nobody@192.0.2.1/none", poolclass=NullPool)
    prepare(engine)
    given: dict[str, object] = {}

    def keep(**words: object) -> None:
        given.update(words)
        raise ConnectionError

    monkeypatch.setattr(LastingConnection, "connect", keep)
    with pytest.raises(ConnectionError):
        engine.connect()
    assert {name: given[name] for name in LINE} == LINE
    for word in ("tcp_user_timeout=11000", "tcp_keepalives_idle=5", "tcp_keepalives_count=3"):
        assert word in str(given["options"])
    silent = LINE["keepalives_idle"] + LINE["keepalives_count"] * LINE["keepalives_interval"]
    assert silent * 1000 == LINE["tcp_user_timeout"] == GIVEN_UP * 1000
    assert silent < 15, "sooner than a statement is given up"
