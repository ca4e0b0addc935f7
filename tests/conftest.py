"""Fixtures everybody uses.

`app` is Waymark on a fresh database: on SQLite, and on PostgreSQL where `databases.chosen` says so;
`@pytest.mark.sqlite` asks for SQLite only, as every browser test does. `client` reads every page it fetches strictly
(house law 10). `within` runs the test inside the application, reading as a request does; to write, use
`transaction()`. `page` is a phone and `desk` a desk in real Chromium, talking to `live`.
"""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask, g
from hypothesis import core, settings
from playwright.sync_api import Browser, Page, Playwright

from tests.support import application, chromium, databases, loopback, mail, pretend, trail

if TYPE_CHECKING:
    from tests.support.staff import Team

BROWSER = {"page", "desk", "live"}
settings.register_profile("waymark", deadline=None, database=None, print_blob=True)
settings.load_profile("waymark")


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(50_000, 20, 20)  # each test makes an application anew: looking for its rubbish took long
    config.addinivalue_line("markers", "sqlite: run on SQLite only")
    config.addinivalue_line("markers", "postgresql: run on PostgreSQL only")
    os.environ.setdefault("ALLOW_ROOT", "yes")  # as `./run test` does: processes that tests begin would else refuse
    os.environ.setdefault("SEED", str(random.SystemRandom().randrange(2**32)))  # workers inherit it
    setattr(core, "global_force_seed", int(os.environ["SEED"]))  # noqa: B010


# The files that take longest begin first, so that no process ends on one of them alone.
LONGEST = (
    "tests/web/test_every",
    "tests/web/test_demo",
    "tests/web/test_crawl",
    "tests/harness",
    "tests/load",
    "tests/kills",
    "tests/access/test_cross",
    "tests/reminders/test_changes",
    "histories",
    "tests/appointments/test_races",
    "tests/history/test_command_line",
    "tests/history/test_hostile",
    "tests/journeys",
    "tests/laws/test_door",
    "tests/notices/test_kills",
    "tests/web/test_bursts",
    "tests/web/test_races",
    "tests/web/test_faults",
    "tests/reminders",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((at for at, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"seed {os.environ['SEED']} (SEED={os.environ['SEED']} ./run test repeats this run)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" not in metafunc.fixturenames:
        return
    if any("app" in str(mark.args[0]).split(",") for mark in metafunc.definition.iter_markers("parametrize")):
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    kinds = [kind for kind in databases.KINDS if kind in marks] or databases.chosen(metafunc.definition.nodeid)
    if BROWSER.intersection(metafunc.fixturenames):
        kinds = ["sqlite"]
    metafunc.parametrize("app", kinds, indirect=True)


@pytest.fixture(autouse=True)
def seeded() -> None:
    random.seed(os.environ["SEED"])


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    with loopback.only_loopback():
        yield


@pytest.fixture(scope="session", autouse=True)
def every_post_is_watched() -> Iterator[None]:
    with trail.every_post_is_watched():
        yield


@pytest.fixture(autouse=True)
def lines_are_shown(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that is named for the line of some post has shown it (tests/laws/posts.txt)."""
    test = request.node.nodeid.partition("[")[0]
    trail.begin(test)
    yield
    assert trail.shown_by(test) <= trail.SAID, "a post left no line here any more"


@pytest.fixture(scope="session", autouse=True)
def remembered_routes() -> Iterator[None]:
    with application.remembered_routes():
        yield


@pytest.fixture(scope="session", autouse=True)
def remembered_pretend_people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp()
    with pretend.remembered(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder):
        yield


@pytest.fixture(scope="session")
def all_databases() -> Iterator[databases.Databases]:
    made = databases.Databases()
    with closing(made.stack):
        yield made


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def settings_for(tmp_path: Path) -> Callable[..., Any]:
    """Make settings: `settings_for(database_url=…)`, anything else to its safe default."""
    from web.settings import Settings

    def make(**wanted: str) -> Settings:
        environment = {"WAYMARK_HOME": str(tmp_path / "home"), **{k.upper(): v for k, v in wanted.items()}}
        return replace(Settings.from_environment(environment), testing=True)

    return make


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    settings_for: Callable[..., Any],
    all_databases: databases.Databases,
    compiled_templates: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """Waymark on a fresh, migrated database, with passwords that cost nothing to check."""
    from casework.accounts.services import passwords
    from casework.kernel.database import dispose
    from web.app import create_app

    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(CHEAPEST))
    url = all_databases.migrated(request.param)
    made = create_app(settings_for(database_url=url))
    made.test_client_class = application.Reader
    application.remember_templates(made, compiled_templates)
    application.remember_statements(made)
    yield made
    dispose(made)
    all_databases.drop(url)


@pytest.fixture
def client(app: Flask) -> application.Reader:
    """A browser without a session: every page it fetches must read well."""
    made = app.test_client()
    assert isinstance(made, application.Reader)
    return made


@pytest.fixture
def within(app: Flask) -> Iterator[Flask]:
    """Inside the application, for tests of services; reads hold no lock, writes need `transaction()`."""
    with app.app_context():
        g.intent = "read"
        yield app


@pytest.fixture
def team(app: Flask) -> Team:
    """An agency whose service is set up, and its steady cast of staff."""
    from tests.support.staff import Team

    return Team(app)


@pytest.fixture
def sign_in(team: Team) -> Callable[..., application.Reader]:
    """`sign_in("worker")` is a client in which that member of the cast has signed in by the real page."""
    return team.sign_in


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """The address of the application served on loopback."""
    with application.serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with chromium.driving() as driving:
        yield driving


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium.running(playwright) as running:
        yield running


@pytest.fixture
def page(browser: Browser, live: str) -> Iterator[Page]:
    """A phone, 390 by 844, in London. The address of the application is its base: `page.goto("/today")`."""
    with chromium.visit(browser, base_url=live, **chromium.PHONE) as visitor:
        yield visitor


@pytest.fixture
def desk(browser: Browser, live: str) -> Iterator[Page]:
    """A desk, 1280 wide."""
    with chromium.visit(browser, base_url=live, **chromium.DESK) as visitor:
        yield visitor


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on anything that axe finds wrong with the page as it is now."""

    def check(seen: Page) -> None:
        assert chromium.accessibility(seen) == [], f"axe complains of {seen.title()}"

    return check


@pytest.fixture
def smtp() -> Iterator[mail.Postbox]:
    """A mail server on loopback that keeps what it is given."""
    with mail.postbox() as box:
        yield box
