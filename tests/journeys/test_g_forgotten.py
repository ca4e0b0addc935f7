"""Journey G: somebody forgot to record attendance: "Check first", and no notice can be built, on a phone (rule 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.diversion import ARRESTED, COURT_DAY, THAMES, Robin, set_the_stage
from tests.support.mail import Postbox
from tests.support.staff import Team

FIRST, SECOND = dt.date(2026, 10, 7), dt.date(2026, 10, 14)
SAID = "Attendance on 14 October is not recorded. Do not report yet."


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app)
    team.actor("liaison")
    return Robin(app, page, team, axe)


def test_somebody_forgot_to_record_attendance(robin: Robin, smtp: Postbox) -> None:
    with robin.on(ARRESTED, 14):
        robin.new_arrest()
        robin.press("Agreed in person")
        address = robin.saved()
        robin.share(address)
        robin.book(address, 1, FIRST)
    with robin.on(FIRST, 12):
        robin.attended(address, 1)
        robin.book(address, 2, SECOND)
    with robin.on(COURT_DAY - dt.timedelta(days=1), 9, role="liaison"):
        the_list_says_check_first(robin)
        no_notice_can_be_built(robin, address, smtp)
    with robin.on(COURT_DAY - dt.timedelta(days=1), 10):
        robin.attended(address, 2)
        robin.sees("Completed")
        robin.page.goto(f"{address}/tell")
        robin.press("Send to CPS and court")
        robin.saved()
        assert robin.post(smtp) == 2


def the_list_says_check_first(robin: Robin) -> None:
    robin.page.goto(f"/court/{THAMES}/{COURT_DAY.isoformat()}")
    robin.sees("Check first", SAID, "Robin Hale")


def no_notice_can_be_built(robin: Robin, address: str, smtp: Postbox) -> None:
    page = robin.page
    page.goto(address)
    robin.sees("Check first", SAID)
    expect(page.get_by_role("button", name="Tell CPS and court")).to_have_count(0)
    page.goto(f"{address}/tell")
    robin.sees(SAID)
    expect(page.get_by_role("button", name="Send to CPS and court")).to_have_count(0)
    assert robin.post(smtp) == 0
    assert smtp.messages == []
