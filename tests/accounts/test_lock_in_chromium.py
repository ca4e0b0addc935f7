"""In a real browser: a passkey made, used and used to unlock; and the lock that keeps what is typed (ux 6.6)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from casework.kernel import clock
from tests.people.cast import add_jo
from tests.support import chromium
from tests.support.staff import PASSWORD, Team

pytestmark = pytest.mark.sqlite
Axe = Callable[[Page], None]


@contextmanager
def at_localhost(browser: Browser, live: str) -> Iterator[tuple[Page, Callable[[], object]]]:
    """A phone with a finger that is always right, and how it loses its keys; passkeys need a host's name."""
    base = live.replace("127.0.0.1", "localhost")
    with chromium.visit(browser, base_url=base, **chromium.PHONE) as page:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page, lambda: devtools.send("WebAuthn.clearCredentials", made)


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody has asked for them."""
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sign_in(page: Page, team: Team, role: str = "worker") -> None:
    """Up to the page that asks for the second step."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(team.email(role))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/second-step**")


def test_a_newcomer_makes_a_passkey_and_comes_back_with_it(
    app: Flask, browser: Browser, live: str, team: Team, axe: Axe
) -> None:
    team.actor("worker")
    with at_localhost(browser, live) as (page, lose):
        sign_in(page, team)
        axe(page)
        shoot(page, "second-step")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.locator("h1")).to_have_text("Your recovery codes")
        axe(page)
        shoot(page, "recovery-codes")
        page.get_by_role("button", name="I have kept them").click()
        expect(page.locator("h1")).to_have_text(re.compile("^[A-Z][a-z]+day "))
        page.goto("/account")
        axe(page)
        shoot(page, "account")
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, team)
        shoot(page, "passkey")
        axe(page)
        page.get_by_role("button", name="Use your passkey").click()
        page.locator(".wm-header__lock").wait_for()
        page.locator(".wm-header__lock").click()
        expect(page.locator("h1")).to_have_text("Locked")
        page.get_by_role("button", name="Unlock with a passkey").click()
        page.locator(".wm-header__lock").wait_for()
        page.goto("/account")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Use a passkey instead").click()
        page.locator(".wm-header__lock").wait_for()
        lose()  # as another device that has none yet
        page.goto("/account/second-step")
        page.get_by_role("button", name="Make a passkey").click()
        page.wait_for_url("**/account?saved=1")
        expect(page.get_by_role("button", name="Take it away")).to_have_count(2)


def test_the_lock_shows_nothing_and_gives_back_what_was_typed(page: Page, team: Team, axe: Axe) -> None:
    page.clock.install()
    team.enter(page, "administrator", "/admin/places")
    page.locator("[name=name]").fill("Lantern House by the canal")
    page.evaluate("scrollTo(0, 120)")
    page.locator(".wm-header__lock").click()
    expect(page.locator("h1")).to_have_text("Locked")
    assert page.title() == "Locked – Waymark"
    assert "Lantern" not in page.content()
    assert "Ade" not in page.content()
    axe(page)
    shoot(page, "lock")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.get_by_text("Your password is not right").first.wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("h1")).to_have_text("Places")
    assert page.locator("[name=name]").input_value() == "Lantern House by the canal"
    page.clock.fast_forward("14:50")
    expect(page.locator("h1")).to_have_text("Places")
    page.clock.fast_forward("00:30")
    expect(page.locator("h1")).to_have_text("Locked")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    page.get_by_role("main").get_by_role("button", name="Add").click()
    expect(page.locator("main")).to_contain_text("Enter")
    assert page.locator("[name=name]").input_value() == "Lantern House by the canal"


def test_every_page_of_signing_in_reads_well_on_a_phone_and_at_a_desk(page: Page, team: Team, axe: Axe) -> None:
    team.has_app("administrator")
    team.actor("worker")
    team.enter(page, "administrator", "/admin/people-and-roles")
    page.get_by_role("link", name="Robin Hale").click()
    colleague = page.url.split("/", 3)[3]
    own = ("account", "account/second-step/app", "account/pin", "account/password", "confirm", "forgotten")
    for address in ("admin/people-and-roles", colleague, f"{colleague}/invitation", *own):
        look(page, f"/{address}", axe)
    team.enter(page, "manager")
    look(page, "/colleagues/list", axe)
    page.context.clear_cookies()
    look(page, "/sign-in", axe)
    sign_in(page, team, "administrator")
    look(page, "/sign-in/second-step", axe)
    page.get_by_label("Code from your app").fill(team.code(clock.now()))
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("h1")).to_have_text("Admin")


def look(page: Page, address: str, axe: Axe) -> None:
    """Nothing stands out to the side at a desk nor on a phone, and axe finds nothing wrong."""
    page.goto(address)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shoot(page, f"{address.strip('/').replace('/', '-')}-{width}")
    axe(page)


def test_two_minutes_before_the_lock_the_page_says_so_and_any_press_keeps_it(page: Page, team: Team, axe: Axe) -> None:
    page.clock.install()
    team.enter(page, "administrator", "/admin/places")
    strip = page.get_by_text("This screen locks in 2 minutes")
    page.clock.fast_forward("12:50")
    expect(strip).to_have_count(0)
    page.clock.fast_forward("00:20")
    expect(strip).to_be_visible()
    axe(page)
    shoot(page, "warned")
    page.get_by_role("button", name="Stay on this page").press("Enter")
    expect(strip).to_have_count(0)
    page.clock.fast_forward("12:50")
    expect(page.locator("h1")).to_have_text("Places")
    expect(strip).to_have_count(0)
    page.clock.fast_forward("00:20")
    expect(strip).to_be_visible()
    page.clock.fast_forward("02:00")
    expect(page.locator("h1")).to_have_text("Locked")
    expect(strip).to_have_count(0)


def test_a_long_note_is_kept_while_it_is_typed_and_offered_where_it_was_typed(
    app: Flask, page: Page, team: Team, axe: Axe
) -> None:
    by = team.actor("worker")
    with app.app_context():
        reference = add_jo(by).reference
    page.clock.install()
    team.enter(page, "worker", f"/people/{reference}/drop-in")
    page.locator("main details:has(textarea) summary").first.click()
    box = page.locator("main form textarea").first
    box.fill("She asked for the door by the canal")
    page.clock.fast_forward("00:30")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.reload()
    page.get_by_text("is kept, and not saved").wait_for()
    axe(page)
    shoot(page, "draft-offered")
    page.get_by_role("link", name="Show it again").click()
    page.get_by_role("button", name="Show it again").click()
    expect(page.locator("main form textarea").first).to_have_value("She asked for the door by the canal")


def test_back_after_signing_out_shows_nothing(page: Page, team: Team) -> None:
    """U6: what was open is not shown again, neither by Back nor by a page that stayed open after the account ended."""
    team.enter(page, "administrator", "/admin/people-and-roles")
    expect(page.get_by_role("link", name="Ade Bright")).to_be_visible()
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_text("Ade Bright")).to_have_count(0)
