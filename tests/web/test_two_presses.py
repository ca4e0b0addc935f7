"""Chips in a real browser, with scripts and without: what follows an outcome, a move, a visit without a booking.

The presses are counted: booking the next one is two more after the outcome, and a move is three in all (ux J3, J4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from casework.appointments.models import Appointment
from casework.kernel import clock
from casework.kernel.database import db
from diversion import services
from diversion.models import Referral
from reminders.models import Text
from tests.support import chromium
from tests.support.staff import Team
from tests.web.cast import missed_her_first

pytestmark = pytest.mark.sqlite


class Presses:
    """A thumb that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, what: Locator) -> None:
        what.click()
        self.count += 1

    def button(self, name: str) -> None:
        self(self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first)


@pytest.fixture
def missed(within: Flask, team: Team) -> Referral:
    return missed_her_first(team)


@contextmanager
def robin(browser: Browser, live: str, team: Team, *, scripts: bool) -> Iterator[Page]:
    """The worker on Today, phone in hand."""
    with chromium.visit(browser, base_url=live, java_script_enabled=scripts, **chromium.PHONE) as page:
        team.enter(page, "worker")
        expect(page.locator("main")).to_contain_text("Attendance to record")
        yield page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_missed_one_to_a_moved_one(
    browser: Browser, live: str, team: Team, missed: Referral, axe: Callable[[Page], None], scripts: bool
) -> None:
    finish_by = services.facts_of(missed, at=clock.now()).finish_by
    assert finish_by is not None
    with robin(browser, live, team, scripts=scripts) as page:
        press = Presses(page)
        press(page.locator("summary", has_text="Did not attend").first)
        press.button("Not known yet")
        expect(page.locator("main")).to_contain_text("Needs 2, court in")
        assert press.count == 2
        chips = page.locator(".wm-offer .wm-chip")
        press(chips.first)
        expect(page.locator(".wm-slot__text").first).to_contain_text("at the blue door")
        expect(page.locator(".wm-slot__text").nth(1)).not_to_be_visible()
        if scripts:
            axe(page)
        press.button("Book and text")
        expect(page.locator("main")).to_contain_text("The text is planned")
        assert press.count == 4
        made = _booked()
        assert clock.today() < made.day <= finish_by
        assert made.with_staff_id == team.actor("worker").staff_id
        assert _planned(made)
        page.goto(f"/appointments/{made.reference}")
        press.count = 0
        press.button("Move")
        press(page.get_by_label("They did"))
        if scripts:
            axe(page)
        press(page.locator("button.wm-chip").nth(1))
        expect(page.locator("main")).to_contain_text("Booked:")
        assert press.count == 3
        db.session.rollback()
        assert _booked().version == 2


def test_somebody_who_came_is_logged_with_two_presses_and_counted_only_when_ticked(
    browser: Browser, live: str, team: Team, missed: Referral, axe: Callable[[Page], None]
) -> None:
    with robin(browser, live, team, scripts=True) as page:
        page.locator("summary", has_text="Did not attend").first.click()
        page.get_by_role("button", name="Not known yet").click()
        assert [_log(page, missed, axe, tick=tick) for tick in (False, True)] == [2, 3]
        db.session.rollback()
        kept = services.standing_of(missed, at=clock.now()).kept
        assert [(one.position, one.day) for one in kept] == [(1, clock.today())]


def _log(page: Page, referral: Referral, axe: Callable[[Page], None], *, tick: bool) -> int:
    """Log a visit from the person's page; how many presses it took. Nothing is ticked beforehand."""
    page.goto(f"/people/{referral.person.reference}")
    press = Presses(page)
    press.button("Drop-in")
    axe(page)
    box = page.get_by_label(re.compile("^1 of 2"))
    expect(box).not_to_be_checked()
    if tick:
        press(box)
    press.button("Log it")
    expect(page.locator("main")).to_contain_text("Saved: attended")
    db.session.rollback()
    assert bool(services.standing_of(referral, at=clock.now()).kept) is tick
    return press.count


def _booked() -> Appointment:
    db.session.rollback()
    return db.session.scalars(sa.select(Appointment).order_by(Appointment.id.desc())).first()  # type: ignore[return-value]


def _planned(made: Appointment) -> list[Text]:
    return list(db.session.scalars(sa.select(Text).where(Text.appointment_id == made.id)))
