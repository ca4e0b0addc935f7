"""The pages about one person in a real browser: on a phone, without a fault that axe can see, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.models import Person
from casework.people.rules.circumstances import CircumstanceKind
from tests.people.cast import add_jo
from tests.support.staff import Team

PAGES = [
    "contact",
    "details",
    "circumstances",
    "agreements",
    "care-plan",
    "care-plan/assessment/housing",
    "care-plan/plan",
    "hearings/new",
]


def enter(page: Page, team: Team, role: str = "worker") -> None:
    """Signed in, on the first page of the role."""
    team.enter(page, role)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    person = add_jo(team.actor("worker"))
    with transaction():
        services.record_circumstance(
            person,
            CircumstanceKind.CUSTODY,
            since=clock.today(),
            place="HMP Example",
            by=team.actor("worker"),
            at=clock.now(),
        )
    return person


@pytest.mark.parametrize("address", PAGES)
def test_on_a_phone(page: Page, team: Team, jo: Person, axe: Callable[[Page], None], address: str) -> None:
    enter(page, team)
    page.goto(f"/people/{jo.reference}/{address}")
    axe(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    save = page.get_by_role("button", name="Save").first
    if save.count():
        with page.expect_navigation():
            save.click()
        axe(page)


def test_asking_what_is_safe_takes_one_page(page: Page, team: Team, jo: Person) -> None:
    enter(page, team)
    page.goto(f"/people/{jo.reference}/contact")
    page.get_by_label("Yes, they said texts are safe").check()
    page.get_by_label("Mobile that is safe to text").fill("020 7946 0123")
    page.get_by_label("Yes, in person").check()
    page.get_by_label("In person", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="This is a landline").click()
    box = page.get_by_label("Mobile that is safe to text")
    expect(box).to_be_focused()
    box.fill("07700 900123")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Safe contact").get_by_text("They had agreed to texts")).to_be_visible()
    db.session.rollback()
    kept = services.safe_contact(jo)
    assert kept is not None
    assert kept.mobile == "+447700900123"
