"""The frame and the parts, seen by real Chromium as a phone and as a desk, alone and without a database."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.look.sample import sample_app
from tests.support import chromium, reading

PAGES = ["/", "/?demo=1&saved=1", "/parts", "/form", "/court", "/error/404", "/error/409", "/error/500"]
ERRORS = ["400", "403", "404", "409", "413", "415", "422", "429", "500", "503"]
DEVICES: dict[str, dict[str, Any]] = {"phone": chromium.PHONE, "desk": chromium.DESK}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, sample_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=DEVICES)
def seen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with chromium.visit(browser, base_url=address, **DEVICES[request.param]) as visitor:
        yield visitor


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with chromium.visit(browser, base_url=address, **chromium.PHONE) as visitor:
        yield visitor


@pytest.fixture
def bare_phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone with scripts switched off."""
    with chromium.visit(browser, base_url=address, java_script_enabled=False, **chromium.PHONE) as visitor:
        yield visitor


@pytest.mark.parametrize("path", [*PAGES, *(f"/error/{code}" for code in ERRORS)])
def test_every_part_reads_well(path: str) -> None:
    answer = sample_app().test_client().get(path)
    assert reading.problems(answer.text, dict(answer.headers), path, []) == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(seen: Page, path: str) -> None:
    seen.goto(path)
    assert chromium.accessibility(seen) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(phone: Page, path: str) -> None:
    """320 CSS pixels wide, which is also 1280 at 400% (WCAG 1.4.10)."""
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""


@pytest.mark.parametrize("path", ["/", "/form", "/parts"])
def test_wide_text_spacing_breaks_nothing(phone: Page, path: str) -> None:
    phone.goto(path)
    phone.evaluate("() => document.adoptedStyleSheets.push(new CSSStyleSheet())")
    phone.evaluate("css => document.adoptedStyleSheets.at(-1).replaceSync(css)", SPACED)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


OTHERWISE_BIG = ".govuk-skip-link, .govuk-error-summary, .govuk-radios, .govuk-checkboxes"
SMALL = """elsewhere => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter(e => e.checkVisibility() && !e.closest(elsewhere))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.height < 43.5 || box.width < 24)
  .map(([box, e]) => `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 80)}`)"""


@pytest.mark.parametrize("path", ["/?demo=1&saved=1", "/form", "/court"])
def test_everything_pressed_is_a_thumb_wide(phone: Page, path: str) -> None:
    phone.goto(path)
    assert phone.evaluate(SMALL, OTHERWISE_BIG) == []


def test_an_error_takes_the_focus_and_its_link_leads_to_the_box(seen: Page) -> None:
    seen.goto("/form")
    seen.get_by_role("button", name="Save and book").click()
    expect(seen).to_have_title("Error: New arrest – Waymark")
    expect(seen.locator(".govuk-error-summary")).to_be_focused()
    assert chromium.accessibility(seen) == []
    seen.get_by_role("link", name="Choose if it is safe to text").click()
    expect(seen.locator("#safe")).to_be_focused()
    expect(seen.get_by_label("Name", exact=True)).to_have_accessible_description(re.compile("Enter the name"))


def test_what_was_saved_takes_the_focus(seen: Page) -> None:
    seen.goto("/?saved=1")
    expect(seen.locator(".wm-banner")).to_be_focused()
    expect(seen.get_by_role("button", name="Undo")).to_be_visible()


def test_characters_left_are_counted(phone: Page) -> None:
    phone.goto("/form")
    phone.get_by_label("Note").fill("x" * 150)
    expect(phone.locator(".govuk-character-count__status")).to_have_text("You have 50 characters remaining")


def test_the_second_question_opens_in_its_row_without_scripts(bare_phone: Page) -> None:
    bare_phone.goto("/")
    row = bare_phone.locator(".wm-row", has_text="Lena K.")
    expect(row.get_by_role("button", name="Not known yet")).to_be_hidden()
    row.locator("summary").first.click()
    expect(row.get_by_role("button", name="Not known yet")).to_be_visible()


def test_a_form_works_without_scripts(bare_phone: Page) -> None:
    bare_phone.goto("/form")
    bare_phone.get_by_label("Name", exact=True).fill("Jo B.")
    bare_phone.get_by_label("Not asked").check()
    bare_phone.get_by_role("button", name="Save and book").click()
    expect(bare_phone).to_have_title("Error: New arrest – Waymark")
    expect(bare_phone.get_by_label("Name", exact=True)).to_have_value("Jo B.")
    bare_phone.get_by_label("Court").select_option("thames")
    bare_phone.get_by_role("button", name="Save and book").click()
    expect(bare_phone).to_have_title("Tuesday 13 October – Waymark")


def test_the_keyboard_reaches_the_page_through_the_skip_link(seen: Page) -> None:
    seen.goto("/")
    seen.keyboard.press("Tab")
    expect(seen.get_by_role("link", name="Skip to main content")).to_be_focused()
    seen.keyboard.press("Enter")
    expect(seen.locator("main")).to_be_focused()


def style(page: Page, selector: str, name: str) -> Any:
    return page.locator(selector).first.evaluate("(e, n) => getComputedStyle(e)[n]", name)


def test_paper_shows_words_and_no_controls(phone: Page) -> None:
    phone.goto("/")
    phone.emulate_media(media="print")
    for gone in (".wm-header", ".wm-top", ".wm-outcome", ".wm-switch", ".wm-footer"):
        assert style(phone, gone, "display") == "none"
    assert style(phone, ".govuk-tag", "borderTopWidth") == "1px"
    assert style(phone, ".wm-row", "breakInside") == "avoid"


def test_a_phone_in_a_court_building_shows_initials_only(phone: Page) -> None:
    phone.goto("/court")
    expect(phone.get_by_role("link", name="J.B.")).to_be_visible()
    assert "Jo Brand" not in phone.locator("main").inner_text()
    phone.set_viewport_size({"width": 1280, "height": 900})
    expect(phone.get_by_role("link", name="Jo Brand")).to_be_visible()
    expect(phone.get_by_text("Show names")).to_be_hidden()


def test_the_printed_court_list_names_people_and_leaves_room_for_the_result(phone: Page) -> None:
    phone.goto("/court")
    expect(phone.get_by_text("☐").first).to_be_hidden()
    phone.emulate_media(media="print")
    expect(phone.get_by_text("☐").first).to_be_visible()
    expect(phone.get_by_text("Jo Brand")).to_be_visible()
    expect(phone.get_by_text("Result").first).to_be_visible()
    expect(phone.get_by_text("Tell CPS and court")).to_be_hidden()


def test_the_court_list_for_paper_says_on_every_sheet_who_printed_it(phone: Page) -> None:
    """The product's own page: the foot of its table, which stands on every sheet."""
    phone.goto("/court/print")
    phone.emulate_media(media="print")
    foot = phone.locator("tfoot").filter(has_text="Printed by Sam D., Tue 13 Oct, 8:41am: Thames Magistrates’ Court")
    expect(foot).to_be_visible()
    assert style(phone, "tfoot", "display") == "table-footer-group"
    expect(phone.get_by_text("Jo Brand")).to_be_visible()
    expect(phone.get_by_text("☐").first).to_be_visible()
    expect(phone.get_by_text("Print this page on A4")).to_be_hidden()


def test_a_tag_keeps_its_meaning_in_forced_colours(phone: Page) -> None:
    phone.emulate_media(forced_colors="active")
    phone.goto("/")
    expect(phone.get_by_text("Check first")).to_be_visible()
    assert int(style(phone, ".govuk-tag", "fontWeight")) >= 600
    assert style(phone, ".wm-row--soon", "borderLeftStyle") == "solid"
