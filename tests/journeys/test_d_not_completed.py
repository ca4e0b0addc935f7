"""Journey D: one attended, one missed, the date passes; said in facts, and she must still go, on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.diversion import ARRESTED, Robin, set_the_stage
from tests.support.staff import Team

FIRST, SECOND = dt.date(2026, 10, 7), dt.date(2026, 10, 14)
PASSED, LATE = dt.date(2026, 10, 31), dt.date(2026, 11, 2)


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app)
    return Robin(app, page, team, axe)


def test_one_attended_one_missed_and_the_date_passes(robin: Robin) -> None:
    with robin.on(ARRESTED, 14):
        robin.new_arrest()
        robin.press("Agreed in person")
        address = robin.saved()
        robin.share(address)
        robin.book(address, 1, FIRST)
        robin.texts()
    with robin.on(FIRST, 12):
        robin.attended(address, 1)
        robin.book(address, 2, SECOND, service="Nell Adams")
    with robin.on(SECOND, 12):
        did_not_attend(robin, address)
    with robin.on(PASSED, 12):
        not_completed(robin, address)
        still_go(robin)
    with robin.on(LATE, 9):
        robin.book(address, 2, LATE, "11am", service="Nell Adams", warned="30 October 2026")
    with robin.on(LATE, 13):
        kept_late(robin, address)


def did_not_attend(robin: Robin, address: str) -> None:
    """Two presses, and a reason is kept without a script."""
    page = robin.page
    page.goto(address)
    page.get_by_text("Did not attend appointment 2").click()
    page.get_by_role("button", name="Not known yet").click()
    robin.sees("Saved: did not attend, reason not known yet", "1 of 2", "Did not attend, reason not known yet")


def not_completed(robin: Robin, address: str) -> None:
    assert robin.days_pass() == 1
    robin.page.goto(address)
    robin.sees(
        "Not completed",
        "1 of 2 kept by 30 October 2026.",
        "Not completed. Attended 1 of 2 required appointments by 30 October 2026.",
    )
    robin.misses("failed", "Failed")


def still_go(robin: Robin) -> None:
    said = robin.texts()
    assert any("you still need to go on Tue 3 Nov" in text for text in said), said
    assert robin.days_pass() == 0
    assert not any("still need to go" in text for text in robin.texts())


def kept_late(robin: Robin, address: str) -> None:
    robin.attended(address, 2)
    robin.sees(
        "Completed",
        "Appointment 2 kept on 2 November 2026, after the scheme's own date but before the hearing.",
        "Completed. Attended 2 of 2 required appointments: 7 October and 2 November 2026. "
        "1 of these was after 30 October 2026, the scheme's finish date.",
    )
    robin.page.goto(f"{address}/release")
    expect(robin.page.get_by_role("button", name="Release: you do not need to go")).to_have_count(0)
