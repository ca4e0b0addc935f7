"""Journey B: TRUST, opted in at court, an assessment, then a Care Action Plan agreed with her, on a phone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.diversion import THAMES, Robin, set_the_stage
from tests.support.mail import Postbox
from tests.support.staff import Team

OPTED_IN, PUT_OFF_TO = dt.date(2026, 10, 1), dt.date(2026, 11, 5)
FIRST, SECOND = dt.date(2026, 10, 8), dt.date(2026, 10, 15)
SENTENCE = "Completed. Attended 2 of 2 required appointments: 8 October and 15 October 2026."


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app, "TRUST")
    return Robin(app, page, team, axe)


def test_trust_from_opting_in_to_the_plan(robin: Robin, smtp: Postbox) -> None:
    with robin.on(OPTED_IN, 14):
        address = opt_in(robin)
        robin.share(address)
        robin.book(address, 1, FIRST)
    with robin.on(FIRST, 12):
        robin.attended(address, 1)
        not_yet_one_of_two(robin, address)
        robin.book(address, 2, SECOND)
    with robin.on(SECOND, 12):
        robin.attended(address, 2)
        attended_is_not_completed(robin, address)
        write_the_assessment(robin, address)
        write_the_plan(robin, address)
        robin.sees("Completed", "2 of 2 kept", SENTENCE)
        tell(robin, address, smtp)
        robin.page.goto(f"{address}/release")
        robin.sees("Not yet. They must still go to court on 5 November 2026.")


def opt_in(robin: Robin) -> str:
    page = robin.page
    robin.new_arrest(**{"1. Name": "Anna van der Berg", "2. Date of birth": "12 Aug 1984"})
    robin.sees("Nothing is asked about guilt. Opting in is not an admission.")
    page.get_by_label("Another day", exact=True).check()
    page.get_by_label("Day of the arrest, if another day").fill("1 Sep 2026")
    page.get_by_label("Another date", exact=True).check()
    page.get_by_label("Court date, if another").fill(f"{PUT_OFF_TO:%d/%m/%Y}")
    page.get_by_label("Bail", exact=True).select_option("conditional")
    page.get_by_label("Conditions, if any").fill("Not to go to Hale Road at night")
    robin.press("Opted in at court")
    robin.sees("Offer legal advice before anybody opts in, then tick the box")
    expect(page.get_by_label("1. Name")).to_have_value("Anna van der Berg")
    expect(page.get_by_label("Court date, if another")).to_have_value("05/11/2026")
    page.get_by_label("Legal advice was offered before they opted in").check()
    robin.press("Opted in at court")
    address = robin.saved()
    robin.sees(
        "TRUST, arrest 1 September 2026",
        "1 October 2026, legal advice was offered. Put off to 5 November 2026. Bail with conditions",
        "1. Needs assessment",
        "2. Care Action Plan",
        "1 October 2026, at court",
    )
    robin.misses("admission", "admitted", "plea")
    assert THAMES not in address
    return address


def not_yet_one_of_two(robin: Robin, address: str) -> None:
    """Attended, and nothing written: it does not count yet, and the court is told no less than she came to."""
    robin.page.goto(address)
    robin.sees(
        "0 of 2",
        "Appointment 1 was attended on 8 October 2026, but a needs assessment is not recorded.",
        "Not yet completed. Attended 1 of 2.",
    )


def attended_is_not_completed(robin: Robin, address: str) -> None:
    robin.page.goto(address)
    robin.sees("0 of 2", "but a Care Action Plan agreed with the person is not recorded.")
    robin.sees("Not yet completed. Attended 2 of 2 required appointments: 8 October and 15 October 2026.")
    robin.page.goto("/today")
    robin.sees("Attended, something still to write", "but a needs assessment is not recorded")


def write_the_assessment(robin: Robin, address: str) -> None:
    page = robin.page
    page.goto(address)
    robin.follow("Write the needs assessment")
    robin.sees("Safety", "Domestic violence", "Alcohol and drugs", "Exiting", "Aftercare")
    robin.follow("Begin")
    page.get_by_label("On the street, or nowhere").check()
    robin.press("Save and go on")
    expect(page).to_have_title(re.compile("^Safety"))
    robin.page.goto(page.url.replace("/safety", "/housing"))
    page.get_by_label("Needs help now").check()
    page.get_by_label("What they want").fill("A room with a lock")
    robin.press("Save and stop here")
    page.wait_for_url(re.compile("saved=1"))
    expect(page.get_by_label("TRUST, arrest 1 September 2026")).to_be_checked()
    robin.press("Finish the assessment")
    robin.saved()
    robin.sees("1 of 2", "Needs assessment recorded")
    robin.misses("A room with a lock")


def write_the_plan(robin: Robin, address: str) -> None:
    page = robin.page
    robin.follow("Write the Care Action Plan")
    page.get_by_label("Goal, in their words").fill("A room of my own")
    page.get_by_label("What is it about?").select_option("housing")
    page.get_by_label("First small step").fill("See the housing team on Tuesday")
    robin.press("Save this goal")
    page.wait_for_url(re.compile("saved=1"))
    robin.follow("Agree it")
    robin.press("Save")
    robin.sees("Tick once the plan has been agreed with the person")
    page.get_by_label("The plan was agreed with the person").check()
    robin.press("Save")
    robin.saved()


def tell(robin: Robin, address: str, smtp: Postbox) -> None:
    robin.page.goto(f"{address}/tell")
    robin.press("Send to CPS and court")
    robin.saved()
    assert robin.post(smtp) == 2
    for message in smtp.messages:
        body = message.get_body(("plain",))
        assert body is not None
        said = " ".join(body.get_content().split())
        assert SENTENCE in said
        assert "room" not in said
        assert "ousing" not in said
