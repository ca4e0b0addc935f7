"""Real Chromium, as a phone and as a desk, that may reach this machine only and must not complain."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.support.loopback import is_here

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
expect.set_options(timeout=15_000)
A_PAGE_THAT_SAYS_NO = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


SHELL, WHOLE = "chromium-headless-shell", "chromium"


def program(*names: str) -> str:
    """Where Chromium is: CHROMIUM, or the first of Debian's programs that is here."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    return next((place for place in found if place), "/usr/bin/chromium")


@contextmanager
def driving() -> Iterator[Playwright]:
    """What drives browsers: one for each process of tests."""
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def running(playwright: Playwright, *names: str) -> Iterator[Browser]:
    """Chromium: unless told otherwise its shell without windows, the same engine for little more than half the work."""
    browser = playwright.chromium.launch(executable_path=program(*(names or (SHELL, WHOLE))), args=list(FLAGS))
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Watch:
    """What the browser complained of, and where it tried to go."""

    complaints: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        said_no = A_PAGE_THAT_SAYS_NO.match(message.text) and "/static/" not in str(message.location.get("url"))
        if message.type in {"error", "warning"} and not said_no:
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and not is_here(where.hostname):
            self.strayed.append(request.url)


@contextmanager
def visit(browser: Browser, **device: Any) -> Iterator[Page]:
    """A new visitor, in London. At the end there must have been no complaint and no request to elsewhere."""
    watch = Watch()
    with browser.new_context(locale="en-GB", timezone_id="Europe/London", **device) as context:
        watch.follow(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
    assert watch.complaints == [], "the browser's console complains"
    assert watch.strayed == [], "the page asked another machine"


def accessibility(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds wrong on this page; a page that was left while it was read is read where it led.

    Radios with a conditional question carry aria-expanded by a decision of the GOV.UK Design System
    (govuk-frontend issue 979); that attribute alone is let by.
    """
    found = _read(page, tries=3)
    for violation in found:
        if violation["id"] == "aria-allowed-attr":
            violation["nodes"] = [node for node in violation["nodes"] if "aria-expanded" not in node["html"]]
    return [(v["id"], [(n["target"], n["html"][:200]) for n in v["nodes"]]) for v in found if v["nodes"]]


def _read(page: Page, tries: int) -> list[Any]:
    page.wait_for_load_state("load")
    try:
        found: list[Any] = Axe().run(page).response["violations"]
    except Error:
        if tries == 1:
            raise
        page.wait_for_timeout(100)
        return _read(page, tries - 1)
    return found
