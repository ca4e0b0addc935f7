"""Journey C: an order, from the paper to the court's answer, on a phone (domain rules 11 to 15 and 19)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

import notices.jobs
import orders.jobs
from casework.accounts.rules import Role
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.database import transaction
from notices.gateway.mail import Relay, Security
from tests.support.mail import Postbox
from tests.support.staff import Team

MADE = dt.date(2026, 6, 12)
MEETINGS = (dt.date(2026, 7, 2), dt.date(2026, 8, 6), dt.date(2026, 9, 10))
THAMES = "list@thames.example.org"


@dataclass
class Sam:
    """The supervisor, phone in hand, on the days that matter."""

    page: Page
    team: Team
    axe: Callable[[Page], None]

    @contextmanager
    def on(self, day: dt.date, hour: int = 11) -> Iterator[Page]:
        """Signed in on a London day, on Today."""
        with time_machine.travel(clock.moment(day, dt.time(hour)), tick=True):
            self.page.context.clear_cookies()
            self.team.enter(self.page, "supervisor")
            yield self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, *said: str) -> None:
        """These words are on the page, and axe finds nothing wrong with it."""
        for words in said:
            expect(self.page.locator("main")).to_contain_text(words)
        self.axe(self.page)

    def row(self, key: str, value: str) -> None:
        """One line of the order's particulars."""
        line = self.page.locator(".govuk-summary-list__row", has=self.page.get_by_text(key, exact=True))
        expect(line).to_contain_text(value)


@pytest.fixture
def sam(app: Flask, team: Team, page: Page, axe: Callable[[Page], None]) -> Sam:
    """Sam, and a court at Thames that can be told."""
    team.actor("supervisor")
    administrator = team.actor("administrator")
    with app.app_context(), transaction():
        desk = courts.add_contact(
            kind="court",
            name="Thames list office",
            email=THAMES,
            court_codes=["B01ND00"],
            by=administrator,
            at=clock.moment(MADE, dt.time(8)),
        )
        courts.read_back(desk, who="Duty clerk", by=administrator, at=clock.moment(MADE, dt.time(8)))
    assert Role.SUPERVISOR in team.actor("supervisor").roles
    return Sam(page, team, axe)


def test_an_order_from_the_paper_to_the_courts_answer(app: Flask, sam: Sam, smtp: Postbox) -> None:
    with sam.on(MADE):
        refuse_a_paper_that_lacks_everything(sam)
        address = record_the_paper(sam)
        fix(sam, 1, MEETINGS[0], told_on=MADE)
    for number, day in enumerate(MEETINGS, start=1):
        with sam.on(day):
            attend(sam, address, number)
            if number < len(MEETINGS):
                fix(sam, number + 1, MEETINGS[number], told_on=day)
    with sam.on(MEETINGS[-1], hour=14):
        tell_the_court(sam, address)
        work(app, smtp)
        the_order_has_ended(sam, address)
    the_court_has_it(smtp)


def refuse_a_paper_that_lacks_everything(sam: Sam) -> None:
    sam.page.get_by_role("navigation", name="Main").get_by_role("link", name="Orders").click()
    sam.sees("No orders yet")
    sam.press("Record an order")
    sam.press("Record the order")
    sam.sees(
        "Enter their name",
        "Enter the court that made the order",
        "Enter the day the order was made, as on the paper",
        "Enter the date on the order by which the meetings must be done",
        "Choose the local justice area where the person lives or will live",
        "The order must name a supervisor who has agreed",
    )


def record_the_paper(sam: Sam) -> str:
    page = sam.page
    page.get_by_label("First name").fill("Lena")
    page.get_by_label("Last name").fill("Kovač")
    page.get_by_label("Date of birth").fill("3/2/95")
    page.get_by_label("Court that made the order").fill("thames")
    page.get_by_label("Day the order was made").fill("12 june 2026")
    page.get_by_label("Date the three meetings must be done by").fill("13/12/2026")
    page.get_by_label("Local justice area").select_option("2574")
    page.get_by_label("This person has agreed to supervise").check()
    sam.press("Record the order")
    sam.sees("An order made on 12 June 2026 can name a date up to 12 December 2026")
    expect(page.get_by_label("Last name")).to_have_value("Kovač")
    page.get_by_label("Date the three meetings must be done by").fill("24/11/26")
    sam.press("Record the order")
    page.wait_for_url(re.compile(r"/orders/[0-9A-Z]{8}"))
    sam.sees("0 of 3 attended")
    sam.row("Must be done by", "24 November 2026 (date on the order)")
    sam.row("Spent on", "24 November 2026")
    sam.row("Supervisor", "Sam Okafor (has agreed)")
    return re.sub(r"\?.*", "", page.url)


def fix(sam: Sam, number: int, day: dt.date, *, told_on: dt.date) -> None:
    page = sam.page
    page.get_by_role("button", name=re.compile(rf"^(Fix|Other time for) meeting {number}$")).click()
    sam.sees(f"Meeting {number} of 3. To be finished by 24 November 2026.")
    page.get_by_label("Day", exact=True).fill(f"{day:%d/%m/%Y}")
    page.get_by_label("Time", exact=True).fill("10am")
    page.get_by_label("Where", exact=True).select_option("elsewhere")
    page.get_by_label("Somewhere else", exact=True).fill("Mill Street")
    page.get_by_label("In person").check()
    page.get_by_label("When were they told?").fill(f"{told_on:%d/%m/%Y}")
    page.get_by_label("How long, in minutes").fill("60")
    sam.press("Book")
    page.wait_for_url(re.compile(r"/orders/"))
    sam.sees(f"Meeting {number}:", "Told in person", "at 10:00am, Mill Street, for 60 minutes")


def attend(sam: Sam, address: str, number: int) -> None:
    sam.page.goto(address)
    sam.sees("Check first", "A past meeting is not recorded. Do not report yet.")
    sam.page.get_by_role("button", name=f"Attended meeting {number}").click()
    sam.sees(f"{number} of 3 attended")


def tell_the_court(sam: Sam, address: str) -> None:
    sam.page.goto("/today")
    sam.sees("kept all 3 meetings. The court is not told yet")
    sam.page.goto(address)
    sam.sees("Complied, court not yet told", "All three meetings attended")
    sam.press("Tell the court")
    sam.sees(
        "Lena Kovač",
        "3 February 1995",
        "Thames Magistrates' Court",
        "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
        "2 July, 6 August and 10 September 2026. Required by 24 November 2026.",
    )
    sam.press("Tell the court")
    sam.sees("Check the name, the date of birth and the dates, then tick the box")
    sam.page.get_by_label("I have checked the name").check()
    sam.press("Tell the court")
    sam.page.wait_for_url(re.compile(r"/orders/[0-9A-Z]{8}\?saved=sent"))
    sam.sees("Complied, court not yet told", "To send")


def work(app: Flask, smtp: Postbox) -> None:
    """What the worker does on its next waking, over a real mail server."""
    mail = Relay(host=smtp.host, port=smtp.port, from_address="notices@lantern.example.org", security=Security.NONE)
    with app.app_context():
        assert notices.jobs.run_due(mail=mail) == 1
        assert orders.jobs.restate_due() == 1


def the_order_has_ended(sam: Sam, address: str) -> None:
    sam.page.goto(address)
    sam.sees("Complied, court told")
    sam.row("Ended", "At the end of 10 September 2026")
    sam.row("Spent on", "24 November 2026")
    expect(sam.page.locator("main")).not_to_contain_text("will not appear")
    sam.page.goto("/today")
    expect(sam.page.locator("main")).not_to_contain_text("The court is not told yet")


def the_court_has_it(smtp: Postbox) -> None:
    assert smtp.recipients == [[THAMES]]
    (message,) = smtp.messages
    assert "Kova" not in str(message["Subject"])
    body = message.get_body(("plain",))
    assert body is not None
    assert "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026" in body.get_content()
    (document,) = message.iter_attachments()
    assert document.get_content_type() == "application/pdf"
