"""The pages of what is to come, as a phone shows them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from reminders.rules.holding import Hold
from reminders.services import steering
from tests.reminders.cast import Cast, texts
from tests.reminders.test_steering import steer
from tests.support.staff import Team

At = Callable[[str], None]


def test_what_is_to_come_can_be_held_changed_and_stopped_on_a_phone(
    page: Page, cast: Cast, at: At, team: Team, axe: Callable[[Page], None]
) -> None:
    cast.book("2026-11-26 14:00")
    cast.hearing("2026-12-02 10:00")
    steer(cast, "booked", steering.hold, Hold.UNSURE)
    team.enter(page, "worker")
    base = f"/people/{cast.jo.reference}"
    one = f"{base}/messages/{texts(kind='one_day')[0].id}"
    for number, path in enumerate(
        ("/messages/ahead", f"{base}/messages", f"{one}/hold", f"{one}/change", f"{one}/stop", f"{base}/reminders")
    ):
        page.goto(path)
        axe(page)
        shoot(page, number)
    page.goto(f"{one}/hold")
    page.get_by_label("The booking may change").check()
    page.get_by_role("button", name="Hold this text").click()
    page.get_by_text("Held by us. The booking may change").first.wait_for()


def shoot(page: Page, number: int) -> None:
    """Keep a picture where somebody has asked for them."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"ahead_{number}.png", full_page=True)
