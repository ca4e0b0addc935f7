"""Journey F: under 18 on the day of the offence: a hard stop, on a phone (domain rule 1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from casework.courts.models import Hearing
from casework.kernel.database import db
from casework.people.models import Person, SafeguardingRecord
from diversion.models import Referral
from reminders.models import Text
from tests.journeys.diversion import ARRESTED, Robin, set_the_stage
from tests.support.staff import Team


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app)
    return Robin(app, page, team, axe)


def counts(app: Flask) -> list[int]:
    with app.app_context():
        tables = (Person, Referral, Hearing, Text, SafeguardingRecord)
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_under_18_keeps_only_who_was_told_and_when(app: Flask, robin: Robin) -> None:
    page = robin.page
    with robin.on(ARRESTED, 14):
        robin.new_arrest(**{"2. Date of birth": "30 Sep 2008"})
        robin.press("Agreed in person")
        expect(page.locator("h1")).to_have_text("Under 18: this cannot be an offence")
        robin.sees("On 29 September 2026 this person was under 18", "No referral has been made")
        assert counts(app) == [0, 0, 0, 0, 0]
        robin.press("Keep the safeguarding record")
        robin.sees("Enter who was told", "Enter the time they were told")
        expect(page.get_by_label("Who is this about?")).to_have_value("Josephine Barnes")
        page.get_by_label("Who was told?").fill("Tower Hamlets children's duty team")
        page.get_by_label("At what time?").fill("1:30pm")
        robin.press("Keep the safeguarding record")
        robin.sees("Nothing else was kept: no person, no referral, no court date and no text.")
    assert counts(app) == [0, 0, 0, 0, 1]


def test_the_offence_date_decides_and_not_the_arrest(app: Flask, robin: Robin) -> None:
    with robin.on(ARRESTED, 14):
        robin.new_arrest(**{"2. Date of birth": "29 Sep 2008"})
        robin.page.get_by_text("Offences, or an offence before the day of arrest").click()
        robin.page.get_by_label("Day of the offence, if before the arrest").fill("28 Sep 2026")
        robin.press("Agreed in person")
        robin.sees("On 28 September 2026 this person was under 18")
    assert counts(app) == [0, 0, 0, 0, 0]


def test_an_age_not_known_can_be_found_out(app: Flask, robin: Robin) -> None:
    page = robin.page
    with robin.on(ARRESTED, 14):
        robin.new_arrest(**{"2. Date of birth": ""})
        robin.press("Agreed in person")
        expect(page.locator("h1")).to_have_text("Age not known: stop here")
        robin.sees("nothing you typed has been kept")
        robin.press("Go back and change the date of birth")
        expect(page.get_by_label("6. Police reference")).to_have_value("01 HT 12345/26")
        page.get_by_label("2. Date of birth").fill("3 Feb 95")
        robin.press("Agreed in person")
        robin.saved()
    assert counts(app)[:3] == [1, 1, 1]
