"""Journey A: Safe Exit, from arrest to "you do not need to go", on a phone (domain rules 4 to 8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.journeys.diversion import ARRESTED, COURT, CPS, Robin, set_the_stage
from tests.support import chromium
from tests.support.mail import Postbox
from tests.support.staff import Team

FIRST, SECOND, ENDED = dt.date(2026, 10, 7), dt.date(2026, 10, 14), dt.date(2026, 10, 28)
SENTENCE = "Completed. Attended 2 of 2 required appointments: 7 October and 14 October 2026."


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium whole, as people have it; the other tests drive its shell without windows."""
    with chromium.running(playwright, chromium.WHOLE) as running:
        yield running


@pytest.fixture
def robin(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Robin:
    set_the_stage(team, app)
    return Robin(app, page, team, axe)


def test_safe_exit_from_arrest_to_you_do_not_need_to_go(robin: Robin, smtp: Postbox) -> None:
    with robin.on(ARRESTED, 14):
        address = record_the_arrest(robin)
        share_and_book(robin, address)
        assert any("Wed 7 Oct, 10:00am" in text for text in robin.texts())
    the_reminder_goes_the_day_before(robin)
    with robin.on(FIRST, 12):
        robin.attended(address, 1)
        robin.sees("1 of 2", "Attended")
        robin.book(address, 2, SECOND, "2pm", service="Nell Adams")
        robin.sees("Wed 14 Oct, 2:00pm, The clinic, Hale Road with Nell Adams")
    with robin.on(SECOND, 16):
        the_service_tells_us(robin, address)
        tell_cps_and_court(robin, address, smtp)
        still_plan_to_go(robin, address)
    with robin.on(ENDED, 12):
        the_cps_discontinues(robin, address)
        release(robin, address)


def record_the_arrest(robin: Robin) -> str:
    robin.page.goto("/today")
    robin.page.get_by_role("navigation", name="Main").get_by_role("link", name="New arrest").click()
    robin.sees("1. Name", "9. Agreed to be referred?", "Tue 3 Nov (5 weeks)")
    robin.new_arrest()
    robin.press("Agreed in person")
    address = robin.saved()
    robin.sees(
        "0 of 2",
        "Tue 3 Nov 2026, 10:00am, Thames Magistrates' Court",
        "Fri 30 Oct (scheme rule)",
        "01HT1234526",
        "1. Initial assessment with the diversion worker",
        "2. Second appointment at a service",
    )
    return address


def share_and_book(robin: Robin, address: str) -> None:
    robin.page.goto(f"{address}/sharing")
    robin.sees("your name, date of birth, police reference, court date")
    robin.share(address)
    robin.book(address, 1, FIRST)
    robin.sees("Wed 7 Oct, 10:00am, Mill Street", "Agreed 29 September 2026, in person: the CPS and the court")


def the_reminder_goes_the_day_before(robin: Robin) -> None:
    with robin.on(FIRST - dt.timedelta(days=1), 12):
        assert any("Wed 7 Oct, 10:00am" in text for text in robin.texts())


def the_service_tells_us(robin: Robin, address: str) -> None:
    """The second appointment was at a service: who said so, in which role, is kept (rule 9)."""
    page = robin.page
    page.goto(address)
    robin.sees("Check first", "Attendance on 14 October is not recorded. Do not report yet.")
    page.get_by_role("link", name="Wed 14 Oct, 2:00pm").click()
    page.get_by_label("Attended", exact=True).check()
    page.get_by_label("Told by").fill("Nell Adams")
    page.get_by_label("Their role").fill("Nurse at the clinic")
    robin.press("Save")
    page.goto(address)
    robin.sees(
        "Completed",
        "Appointment 1 kept on 7 October 2026.",
        "Appointment 2 kept on 14 October 2026.",
        "told by Nell Adams, Nurse at the clinic",
        "Ask the CPS for a notice of discontinuance",
        SENTENCE,
    )


def tell_cps_and_court(robin: Robin, address: str, smtp: Postbox) -> None:
    robin.follow("Tell CPS and court")
    robin.sees("Josephine Barnes", "3 February 1995", "01HT1234526", SENTENCE, CPS, COURT)
    robin.press("Send to CPS and court")
    robin.saved()
    assert robin.post(smtp) == 2
    assert sorted(to for (to,) in smtp.recipients) == sorted([CPS, COURT])
    for message in smtp.messages:
        assert "Barnes" not in str(message["Subject"])
        body = message.get_body(("plain",))
        assert body is not None
        assert SENTENCE in " ".join(body.get_content().split())
        assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]
    robin.page.goto(address)
    robin.sees("Notice 1", "Notice 2", "Sent")


def still_plan_to_go(robin: Robin, address: str) -> None:
    """Completed is not released: the text says to go on planning, and the page says why not yet (rule 4)."""
    said = robin.texts()
    assert any("Still plan for Tue 3 Nov" in text for text in said), said
    assert not any("do not need to go" in text for text in said)
    robin.page.goto(f"{address}/release")
    robin.sees("Not yet. They must still go to court on 3 November 2026.", "no ending of the case is recorded")
    expect(robin.page.get_by_role("button", name="Release: you do not need to go")).to_have_count(0)


def the_cps_discontinues(robin: Robin, address: str) -> None:
    page = robin.page
    page.goto(f"{address}/ending")
    page.get_by_label("Discontinued", exact=True).check()
    page.get_by_label("Result code").select_option("2053")
    page.get_by_label("On which day?").fill("28 Oct 2026")
    robin.press("Record it")
    robin.sees("Enter who decided", "Enter the reference of the decision")
    page.get_by_label("Who decided?").fill("CPS London North, A. Reviewer")
    page.get_by_label("Reference", exact=True).fill("CPS/2026/77")
    page.get_by_label("Day the notice of discontinuance was served on them").fill("28 Oct 2026")
    robin.press("Record it")
    robin.saved()
    robin.sees("Discontinued (result code 2053) on 28 October 2026 by CPS London North", "2 December 2026")
    assert not any("do not need to go" in text for text in robin.texts())


def release(robin: Robin, address: str) -> None:
    robin.page.goto(f"{address}/release")
    robin.sees("Sent wrongly, this leads to a warrant", "3 November 2026", "CPS London North, A. Reviewer")
    robin.press("Release: you do not need to go")
    robin.sees("Tick to say that you have read it and are releasing it")
    robin.page.get_by_label("I have read this, and I am releasing it").check()
    robin.press("Release: you do not need to go")
    robin.saved()
    robin.sees("Released on Wed 28 Oct")
    said = robin.texts()
    assert any("you do not need to go on Tue 3 Nov" in text for text in said), said
