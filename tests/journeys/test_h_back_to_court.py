"""Journey H: two meetings kept, one missed, and the way back to court, on a phone (domain rules 14 to 17)."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from orders import services
from orders.models import SupportOrder
from orders.rules.instructions import ToldHow
from tests.journeys.test_c_order import MADE, Sam, record_the_paper, sam
from tests.support.chromium import DESK, PHONE

__all__ = ["sam"]
MEETINGS = (dt.date(2026, 7, 2), dt.date(2026, 8, 6), dt.date(2026, 9, 10))
FORMED, LAID, SUMMONED = dt.date(2026, 9, 17), dt.date(2026, 9, 18), dt.date(2026, 9, 22)
HEARD = dt.date(2026, 10, 6)
PICTURES = os.environ.get("PICTURES", "")


@pytest.mark.sqlite
def test_from_a_missed_meeting_to_the_courts_result(app: Flask, sam: Sam) -> None:
    with sam.on(MADE):
        sam.page.goto("/orders/new")
        address = record_the_paper(sam)
    for number, day in enumerate(MEETINGS, start=1):
        fix(app, sam, number, day)
    for number, day in enumerate(MEETINGS[:2], start=1):
        with sam.on(day):
            sam.page.goto(address)
            sam.page.get_by_role("button", name=f"Attended meeting {number}").click()
            sam.sees(f"{number} of 3 attended")
    with sam.on(MEETINGS[2]):
        did_not_attend_and_nobody_knows_why(sam, address)
    with sam.on(FORMED):
        a_decision_is_asked_for(sam)
        the_opinion_takes_two_deliberate_acts(sam, address)
        the_information_stands_first_on_today(sam)
    with sam.on(LAID):
        the_information_is_laid(sam, address)
    with sam.on(SUMMONED):
        a_summons_is_issued(sam, address)
    with sam.on(HEARD, hour=15):
        the_court_makes_the_order_again(sam, address)
        the_record_says_all_of_it(sam, address)


def fix(app: Flask, sam: Sam, number: int, day: dt.date) -> None:
    """Fixed and told in person on the day the order was made."""
    by = sam.team.actor("supervisor")
    with app.app_context(), transaction():
        order = db.session.scalars(select(SupportOrder)).one()
        services.fix_meeting(
            order.meetings[number - 1],
            day=day,
            time=dt.time(10),
            place_other="Mill Street",
            told_how=ToldHow.IN_PERSON,
            by=by,
            at=clock.moment(MADE, dt.time(12, number)),
        )


def did_not_attend_and_nobody_knows_why(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    page.get_by_text("Did not attend", exact=False).last.click()
    page.get_by_role("button", name="Not known yet").click()
    page.goto(address)
    sam.sees("Reason awaited", "A meeting was missed and the reason is not settled yet")
    expect(page.get_by_role("button", name="No reasonable excuse (my opinion)")).to_be_visible()


def a_decision_is_asked_for(sam: Sam) -> None:
    sam.page.goto("/today")
    sam.sees("missed meeting 3 on Thu 10 Sep. The reason is still not known")
    sam.page.get_by_role("button", name="Give reason").first.click()


def the_opinion_takes_two_deliberate_acts(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    page.get_by_role("button", name="No reasonable excuse (my opinion)").click()
    sam.sees(
        "Before you save",
        "If you record this, the law says you must cause an information to be laid before a magistrate. "
        "It is your opinion as supervisor.",
        "Not sure? Choose “Not known yet”.",
    )
    page.get_by_role("link", name="Go back", exact=True).click()
    sam.sees("Reason awaited")
    page.get_by_role("button", name="No reasonable excuse (my opinion)").click()
    picture(page, "opinion")
    sam.press("Yes, no reasonable excuse")
    sam.sees("No reasonable excuse: information to be laid", "Next: Once you have formed the opinion")
    picture(page, "to-be-laid")


def the_information_stands_first_on_today(sam: Sam) -> None:
    sam.page.goto("/today")
    expect(sam.page.locator("main h2").first).to_contain_text("Information to be laid (1)")
    picture(sam.page, "today")


def the_information_is_laid(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    sam.press("Record that the information was laid")
    sam.press("Save")
    sam.sees("Choose the court", "Enter the day the information was laid")
    page.get_by_label("Thames Magistrates' Court").check()
    page.get_by_label("On which day was it laid?").fill("18 sep 2026")
    picture(page, "information")
    sam.press("Save")
    sam.sees("Back at court", "Information laid on 18 September 2026", "offence code SO59501")


def a_summons_is_issued(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    sam.press("Record the summons")
    page.get_by_label("A summons was issued").check()
    page.get_by_label("On which day?").fill("22/9/26")
    sam.press("Save")
    sam.sees("Choose the court", "Enter the day of the hearing, as in the summons")
    page.get_by_label("Thames Magistrates' Court").check()
    page.get_by_label("Day of the hearing").fill("6/10/26")
    sam.press("Save")
    sam.sees("A summons was issued on 22 September 2026", "Listed for Tue 6 Oct, 10:00am")


def the_court_makes_the_order_again(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    sam.press("Record what happened at the hearing")
    page.get_by_label("It was heard").check()
    page.get_by_label("On which day?").fill("6/10/26")
    sam.press("Save")
    sam.press("Record the result")
    page.get_by_label("The court made the order again").check()
    page.get_by_label("On which day?").fill("6/10/26")
    picture(page, "result")
    sam.press("Save")
    sam.sees("Ended", "The court made the order again on 6 October 2026", "result code 1144")
    expect(page.get_by_role("button", name="Record the order made again")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Spent on")
    picture(page, "ended")


def the_record_says_all_of_it(sam: Sam, address: str) -> None:
    page = sam.page
    page.goto(address)
    sam.press("Order record for court")
    sam.sees("did not attend", "the opinion that the person failed without reasonable excuse", "offence code SO59501")
    picture(page, "record")
    with page.expect_download() as coming:
        sam.press("Download (PDF)")
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-1.")


def picture(page: Page, name: str) -> None:
    """A picture as a phone and as a desk see it, where somebody wants to look."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        for device in (DESK, PHONE):
            size = device["viewport"]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=f"{PICTURES}/{name}-{size['width']}.png", full_page=True)  # type: ignore[index]
