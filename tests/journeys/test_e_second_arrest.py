"""Journey E: a second arrest of the same person, four fields, both live at once, on a phone (rule 10)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework.kernel.database import db, transaction
from diversion.models import Scheme
from tests.journeys.diversion import ARRESTED, THAMES, Robin, set_the_stage
from tests.support.staff import Team

AGAIN, SEEN = dt.date(2026, 10, 10), dt.date(2026, 10, 13)


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app)
    return Robin(app, page, team, axe)


def test_a_second_arrest_from_the_persons_page(robin: Robin) -> None:
    with robin.on(ARRESTED, 14):
        robin.new_arrest()
        robin.press("Agreed in person")
        first = robin.saved()
    with robin.on(AGAIN, 14):
        second = arrest_again(robin, first)
        both_are_live(robin, first, second)
    with robin.on(SEEN, 9):
        robin.book(first, 1, SEEN, "10am")
    with robin.on(SEEN, 12):
        robin.attended(first, 1)
        robin.misses("Does this attendance count for another referral too?")
        the_scheme_allows_it(robin)
        tick_it_across(robin, first, second)


def arrest_again(robin: Robin, first: str) -> str:
    page = robin.page
    page.goto(first)
    page.get_by_role("link", name="Josephine B.").click()
    robin.sees("Referrals and orders (1)", "Safe Exit, arrest 29 September 2026")
    robin.follow("New arrest")
    robin.sees("1. Arrested", "2. Police reference", "3. Court", "4. Court date", "5. Agreed to be referred?")
    for gone in ("Name", "Date of birth", "Mobile", "Safe to text"):
        expect(page.locator("main").get_by_text(re.compile(rf"^\d\. {gone}"))).to_have_count(0)
    page.get_by_label("2. Police reference").fill("01HT1300026")
    page.get_by_label("3. Court", exact=True).select_option(THAMES)
    robin.press("By phone")
    return robin.saved()


def both_are_live(robin: Robin, first: str, second: str) -> None:
    robin.sees("Mon 16 Nov 2026", "Not agreed yet, so nobody can be told", "Other referrals and orders (1)")
    robin.sees("Safe Exit, arrest 29 September 2026")
    robin.page.goto(first)
    robin.sees("Tue 3 Nov 2026", "Safe Exit, arrest 10 October 2026")
    assert first != second


def the_scheme_allows_it(robin: Robin) -> None:
    with robin.app.app_context(), transaction():
        db.session.scalars(db.select(Scheme)).one().shares_attendance = True


def tick_it_across(robin: Robin, first: str, second: str) -> None:
    page = robin.page
    page.goto(first)
    robin.sees("1 of 2", "Does this attendance count for another referral too?")
    page.goto(second)
    robin.sees("0 of 2")
    page.goto(first)
    page.get_by_label("Arrest 10 October 2026, 1 of 2").check()
    robin.press("Count it for those ticked")
    robin.saved()
    page.goto(second)
    robin.sees("1 of 2", "counts for this referral too")
