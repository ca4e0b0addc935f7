"""The court list on paper: A4 landscape, one line of text each, and who printed it on every sheet (ux 5.3)."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from casework.kernel.database import db, transaction
from tests.diversion.conftest import COURT_DAY, THAMES, Case, on
from tests.support.many import copies
from tests.support.staff import Team
from tests.web.test_court_scale import WHOLE
from web.services.court_paper import shorter, told_shorter

TODAY = COURT_DAY - dt.timedelta(days=1)
LISTED = 60


@pytest.mark.parametrize(
    ("said", "on_paper"),
    [
        pytest.param(
            "Completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026.",
            "Attended 2 of 2: 1 Oct and 8 Oct.",
            id="completed",
        ),
        pytest.param(
            "Completed. Attended 2 of 2 required appointments: 30 December 2025 and 8 January 2026.",
            "Attended 2 of 2: 30 Dec 2025 and 8 Jan.",
            id="another year keeps its number",
        ),
        pytest.param(
            "Not yet completed. Attended 1 of 2. Second appointment booked for 28 October 2026, before the hearing.",
            "Attended 1 of 2. Second booked for 28 Oct, before the hearing.",
            id="in time",
        ),
        pytest.param(
            "Not completed. Attended 0 of 2. No further appointment is booked.",
            "Attended 0 of 2. Nothing more booked.",
            id="nothing booked",
        ),
        pytest.param(
            "Attendance on 9 October is not recorded. Do not report yet.",
            "Attendance on 9 Oct not recorded. Do not report yet.",
            id="check first",
        ),
        pytest.param(
            "Withdrew from the scheme on 3 October 2026.", "Withdrew from the scheme on 3 Oct.", id="withdrew"
        ),
    ],
)
def test_a_sentence_is_shorter_on_paper_and_says_the_same(said: str, on_paper: str) -> None:
    assert shorter(said, year=2026) == on_paper


def test_who_was_told_stands_under_told() -> None:
    assert (
        told_shorter("Told CPS Mon 12 Oct, 4:02pm, seen. Told court: no") == "CPS Mon 12 Oct, 4:02pm, seen. Court: no"
    )


@pytest.fixture
def sixty(within: Flask, team: Team) -> Case:
    case = Case(within, team)
    case.arrest()
    case.contacts()
    case.share()
    case.attend(1, dt.date(2026, 10, 6))
    case.attend(2, dt.date(2026, 10, 13))
    with transaction():
        copies(db.session.connection(), WHOLE, first=1, last=LISTED - 1)
    return case


@pytest.mark.sqlite
def test_each_is_one_line_and_every_sheet_says_who_printed_it(
    sixty: Case, team: Team, desk: Page, tmp_path: Path
) -> None:
    """U7."""
    sheet = tmp_path / "list.pdf"
    with time_machine.travel(on(TODAY, 10), tick=True):
        team.enter(desk, "liaison", f"/court/{THAMES}/{COURT_DAY}/print")
        expect(desk.locator("main")).to_contain_text(f"{LISTED} people. {LISTED} completed")
        desk.pdf(path=sheet, prefer_css_page_size=True)
    sheets = _text(sheet)
    assert len(sheets) > 1
    for text in sheets:
        assert text.count("Printed by") == 1
        assert "Status" in text
    lines = "".join(sheets).splitlines()
    listed = [line for line in lines if "Attended 2 of 2: 6 Oct and 13 Oct." in line]
    assert len(listed) == LISTED
    assert all(
        "Completed" in line and "01HT1234526 10:00am" in line and "CPS and court: no" in line and "☐" in line
        for line in listed
    )


@pytest.mark.sqlite
def test_a_page_left_open_says_after_ten_minutes_that_it_is_old(within: Flask, team: Team, desk: Page) -> None:
    """Watched: on the tenth minute the warning comes by itself, and not before (ux 5.5)."""
    case = Case(within, team)
    case.arrest()
    desk.clock.install()
    with time_machine.travel(on(TODAY, 10), tick=True):
        team.enter(desk, "liaison", f"/court/{THAMES}/{COURT_DAY}")
        warning = desk.get_by_text("This page is more than 10 minutes old.")
        desk.clock.run_for(9 * 60_000)
        expect(warning).to_be_hidden()
        desk.clock.run_for(75_000)
        expect(warning).to_be_visible()


def _text(sheet: Path) -> list[str]:
    """The words of each sheet, laid out as they stand."""
    said = subprocess.run(
        ["pdftotext", "-layout", str(sheet), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return said.removesuffix("\f").split("\f")
