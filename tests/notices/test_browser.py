"""The pages of notices in real Chromium: axe clean, nothing wider than a phone; the court without scripts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.notices.conftest import CPS, Thames
from tests.notices.papers import COMPLETED, MISSED
from tests.notices.test_pages import programmes


def test_every_page_of_this_room_on_a_phone(thames: Thames, live: str, page: Page, axe: Callable[[Page], None]) -> None:
    refused, sent = prepare(thames)
    sign_in(thames, page)
    for path in (
        "/notices",
        "/notices?state=sent",
        "/notices?state=not-delivered",
        "/notices?state=acknowledged",
        f"/notices/{refused}",
        f"/notices/{sent}",
        f"/notices/{sent}/acknowledgement",
        f"/seen/{thames.notice(sent).seen_key}",
        "/seen",
    ):
        page.goto(live + path)
        axe(page)
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than {width}"


def test_a_liaison_hears_by_telephone(thames: Thames, live: str, page: Page) -> None:
    prepare(thames)
    sign_in(thames, page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Notices").click()
    page.get_by_role("link", name="Sent (1)").click()
    expect(page.get_by_text("Changed since told").first).to_be_visible()
    page.get_by_role("link", name="Notice 2").click()
    page.get_by_role("button", name="They say they have seen it").click()
    page.get_by_label("Who did you speak to?").fill("Pat Lowe, list office")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("said by Pat Lowe, list office")).to_be_visible()
    page.get_by_role("link", name="Notices", exact=True).last.click()
    expect(page.get_by_role("link", name="Acknowledged (1)")).to_be_visible()


def test_the_court_says_it_has_seen_it_without_scripts_or_account(thames: Thames, live: str, browser: Browser) -> None:
    _, sent = prepare(thames)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live}/seen/{thames.notice(sent).seen_key}")
        assert thames.notice(sent).acknowledged_at is None
        page.get_by_role("button", name="I have seen the notice").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert thames.notice(sent).acknowledged_how == "link"


def prepare(thames: Thames) -> tuple[str, str]:
    """One notice refused, one sent and changed since, and one that waits."""
    thames.relay.refused = {CPS: "550 No such user"}
    refused, sent = thames.tell(thames.about(sentence=MISSED), thames.about("Siân ŵ LLŶR" + "W" * 300, "M4T2XYZ9"))
    thames.send()
    thames.tell(thames.about("Mia TAN", "A4T2XYZ9"))
    programmes(thames.app, COMPLETED)
    return refused, sent


def sign_in(thames: Thames, page: Page) -> None:
    thames.team.enter(page, "liaison")
