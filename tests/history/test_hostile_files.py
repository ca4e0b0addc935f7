"""Spreadsheets and commands as strangers use them, against a model of the answer that shares nothing with Waymark."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask

from casework.accounts.models import Agency
from casework.kernel import clock
from casework.people.models import Person
from diversion.jobs import restate_due
from diversion.models import Referral, Scheme
from monitoring.commands import figures
from reminders.models import Text
from tests.history.importing import TRUST, bring, how_many, written
from tests.history.paper import bad, good, read, spreadsheet
from tests.history.strangers import Stranger
from tests.history.test_command_line import ROOT, Waymark, many_rows, waymark
from tests.support.staff import Team
from web.services.today import worklist

__all__ = ["waymark"]
FILES = 12


@pytest.mark.parametrize("number", range(FILES))
@pytest.mark.parametrize("mistakes", [pytest.param(0.0, id="good"), pytest.param(0.15, id="with mistakes")])
def test_a_strangers_file_comes_out_as_it_was_made(within: Flask, tmp_path: Path, number: int, mistakes: float) -> None:
    made = Stranger(random.Random(random.random()), mistakes)
    file = tmp_path / "theirs.csv"
    file.write_bytes(made.data)
    for options in (["--check"], []):
        said = bring(file, *options)
        assert said.exit_code == bool(made.bad), said.output
        assert told(said.stderr) == made.bad
        assert how_many(Referral) == (0 if made.bad or options else made.referrals())
    said = bring(file, "--skip-bad")
    assert said.exit_code == 0
    said = bring(file, "--skip-bad")
    assert f"0 new, {made.referrals()} already there" in said.stdout
    assert how_many(Text) == 0
    for scheme in ("Safe Exit", "TRUST"):
        for first, last in made.periods():
            found = as_counted(scheme, first.isoformat(), f"{last:%d/%m/%Y}")
            wanted = made.figures(scheme, first, last)
            assert {key: found[key] for key in wanted} == pytest.approx(wanted), made.data.decode()


def told(stderr: str) -> dict[int, str]:
    """The line and heading of everything that was said to be wrong."""
    lines = [line.removeprefix("Line ") for line in stderr.splitlines() if line.startswith("Line ")]
    return {int(number): heading.partition(":")[0] for number, _, heading in (line.partition(", ") for line in lines)}


def as_counted(scheme: str, first: str, last: str) -> dict[str, float]:
    said = CliRunner().invoke(figures, ["--scheme", scheme, "--from", first, "--to", last, "--json"])
    assert said.exit_code == 0, said.output
    found: dict[str, float] = json.loads(said.stdout)
    return found


def run(waymark: Waymark, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The real ./run, called from a folder of somebody's own."""
    return subprocess.run(
        [ROOT / "run", "waymark", *words],
        cwd=folder,
        env=waymark.environment,
        capture_output=True,
        text=True,
        timeout=110,
    )


def test_a_relative_path_starts_where_run_was_called(waymark: Waymark, tmp_path: Path) -> None:
    folder = tmp_path / "our papers"
    folder.mkdir()
    written(folder, {}, name="one.csv")
    said = run(waymark, folder, "import-history", "one.csv")
    assert (said.returncode, "1 new" in said.stdout) == (0, True), said.stderr
    said = run(waymark, folder, "import-history", "../our papers/one.csv", "--check")
    assert (said.returncode, "0 new, 1 already there" in said.stdout) == (0, True), said.stderr
    gone = run(waymark, folder, "import-history", "two.csv")
    assert (gone.returncode, gone.stdout) == (2, "")
    assert f"File '{folder / 'two.csv'}' does not exist" in gone.stderr


def test_no_command_and_an_unknown_one_get_help(waymark: Waymark, tmp_path: Path) -> None:
    said = run(waymark, tmp_path)
    assert "Usage: ./run waymark [OPTIONS] COMMAND" in said.stdout + said.stderr
    assert "import-history" in said.stdout + said.stderr
    assert "called-from" not in said.stdout + said.stderr
    said = run(waymark, tmp_path, "imprt-history")
    assert (said.returncode, "No such command" in said.stderr) == (2, True)
    assert "Traceback" not in said.stderr


def test_what_stands_in_the_way_of_a_command_is_one_sentence(waymark: Waymark) -> None:
    asked = ("figures", "--scheme", "TRUST", "--from", "1/1/09", "--to", "1/1/10", "--json")
    assert waymark.run("check-audit").returncode == 0
    keys, database = waymark.home / "keys" / "keyring.json", waymark.home / "waymark.db"
    keys.chmod(0o644)
    assert_one_sentence(waymark, asked, "chmod 600")
    keys.chmod(0o600)
    connection = sqlite3.connect(database)
    connection.execute("update alembic_version set version_num = 'of next year'")
    connection.commit()
    connection.close()
    assert_one_sentence(waymark, asked, "another version of Waymark")
    for file in waymark.home.glob("waymark.db*"):
        file.unlink()
    database.write_text("This is no database. " * 1000)
    assert_one_sentence(waymark, asked, "file is not a database")


def assert_one_sentence(waymark: Waymark, words: tuple[str, ...], why: str) -> None:
    said = waymark.run(*words)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: ")
    assert why in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("scheme", ["Safe Exit", "trust"])
def test_figures_of_a_service_that_has_nothing_yet_are_none_and_nothing_is_made(waymark: Waymark, scheme: str) -> None:
    said = waymark.run("figures", "--scheme", scheme, "--from", "1/1/09", "--to", "31/12/26", "--json")
    found = json.loads(said.stdout)
    assert (said.returncode, found["people"], found["referrals"], found["completed"]) == (0, 0, 0, 0)
    assert found["completion_rate"] is None
    assert "Nothing is recorded yet" in said.stderr
    assert waymark.count("agency") == waymark.count("scheme") == 0


def test_a_scheme_not_started_yet_has_no_figures_and_an_unknown_one_is_refused(within: Flask, tmp_path: Path) -> None:
    bring(written(tmp_path, {}))
    assert as_counted("TRUST", "1/1/2000", "1/1/2020")["referrals"] == 0
    said = CliRunner().invoke(figures, ["--scheme", "Elsewhere", "--from", "1/1/09", "--to", "1/1/10", "--json"])
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Schemes here: Safe Exit, TRUST" in said.stderr


@time_machine.travel("2026-11-21 12:00Z", tick=False)
def test_the_end_of_a_year_may_be_written_short_before_it_has_come(within: Flask, tmp_path: Path) -> None:
    bring(written(tmp_path, {}))
    assert as_counted("safe exit", "1/1/09", "31/12/26")["referrals"] == 1


@pytest.mark.parametrize("skip", [[], ["--skip-bad"]])
def test_a_file_with_nothing_to_write_makes_no_agency(within: Flask, tmp_path: Path, skip: list[str]) -> None:
    headings = tmp_path / "headings.csv"
    headings.write_text(spreadsheet(), encoding="utf-8")
    said = bring(headings, *skip)
    assert (said.exit_code, "0 new, 0 already there" in said.stdout) == (0, True)
    bring(written(tmp_path, {"DOB": ""}), *skip)
    assert how_many(Agency) == how_many(Scheme) == how_many(Person) == 0


def test_two_imports_at_once_on_a_new_home_bring_everything_in_once(parent: str, tmp_path: Path) -> None:
    waymark = Waymark(tmp_path / "new", parent)
    said: list[subprocess.CompletedProcess[str]] = []
    both = [threading.Thread(target=lambda: said.append(waymark.run("import-history", TRUST))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(one.stdout.splitlines()[0] for one in said) == [
        "Imported: 0 new, 200 already there.",
        "Imported: 200 new, 0 already there.",
    ]
    assert (waymark.count("agency"), waymark.count("referral"), waymark.count("person")) == (1, 200, 61)


def test_twenty_thousand_rows_are_read_and_one_more_is_refused(waymark: Waymark, tmp_path: Path) -> None:
    said = waymark.run("import-history", many_rows(tmp_path, 20_001))
    assert (said.returncode, said.stdout) == (1, "")
    assert "more than 20,000 rows" in said.stderr
    assert waymark.count("agency") == 0


@pytest.mark.parametrize(
    ("typed", "came", "reason"),
    [
        ("y", "KEPT", ""),
        ("No", "NOT_KEPT", ""),
        ("N", "NOT_KEPT", ""),
        ("Absent", "NOT_KEPT", ""),
        ("did not show - ill", "NOT_KEPT", "ill"),
        ("Cancelled by service – worker ill", "CANCELLED_BY_US", "worker ill"),
    ],
)
def test_more_ways_to_say_whether_she_came(typed: str, came: str, reason: str) -> None:
    visit = good(the_1st_outcome=typed).visits[0]
    assert (visit.came.name, visit.reason) == (came, reason)


@pytest.mark.parametrize("typed", ["moved", "cancelled", "noted", "no idea", "not sure", "attended? no"])
def test_words_that_leave_it_open_whether_she_came_are_refused(typed: str) -> None:
    assert bad(the_1st_outcome=typed).field == "1st outcome"


@pytest.mark.parametrize("typed", ["", "n/a", "None", "not known", "-", "?"])
def test_a_urn_that_nobody_has_may_be_said_in_words(typed: str) -> None:
    assert good(URN=typed).urn == ""


@pytest.mark.parametrize("typed", ["22/11/26", "1 Jan 27", "22 November 2026"])
def test_an_arrest_still_to_come_is_never_taken_for_one_of_the_last_century(typed: str) -> None:
    problems = read(Arrest_date=typed)
    assert isinstance(problems, list)
    [said] = [problem for problem in problems if problem.field == "Arrest date"]
    assert "is in the future" in said.wrong
    assert "DOB" not in {problem.field for problem in problems}


@time_machine.travel("2026-11-21 12:00Z", tick=False)
def test_old_rows_with_gaps_never_bury_the_work_of_today(within: Flask, tmp_path: Path, team: Team) -> None:
    """Sixty visits of 2009 without an outcome, sixty cases of 2009 without an ending, and one appointment today."""
    worker = team.actor("worker")
    gaps = [{"Custody ref": f"O/{n}", "2nd outcome": "", "Case ending": "", "Ending date": ""} for n in range(60)]
    live = {"Arrest date": "2/11/2026", "1st appt": "9/11/2026", "2nd appt": "21/11/2026 16:00", "2nd outcome": ""}
    live |= {"Court date": "7/12/2026", "Case ending": "", "Ending date": ""}
    lately = {"Arrest date": "1/10/2026", "1st appt": "9/10/2026", "2nd appt": "12/10/2026", "Court date": "5/11/2026"}
    lately |= {"Case ending": "", "Ending date": ""}
    said = bring(written(tmp_path, *gaps, live, lately))
    assert said.exit_code == 0, said.output
    shown = worklist(by=worker, mine=False, now=clock.now())
    assert {group.title: [row.why for row in group.rows] for group in shown.groups} == {
        "Today": ["4:00pm"],
        "Court day passed, result needed": ["Court was 5 November 2026. What happened?"],
    }


def test_nobody_imported_is_ever_texted_whatever_the_worker_process_finds_later(within: Flask, tmp_path: Path) -> None:
    """C13: A coming appointment, a coming court date, a "yes" to texts: days pass and deadlines with them."""
    with time_machine.travel("2026-11-21 12:00Z", tick=False):
        live = {"Arrest date": "2/11/2026", "1st appt": "9/11/2026", "2nd appt": "24/11/2026 16:00", "2nd outcome": ""}
        live |= {"Court date": "7/12/2026", "Case ending": "", "Ending date": "", "Safe to text": "yes"}
        said = bring(written(tmp_path, live, live | {"Custody ref": "B", "1st outcome": "did not attend"}))
        assert said.exit_code == 0, said.output
    for day in ("2026-11-22", "2026-11-25", "2026-12-04", "2026-12-07", "2026-12-09"):
        with time_machine.travel(f"{day} 12:00Z", tick=False):
            restate_due()
            assert how_many(Text) == 0
