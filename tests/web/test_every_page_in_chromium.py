"""Every kind of page, as every role, in a real browser: on a phone with scripts and without, on a small one, at a desk.

The pages are the pretend people's. Then every text that anybody ever typed is made hostile, and they are read again.
"""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, g
from playwright.sync_api import Browser, Page, Response

from casework.accounts.rules import Role
from casework.kernel.columns import Encrypted
from casework.kernel.database import Base, transaction
from tests.support import chromium
from tests.support.application import serving
from tests.support.databases import Databases
from tests.support.rounds import Rounds, service
from tests.support.seen_forms import LINK

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(600)]
KIB = 1024
MOST_PAGES = 9
SMALL, PHONE, DESK = 320, 390, 1280
HANDS = re.compile(r"^/(today|court/[A-Z0-9]+/[\d-]+)$")
HOSTILE = "<script>document.title='pwned'</script>\"><img src=x onerror=\"document.title='pwned'\">{{7*7}}"
NAMES = {
    "agency": {"name"},
    "place": {"name", "address"},
    "scheme": {"name"},
    "scheme_step": {"title"},
    "requirement": {"title"},
    "order_process": {"name"},
    "closed_day": {"why"},
}
NOT_TYPED = {"pdf", "document", "date_of_birth", "seen_key", "body_hash", "number", "mobile"}

WIDE = "document.documentElement.scrollWidth > window.innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('main a, main button, main summary, main input, main select')]
  .filter(e => e.checkVisibility() && e.type !== 'hidden')
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([box, e]) => box.width > 1 && box.height > 1 && box.height < 43.5)
  .map(([box, e]) => `${e.tagName} ${e.innerText || e.name} ${Math.round(box.height)}px`)"""
TRAIL = re.compile(r"^/(audit|people/[A-Z0-9]+/looked-at)$")
"""The pages of the audit trail: reading one is an event, so the events on it are others at the next look."""
WORDS = """growing => {
  const main = document.querySelector('main');
  if (growing) main.querySelectorAll('.wm-row').forEach(event => event.remove());
  return main.innerText.split('\\n').map(line => line.trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def rounds(
    all_databases: Databases, compiled_templates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rounds]:
    """The pretend people, for the whole file."""
    with service(all_databases, tmp_path_factory.mktemp("pages"), compiled_templates) as app:
        yield Rounds(app)


@contextmanager
def phone(browser: Browser, rounds: Rounds, role: Role, address: str, *, scripts: bool) -> Iterator[Page]:
    """A phone on which this colleague has signed in."""
    with chromium.visit(browser, base_url=address, java_script_enabled=scripts, **chromium.PHONE) as page:
        cookie = rounds.clients[role].get_cookie("__Host-waymark")
        assert cookie is not None
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": address.replace("http:", "https:"), "secure": True}]
        )
        yield page


NO_PAGES = {"notices.download", "court_list.csv", "demo.things_to_try"}
"""What is downloaded and not shown, and the tour."""


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The kinds of pages that the roles before have read; every role reads the page it begins on."""
    return set()


def kinds(rounds: Rounds, role: Role, page: Page, known: set[str]) -> Iterator[str]:
    """Go from page to page by links, and stop at MOST_PAGES of kinds that nobody has read before."""
    waiting, seen, read = deque(["/"]), {""}, 0
    while waiting and read < MOST_PAGES:
        address = waiting.popleft()
        kind = rounds.endpoint(address)
        if kind in seen or kind in NO_PAGES:
            continue
        seen.add(kind)
        if kind in known and address != "/":
            html = rounds.clients[role].get(address).text
        else:
            html = _go(page, address)
            read += 1
            yield address
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(html)]
    known |= seen


@pytest.mark.parametrize("role", list(Role))
def test_every_page_serves_every_screen(
    role: Role, rounds: Rounds, known: set[str], browser: Browser, axe: Callable[[Page], None]
) -> None:
    found: list[str] = []
    with ExitStack() as stack:
        address = stack.enter_context(serving(rounds.app))
        page = stack.enter_context(phone(browser, rounds, role, address, scripts=True))
        plain = stack.enter_context(phone(browser, rounds, role, address, scripts=False))
        for target in kinds(rounds, role, page, known):
            axe(page)
            plain.goto(target)
            found += [f"{target}: {one}" for one in [*_widths(page), *_hands(page), *_without(page, plain)]]
    assert found == []


def _go(page: Page, address: str) -> str:
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address} answered {answer.status}"
    return page.content()


def _widths(page: Page) -> Iterator[str]:
    """At a small phone's width, a phone's and a desk's, nothing stands out to the side (WCAG 1.4.10)."""
    for width in (SMALL, DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate(WIDE):
            yield f"wider than {width}"


def _hands(page: Page) -> list[str]:
    """What is too small to press on the pages that are used standing up (ux 5.1)."""
    if not HANDS.match(urlsplit(page.url).path):
        return []
    return [f"too small: {one}" for one in page.evaluate(SMALL_TARGETS)]


def _without(page: Page, plain: Page) -> list[str]:
    """What a page says only with scripts on: nothing, but how many letters are left and what changes by itself."""
    growing = TRAIL.match(urlsplit(page.url).path) is not None
    scripted, bare = ({_at_no_time(line) for line in one.evaluate(WORDS, growing)} for one in (page, plain))
    return [
        f"says only with scripts: {line}"
        for line in scripted - bare
        if not re.search(r"characters|Updated|ago|Show|Hide", line)
    ]


def _at_no_time(line: str) -> str:
    """A line without its hours: a minute may pass between two looks."""
    return re.sub(r"\d{1,2}:\d\d[ap]m", "", line)


@pytest.mark.parametrize("role", list(Role))
def test_the_first_view_is_light(role: Role, rounds: Rounds, browser: Browser) -> None:
    with serving(rounds.app) as address, phone(browser, rounds, role, address, scripts=True) as page:
        fetched: list[Response] = []
        page.on("response", lambda answer: fetched.append(answer))
        page.goto("/", wait_until="networkidle")
        bodies = {answer.url: answer.body() for answer in fetched if answer.ok}
        weights = {url: len(gzip.compress(body, 9)) for url, body in bodies.items()}
    assert len(bodies) <= 4
    assert sum(weights.values()) <= 35 * KIB
    assert next(iter(weights.values())) <= 12 * KIB


def hostile(app: Flask) -> None:
    """Every text that somebody may have typed, typed by somebody hostile."""
    with app.app_context():
        g.pretend = app.extensions["pretend_engine"]
        with transaction():
            for mapper in Base.registry.mappers:
                _spoil(mapper)


def _spoil(mapper: sa.orm.Mapper[object]) -> None:
    from casework.kernel.database import db

    table = mapper.local_table
    assert isinstance(table, sa.Table)
    typed = [
        name
        for name, column in ((attribute.key, attribute.columns[0]) for attribute in mapper.column_attrs)
        if (isinstance(column.type, Encrypted) and column.name not in NOT_TYPED and "email" not in column.name)
        or column.name in NAMES.get(table.name, ())
    ]
    for row in db.session.scalars(sa.select(mapper)) if typed else ():
        for name in typed:
            if isinstance(getattr(row, name), str) and getattr(row, name):
                setattr(row, name, f"{getattr(row, name)} {HOSTILE}")


def test_nothing_that_was_typed_is_ever_run(rounds: Rounds, browser: Browser) -> None:
    """U5."""
    hostile(rounds.app)
    with serving(rounds.app) as address:
        shown, known = 0, set[str]()
        for role in Role:
            with phone(browser, rounds, role, address, scripts=True) as page:
                page.on("dialog", lambda dialog: pytest.fail(dialog.message))
                for target in kinds(rounds, role, page, known):
                    assert "pwned" not in page.title(), target
                    assert page.locator("img[src=x], main script").count() == 0, target
                    assert not page.evaluate(WIDE), f"{target} is too wide"
                    shown += "onerror=" in page.content()
    assert shown > 10
