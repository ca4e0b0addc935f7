"""The real command line on the real files: what it prints, how it exits, and that it writes all or nothing."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.history.importing import DATA, SAFE_EXIT, TRUST, written
from tests.history.paper import GOOD, spreadsheet
from tests.support import databases, forked

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 200
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Waymark:
    """`./run waymark` on a home of its own, its commands forked from the process at this address."""

    def __init__(self, home: Path, parent: str, url: str = "") -> None:
        self.home, self.parent = home, parent
        self.environment = {**os.environ, "WAYMARK_HOME": str(home)} | ({"DATABASE_URL": url} if url else {})

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "web.cli", *map(str, words)]

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return forked.run(self.parent, [str(word) for word in words], self.environment)

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*words), cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def count(self, table: str) -> int:
        [file] = [file for file in self.home.rglob("*.db") if "pretend" not in file.name]
        connection = sqlite3.connect(file)
        try:
            found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        finally:
            connection.close()
        return found

    def figures(self, scheme: str, first: str, last: str) -> dict[str, Any]:
        said = self.run("figures", "--scheme", scheme, "--from", first, "--to", last, "--json")
        assert (said.returncode, said.stderr) == (0, "")
        answer: dict[str, Any] = json.loads(said.stdout)
        return answer


@pytest.fixture
def waymark(tmp_path: Path, parent: str, all_databases: databases.Databases) -> Waymark:
    """A home whose database has its tables already."""
    home = tmp_path / "home"
    home.mkdir(0o700)
    url = all_databases.migrated("sqlite")
    shutil.move(str(make_url(url).database), home / "waymark.db")
    return Waymark(home, parent)


@pytest.fixture(params=databases.KINDS)
def on_either(
    request: pytest.FixtureRequest, tmp_path: Path, parent: str, all_databases: databases.Databases
) -> Iterator[Waymark]:
    """A database with nothing in it, not even tables: commands migrate first."""
    url = all_databases.empty(request.param)
    yield Waymark(tmp_path / "home", parent, url)
    all_databases.drop(url)


def test_before_set_up_the_two_files_come_in_and_give_the_figures_of_the_review(on_either: Waymark) -> None:
    for file, total in ((SAFE_EXIT, 420), (TRUST, 200)):
        said = on_either.run("import-history", file)
        assert said.returncode == 0, said.stderr
        assert f"{total} new, 0 already there" in said.stdout
        again = on_either.run("import-history", file)
        assert (again.returncode, f"0 new, {total} already there" in again.stdout) == (0, True)
    found = on_either.figures("Safe Exit", "2006-06-01", "31/12/2009")
    assert {key: found[key] for key in ("people", "referrals", "referrals_per_person", "completed")} == {
        "people": 84,
        "referrals": 420,
        "referrals_per_person": 5.0,
        "completed": 319,
    }
    assert found["completion_rate"] == pytest.approx(319 / 420)
    found = on_either.figures("TRUST", "1/1/2000", "31 December 2026")
    assert (found["people"], found["referrals"], found["completed"]) == (61, 200, 178)
    assert found["completion_rate"] == pytest.approx(0.89)


def test_dates_count_both_ends_and_go_by_the_arrest(waymark: Waymark, tmp_path: Path) -> None:
    cells = [{"Custody ref": f"A{n}", "Arrest date": f"{n}/5/2009"} for n in range(1, 6)]
    waymark.run("import-history", written(tmp_path, *cells))
    assert waymark.figures("safe exit", "2/5/09", "4 May 2009")["referrals"] == 3
    assert waymark.figures("safe exit", "2/5/09", "2/5/09")["referrals"] == 1
    assert waymark.figures("safe exit", "6/5/09", "1/6/09")["referrals"] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["--scheme", "Nowhere", "--from", "1/1/09", "--to", "1/1/10"], "Safe Exit", id="no such scheme"),
        pytest.param(
            ["--scheme", "Safe Exit", "--from", "1/1/10", "--to", "1/1/09"], "before the first", id="reversed"
        ),
        pytest.param(
            ["--scheme", "Safe Exit", "--from", "31/2/09", "--to", "1/1/10"], "no 31 February", id="no such day"
        ),
        pytest.param(["--scheme", "Safe Exit", "--from", "1/1/09"], "--to", id="a date missing"),
    ],
)
def test_figures_that_cannot_be_counted_say_why_on_standard_error(
    waymark: Waymark, tmp_path: Path, words: list[str], says: str
) -> None:
    waymark.run("import-history", written(tmp_path, {}))
    said = waymark.run("figures", *words, "--json")
    assert (said.returncode, said.stdout) == (2, "")
    assert says in said.stderr


def test_check_reads_and_reports_and_writes_nothing(waymark: Waymark) -> None:
    said = waymark.run("import-history", SAFE_EXIT, "--check")
    assert said.returncode == 0
    assert "420 new, 0 already there" in said.stdout
    assert "Nothing was written." in said.stdout
    assert {waymark.count(table) for table in ("referral", "person", "agency", "scheme", "event")} == {0}


def test_any_bad_row_writes_nothing_and_the_rest_comes_in_when_asked(waymark: Waymark) -> None:
    file = DATA / "mistakes-history.csv"
    for options in ([], ["--check"]):
        said = waymark.run("import-history", file, *options)
        assert said.returncode == 1
        assert "Line 3, DOB: she was 17 on the day of the arrest" in said.stderr
        assert "Line 4, Mobile: “7.7009E+11” is a number that Excel has shortened" in said.stderr
        assert "Line 10, whole row: This row has 21 cells and the headings have 22" in said.stderr
        assert "11 rows of 13 cannot be used, so nothing was imported" in said.stdout
        assert {waymark.count(table) for table in ("referral", "person", "agency", "event")} == {0}
    said = waymark.run("import-history", file, "--skip-bad")
    assert said.returncode == 0
    assert "2 new, 0 already there, 11 rows left out" in said.stdout
    assert waymark.count("referral") == waymark.count("person") == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"Name,Date\nAda,1\n", "does not know these headings: “Name”, “Date”", id="other headings"),
        pytest.param(spreadsheet(GOOD).encode("utf-16"), "Line 1: The file is saved as UTF-16", id="UTF-16"),
        pytest.param(b"", "misses these headings: “Custody ref”", id="nothing at all"),
        pytest.param(b"\x00\xff" * 100, "Line 1: ", id="not a spreadsheet"),
        pytest.param(b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB", id="a byte over 5 MB"),
    ],
)
def test_a_file_that_is_no_referral_spreadsheet_is_refused_in_one_sentence(
    waymark: Waymark, tmp_path: Path, data: bytes, says: str
) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(data)
    said = waymark.run("import-history", file)
    assert (said.returncode, said.stdout) == (1, "")
    assert says in said.stderr
    assert "Nothing was imported." in said.stderr
    assert "Traceback" not in said.stderr


def test_a_file_that_is_not_there_is_said_to_be_missing(waymark: Waymark, tmp_path: Path) -> None:
    said = waymark.run("import-history", tmp_path / "gone.csv")
    assert said.returncode == 2
    assert "does not exist" in said.stderr


def test_the_scheme_can_be_named_beside_a_file_that_has_none(waymark: Waymark, tmp_path: Path) -> None:
    file = written(tmp_path, {"Scheme": ""})
    assert waymark.run("import-history", file).returncode == 1
    unknown = waymark.run("import-history", file, "--scheme", "Nowhere")
    assert (unknown.returncode, "Schemes here: Safe Exit, TRUST" in unknown.stderr) == (2, True)
    assert waymark.run("import-history", file, "--scheme", "trust").returncode == 0
    assert waymark.figures("TRUST", "1/1/2000", "1/1/2026")["completed"] == 1


def test_pretend_people_are_never_touched(waymark: Waymark, tmp_path: Path) -> None:
    waymark.run("import-history", written(tmp_path, {}))
    pretend = [file for file in waymark.home.rglob("*.db*") if "pretend" in file.name]
    assert all(file.stat().st_size == 0 for file in pretend)


def many_rows(folder: Path, count: int) -> Path:
    """A long file: people referred five times each, at two courts, through two schemes."""
    file = folder / "many.csv"
    rows = [
        GOOD
        | {
            "Custody ref": f"ZZ/{number:05}/09",
            "Surname": f"Sur{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}",
            "DOB": f"{number % 28 + 1}/{number % 12 + 1}/{1960 + number // 5 % 30}",
            "Scheme": ("Safe Exit", "TRUST")[number % 2],
            "2nd outcome": ("attended", "did not attend")[number % 7 == 0],
        }
        for number in range(count)
    ]
    file.write_text(spreadsheet(*rows), encoding="utf-8")
    return file


def test_killed_half_way_nothing_is_there_and_the_next_run_brings_in_everything_in_200_megabytes(
    waymark: Waymark, tmp_path: Path
) -> None:
    """C10."""
    file = many_rows(tmp_path, 3000)
    running = waymark.start("import-history", file)
    assert running.stderr is not None
    said = b""
    while b"Writing" not in said:
        said += running.stderr.read(1)
    time.sleep(0.5)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert {waymark.count(table) for table in ("referral", "person", "agency", "event")} == {0}
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *waymark.command("import-history", file)],
        cwd=ROOT,
        env=waymark.environment,
        capture_output=True,
        text=True,
    )
    assert "3000 new, 0 already there" in measured.stdout
    assert int(measured.stdout.split()[-1]) < MOST_MEGABYTES * 1024
    assert "0 new, 3000 already there" in waymark.run("import-history", file).stdout


def test_progress_is_a_bar_on_a_terminal_and_quarters_elsewhere(waymark: Waymark) -> None:
    said = waymark.run("import-history", TRUST, "--check")
    assert said.stderr.split() == ["Reading", "200", "rows", "25%", "50%", "75%", "100%"]
    parent, child = pty.openpty()
    with subprocess.Popen(
        waymark.command("import-history", TRUST, "--check"),
        cwd=ROOT,
        env=waymark.environment | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=child,
    ) as running:
        os.close(child)
        seen = b"".join(iter(lambda: read_or_nothing(parent), b""))
        running.communicate()
    os.close(parent)
    assert b"Reading  [" in seen
    assert b"100%" in seen


def read_or_nothing(terminal: int) -> bytes:
    """What a terminal was shown; nothing once nobody writes to it any more."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
