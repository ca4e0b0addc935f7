"""Mixed load (issue 7.4): ninety people, calendars, callbacks and replies over HTTP, quiet first, then things die.

One minute here, on PostgreSQL, because only there a database can be restarted; ten on both in `./run soak`. What the
driver would notice is proved at the end of every run: each fault is put into what was found, and must turn it red.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.harness.storm import number
from tests.load.hours import hours_of
from tests.load.judge import BROKEN, Fault, Found, judge, p95, would_be_noticed
from tests.load.looks import Look
from tests.load.outcome import Outcome, heard
from tests.load.page import keeps
from tests.load.table import rows
from tests.support.provider.ledger import Taken, Truth

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parents[2]


def test_a_minute_of_everybody_while_things_die_loses_and_doubles_nothing() -> None:
    command = [sys.executable, "-m", "tests.load", "--database", "postgresql", "--seed", os.environ["SEED"]]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=550)
    sys.stdout.write(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    assert "broken promises" in ended.stdout
    for role in ("everybody", "worker", "supervisor", "liaison", "calendar", "callbacks", "texts back"):
        assert f", {role} " in ended.stdout, f"no throughput, 95th percentile and errors of {role}"


def look(at: float, status: int, ms: float = 5.0) -> dict[str, object]:
    return {"what": "look", "at": at, "ms": ms, "kind": "Today", "status": status}


def test_every_fault_put_in_on_purpose_is_noticed() -> None:
    saved = {"what": "note", "at": 2.0, "token": "kept"}
    well = Found([saved, look(1.0, 200), look(3.0, 303)], there={"note": Counter({"kept": 1})})
    assert judge(well) == {}
    assert would_be_noticed(well) == []
    assert len(BROKEN) >= 16


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        pytest.param(look(12.0, 503), set(), id="a 503 while the database is away"),
        pytest.param(look(40.0, 503, 29_000.0), set(), id="asked while it was away, answered later"),
        pytest.param(look(40.0, 503), {"said to be away, was not"}, id="a 503 long after it is back"),
        pytest.param(look(9.0, 503), {"said to be away, was not"}, id="a 503 before it went"),
        pytest.param(look(12.0, 500), {"a fault was answered"}, id="a 500, whatever was away"),
        pytest.param(look(12.0, 0), set(), id="a line cut while something died"),
        pytest.param(look(5.0, 0), {"cut off, nothing was killed"}, id="a line cut while nothing did"),
        pytest.param(look(5.0, 429), {"turned away"}, id="too many"),
    ],
)
def test_an_error_is_only_right_while_something_is_away(line: dict[str, object], wrong: set[str]) -> None:
    assert set(judge(Found([line], [Fault("database", 10.0, 15.0)]))) == wrong


def test_a_web_process_that_died_is_no_reason_to_say_that_nothing_can_be_saved() -> None:
    assert set(judge(Found([look(12.0, 503)], [Fault("web process", 10.0, 15.0)]))) == {"said to be away, was not"}


def test_a_page_that_does_not_offer_everything_again_has_lost_typing() -> None:
    typed = {"note": "Her sister <rang>", "form_key": "k"}
    page = (
        '<form method="post" action="/x"><input type="hidden" name="note" value="Her sister &lt;rang&gt;">'
        '<input type="hidden" name="form_key" value="k"><button type="submit">Try again</button></form>'
    )
    assert keeps(page, "/x", typed)
    assert not keeps(page, "/y", typed), "it goes elsewhere"
    assert not keeps(page.replace("&lt;rang&gt;", ""), "/x", typed), "some of it is gone"
    assert not keeps(page.replace("Try again", "Go to your start page"), "/x", typed), "there is no such button"


def test_p95_is_of_what_was_answered_only() -> None:
    taken = [look(1.0, 200, float(ms)) for ms in range(1, 101)]
    assert p95([*taken, look(1.0, 503, 9000.0)])["Today"] == (100, 51.0, 96.0)


def test_throughput_p95_and_errors_are_said_by_role() -> None:
    pages = [{**look(10.0 + n / 10, 200, float(n)), "role": "worker"} for n in range(1, 101)]
    cut = {**look(15.0, 0), "role": "calendar"}
    told = Truth(told=[(12.0, 40.0, 204), (15.5, 5000.0, 0), (90.0, 30.0, 204)])
    said = dict(rows([*pages, cut], told, 80.0))
    assert said["calm, worker"] == "  100   10.10 a second  p95      96 ms  errors 0"
    assert said["calm, calendar"] == "    1    0.10 a second  none answered  errors 1 x cut"
    assert str(said["calm, callbacks"]).endswith("p95      40 ms  errors 1 x cut")
    assert str(said["calm, everybody"]).startswith("  103 ")
    assert str(said["rough, callbacks"]).startswith("    1 ")


def test_a_red_run_says_when_each_wrong_answer_came_and_what_the_processes_said(tmp_path: Path) -> None:
    found = Found([look(17.5, 500)], [Fault("database", 10.0, 15.0)], begun=5.0)
    wrong = judge(found)
    assert wrong["a fault was answered"] == ["500 Today at 12.5 s, 2.5 s after database, took 5.0 ms: "]
    log = tmp_path / "log"
    line = '{"level": "error", "event": "The look could not be written", "at": "sessions.py:207"}'
    log.write_text(f"{line}\n{line}\nTraceback (most recent call last):\n")
    shown = Outcome([], wrong, heard(log)).table()
    assert "2 x The look could not be written sessions.py:207" in shown
    assert "Traceback" in shown
    assert "Traceback" not in Outcome([], {}, heard(log)).table(), "only where something is wrong"


def test_the_soak_is_as_long_as_was_promised() -> None:
    from tests.load import soak

    assert soak.CALM + soak.ROUGH >= 600
    assert {run[2] for run in soak.RUNS if run[0] == "tests.load"} == {"sqlite", "postgresql"}
    assert sum(run[0] == "tests.load.hosts" for run in soak.RUNS) == 2


def seen(at: float, *people: str, route: str = "people.show", **more: bool) -> Look:
    return Look(1, route, at, frozenset(people), **more)


@pytest.mark.parametrize(
    ("shown", "written", "wrong"),
    [
        pytest.param([seen(2.0, "A")], [seen(1.9, "A", "B")], 0, id="a line that names them, in time"),
        pytest.param([seen(2.0, "A")], [], 1, id="no line"),
        pytest.param([seen(2.0, "A")], [seen(2.5, "A")], 1, id="a line that came after the page"),
        pytest.param([seen(2.0, "A", "B")], [seen(1.9, "A")], 1, id="a line that leaves somebody out"),
        pytest.param([seen(2.0, "A"), seen(3.0, "A")], [seen(1.9, "A")], 1, id="one line for two pages"),
        pytest.param([seen(2.0, "A")], [seen(1.9, "A", route="today.today")], 1, id="a line of another page"),
        pytest.param([seen(2.0, "A", came=False)], [], 0, id="a page that never came"),
        pytest.param([seen(2.0)], [], 0, id="a page that names nobody"),
        pytest.param([seen(2.0, route="calendars.feed")], [], 1, id="a calendar says no name and is a look"),
    ],
)
def test_whoever_was_shown_stands_in_the_trail_by_then(shown: list[Look], written: list[Look], wrong: int) -> None:
    assert bool(judge(Found([], shown=shown, written=written)).get("shown, and not in the trail")) == bool(wrong)


def test_a_page_has_one_line_and_what_is_saved_has_its_own() -> None:
    twice = [seen(1.0, "A"), seen(1.1, "A")]
    assert "in the trail oftener than asked for" in judge(Found([], shown=[seen(2.0, "A")], written=twice))
    both = [seen(2.0, "A", came=False), seen(2.1, "A")]
    assert judge(Found([], shown=both, written=twice)) == {}, "the first was written, and its line then cut"
    assert judge(Found([], shown=[seen(2.0, "A"), seen(2.0, page=False)], written=twice)) == {}


@pytest.mark.parametrize(
    ("nth", "taken", "wrong"),
    [
        pytest.param(0, "23T09:00:00", False, id="nine in the morning"),
        pytest.param(0, "23T08:59:59", True, id="before nine"),
        pytest.param(0, "23T19:30:03", False, id="handed over in the last second"),
        pytest.param(0, "23T19:31:00", True, id="after half past seven"),
        pytest.param(0, "24T23:00:00", True, id="at night"),
        pytest.param(1, "23T10:05:00", False, id="before her last hour"),
        pytest.param(1, "23T10:07:00", True, id="her hours are over"),
        pytest.param(3, "23T10:05:59", True, id="her hours have not begun"),
        pytest.param(3, "23T10:06:00", False, id="they begin"),
        pytest.param(5, "23T12:00:00", True, id="not on a Monday"),
        pytest.param(5, "24T12:00:00", False, id="on a Tuesday"),
        pytest.param(401, "23T12:00:00", False, id="who is arrested during the day named no hours"),
    ],
)
def test_a_text_at_another_hour_than_theirs_is_found(nth: int, taken: str, wrong: bool) -> None:
    text = Taken("t", number(nth), "SM1", 1.0, dt.datetime.fromisoformat(f"2026-11-{taken}+00:00"))
    found = Found([], taken=[text], hours=hours_of)
    assert ("texts outside the hours" in judge(found)) == wrong
    assert judge(Found([], taken=[text], hours=hours_of, at_once=frozenset({"t"}))) == {}
    summer = Taken("t", number(0), "SM1", 1.0, dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC))
    assert judge(Found([], taken=[summer])) == {}, "half past nine in London"
