"""What the diversion journeys share: Robin with a phone, Thames with its two addresses, and what the worker does."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

import diversion.jobs
import notices.jobs
import reminders.jobs
import reminders.services
from casework.accounts.models import Agency
from casework.appointments import services as appointments
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.database import db, transaction
from diversion import services
from notices.gateway.mail import Relay, Security
from tests.support.mail import Postbox
from tests.support.staff import Team

ARRESTED, COURT_DAY = dt.date(2026, 9, 29), dt.date(2026, 11, 3)
CPS, COURT = "cps@north.example.org", "list@thames.example.org"
THAMES = "B01ND00"


@dataclass
class Robin:
    """The diversion worker, phone in hand, on the days that matter."""

    app: Flask
    page: Page
    team: Team
    axe: Callable[[Page], None]

    @contextmanager
    def on(self, day: dt.date, hour: int = 11, minute: int = 0, role: str = "worker") -> Iterator[Page]:
        """Signed in on a London day and hour, on the first page of the role."""
        with time_machine.travel(clock.moment(day, dt.time(hour, minute)), tick=True):
            self.page.context.clear_cookies()
            self.team.enter(self.page, role)
            yield self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """A link that looks like a button, whatever it says unseen after its words."""
        self.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}")).first.click()

    def sees(self, *said: str) -> None:
        """These words are on the page, and axe finds nothing wrong with it."""
        for words in said:
            expect(self.page.locator("main")).to_contain_text(words)
        self.axe(self.page)
        self.picture()

    def misses(self, *said: str) -> None:
        for words in said:
            expect(self.page.locator("main")).not_to_contain_text(words)

    def picture(self) -> None:
        """Kept only where somebody asks for pictures to look at: PICTURES names the folder."""
        if folder := os.environ.get("PICTURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            count = len(list(Path(folder).iterdir()))
            name = re.sub(r"[^a-z0-9]+", "-", self.page.title().lower())[:40]
            self.page.screenshot(path=Path(folder) / f"{count:03}-{name}.png", full_page=True)

    def new_arrest(self, **changes: str) -> None:
        """Nine fields of the new arrest page, up to the button that saves."""
        typed = {
            "1. Name": "Josephine Barnes",
            "2. Date of birth": "3 Feb 95",
            "3. Mobile": "07700 900123",
            "6. Police reference": "01 HT 12345/26",
        } | changes
        self.page.goto("/arrests/new")
        for label, value in typed.items():
            self.page.get_by_label(label, exact=True).fill(value)
        self.page.get_by_role("group", name="4. Safe to text?").get_by_label("Yes").check()
        self.page.get_by_label("7. Court", exact=True).select_option(THAMES)

    def saved(self) -> str:
        """The address of the referral just shown."""
        self.page.wait_for_url(re.compile(r"/referrals/[0-9A-Z]{8}"))
        return re.sub(r"\?.*", "", self.page.url)

    def book(
        self, address: str, position: int, day: dt.date, time: str = "10am", *, service: str = "", warned: str = ""
    ) -> None:
        """The booking page of one required appointment; `warned` is what it asks to look at twice. That a text cannot
        name a clinic is always one of them."""
        page, warned = self.page, warned or ("would give the person away" if service else "")
        page.goto(address)
        page.get_by_role("button", name=re.compile(rf"^(Book|Other time) appointment {position}$")).click()
        page.get_by_label("Day", exact=True).fill(f"{day:%d/%m/%Y}")
        page.get_by_label("Time", exact=True).fill(time)
        page.get_by_label("Where", exact=True).select_option(label="Mill Street" if not service else "Somewhere else")
        if service:
            page.get_by_label("Somewhere else", exact=True).fill("The clinic, Hale Road")
            page.get_by_label("Name at the service", exact=True).fill(service)
        self.press("Book")
        if warned:
            self.sees(warned)
            page.get_by_label("Why, all the same").fill("She asked for it")
            self.press("Book")
        page.wait_for_url(re.compile(r"/referrals/"))

    def attended(self, address: str, position: int) -> None:
        """One press on the referral's own page."""
        self.page.goto(address)
        self.page.get_by_role("button", name=f"Attended appointment {position}").click()
        expect(self.page.locator("main")).to_contain_text("Saved: attended")

    def share(self, address: str) -> None:
        """What may be shared, and with whom."""
        self.page.goto(f"{address}/sharing")
        self.page.get_by_label("The CPS").check()
        self.page.get_by_label("The court").check()
        self.page.get_by_label("In person").check()
        self.press("Save what they agreed to")
        self.saved()

    def texts(self) -> list[str]:
        """What the worker process hands over now: nothing leaves, the outbox keeps it."""
        with self.app.app_context():
            reminders.jobs.run_due()
            kept = reminders.services.wired().outbox.kept
            said = [message.body for message in kept]
            kept.clear()
            return said

    def days_pass(self) -> int:
        """What the worker process notices by itself."""
        with self.app.app_context():
            return diversion.jobs.restate_due()

    def post(self, smtp: Postbox) -> int:
        """Hand over the notices that wait, over a real mail server."""
        mail = Relay(host=smtp.host, port=smtp.port, from_address="notices@lantern.example.org", security=Security.NONE)
        with self.app.app_context():
            return notices.jobs.run_due(mail=mail)


def set_the_stage(team: Team, app: Flask, *presets: str, shares: bool = False) -> None:
    """The schemes, a place to meet, and who is told at Thames."""
    administrator = team.actor("administrator")
    team.actor("worker")
    at = clock.moment(ARRESTED, dt.time(8))
    with app.app_context(), transaction():
        db.session.get_one(Agency, team.agency_id).phone = "020 7946 0123"
        for name in presets or ("Safe Exit",):
            services.add_preset(name, by=administrator, at=at).shares_attendance = shares
        appointments.add_place(name="Mill Street", text_name="Mill Street", by=administrator, at=at)
        for kind, name, email in (("cps", "CPS London North", CPS), ("court", "Thames list office", COURT)):
            desk = courts.add_contact(kind=kind, name=name, email=email, court_codes=[THAMES], by=administrator, at=at)
            courts.read_back(desk, who="Duty clerk", by=administrator, at=at)
