"""The tap counter: how many presses and page loads the daily work takes in real Chromium, phone in hand, with scripts
and without. A goal that is missed fails the build (ux 1 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from casework.appointments.models import Appointment, Attendance
from casework.kernel.database import db
from diversion.models import Referral
from tests.support import chromium
from tests.support.staff import Team
from tests.web.cast import missed_her_first

pytestmark = pytest.mark.sqlite

GOALS = {
    "attended": (1, 1),
    "undo": (1, 1),
    "did not attend, with its reason": (2, 1),
    "book the next, from the result": (2, 1),
    "move": (3, 2),
    "find somebody on today's list": (1, 1),
    "new arrest": (9, 1),
    "repeat arrest": (5, 1),
}
"""For each act: presses, or for an arrest questions answered with the pressed answer among them, and page loads."""


@dataclass
class Counter:
    """A thumb that counts its presses, and the pages that it waits for."""

    page: Page
    found: dict[str, tuple[int, int]] = field(default_factory=dict)
    presses: int = 0
    loads: int = 0

    def __post_init__(self) -> None:
        self.page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    def press(self, what: Locator) -> None:
        what.tap()
        self.presses += 1

    def answer(self, box: Locator, typed: str) -> None:
        """A question answered by typing counts as one field, however many letters."""
        box.fill(typed)
        self.presses += 1

    @contextmanager
    def counting(self, act: str, ends_with: str) -> Iterator[None]:
        """Count one act from here until the page says that it is done."""
        self.presses = self.loads = 0
        yield
        expect(self.page.locator("main")).to_contain_text(ends_with)
        self.page.wait_for_load_state("load")
        self.found[act] = (self.presses, self.loads)


@contextmanager
def robin(browser: Browser, live: str, team: Team, *, scripts: bool) -> Iterator[Counter]:
    """The worker, signed in, on Today."""
    with chromium.visit(browser, base_url=live, java_script_enabled=scripts, **chromium.PHONE) as page:
        team.enter(page, "worker")
        expect(page.locator("main")).to_contain_text("Attendance to record")
        yield Counter(page)


@pytest.fixture
def jo(within: Flask, team: Team) -> Referral:
    return missed_her_first(team)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_daily_work_takes_no_more_presses_and_pages_than_its_goals(
    browser: Browser, live: str, team: Team, jo: Referral, scripts: bool
) -> None:
    with robin(browser, live, team, scripts=scripts) as thumb:
        found_by_name(thumb)
        came_and_did_not(thumb)
        booked_and_moved(thumb)
        arrested(thumb, jo.person.reference)
    over = {act: thumb.found[act] for act, goal in GOALS.items() if _over(thumb.found[act], goal)}
    assert over == {}, f"over the goal: {over}; all that was counted: {thumb.found}"


def _over(found: tuple[int, int], goal: tuple[int, int]) -> bool:
    return found[0] > goal[0] or found[1] > goal[1]


def came_and_did_not(thumb: Counter) -> None:
    page = thumb.page
    with thumb.counting("attended", "Saved: attended"):
        thumb.press(page.get_by_role("button", name=re.compile("^Attended")).first)
    with thumb.counting("undo", "Attendance to record"):
        thumb.press(page.get_by_role("button", name="Undo"))
    with thumb.counting("did not attend, with its reason", "Saved: did not attend"):
        thumb.press(page.locator("summary", has_text="Did not attend").first)
        thumb.press(page.get_by_role("button", name="No acceptable reason").first)
    db.session.rollback()
    said = db.session.scalars(db.select(Attendance).order_by(Attendance.id.desc())).first()
    assert said is not None
    assert said.outcome == "no_acceptable_reason"


def booked_and_moved(thumb: Counter) -> None:
    page = thumb.page
    with thumb.counting("book the next, from the result", "Booked:"):
        thumb.press(page.locator(".wm-offer .wm-chip").first)
        thumb.press(page.get_by_role("button", name=re.compile("^Book")).first)
    db.session.rollback()
    made = db.session.scalars(db.select(Appointment).order_by(Appointment.id.desc())).first()
    assert made is not None
    page.goto(f"/appointments/{made.reference}")
    with thumb.counting("move", "Booked:"):
        thumb.press(page.get_by_role("button", name="Move"))
        thumb.press(page.get_by_label("They did"))
        thumb.press(page.locator("button.wm-chip").nth(1))


def found_by_name(thumb: Counter) -> None:
    with thumb.counting("find somebody on today's list", "Referrals and orders"):
        thumb.press(thumb.page.locator(".wm-row__say a").first)
    thumb.page.goto("/today")


def arrested(thumb: Counter, person: str) -> None:
    """Each numbered question counts, also one that is answered already; the last is the press that saves."""
    page = thumb.page
    for act, address in (("new arrest", "/arrests/new"), ("repeat arrest", f"/arrests/new?person={person}")):
        page.goto(address)
        asked = {int(number) for number in re.findall(r"(?m)^(\d+)\. ", page.locator("main").inner_text())}
        assert asked == set(range(1, len(asked) + 1))
        thumb.loads = 0
        if act == "new arrest":
            page.get_by_label("1. Name").fill("Mia Thorne")
            page.get_by_label("2. Date of birth").fill("3 Feb 1995")
        page.get_by_label(re.compile(r"^\d\. Court$")).select_option("B01ND00")
        page.get_by_label("(5 weeks)").check()
        page.get_by_role("button", name="Agreed in person").tap()
        expect(page).to_have_url(re.compile("/referrals/"))
        page.wait_for_load_state("load")
        thumb.found[act] = (len(asked), thumb.loads)
