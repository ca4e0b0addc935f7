"""The monitoring page as a manager sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page

from tests.history.importing import SAFE_EXIT, TRUST, bring
from tests.support.application import Reader
from tests.support.staff import Team

SignIn = Callable[[str], Reader]


@pytest.fixture
def history(app: Flask, team: Team) -> None:
    assert team.agency_id
    with app.app_context():
        assert bring(SAFE_EXIT).exit_code == 0
        assert bring(TRUST).exit_code == 0


def lines(html: str) -> list[str]:
    """The text of the page without its markup, one piece to a line."""
    import re

    return [text.strip() for text in re.sub(r"<[^>]+>", "\n", html).split("\n") if text.strip()]


def after(name: str, html: str, count: int = 2) -> list[str]:
    """The numbers beside a headline: this quarter's and the one before."""
    found = lines(html)
    at = found.index(name)
    return found[at + 1 : at + 1 + count]


@time_machine.travel("2026-11-21T12:00:00Z")
def test_a_manager_starts_at_this_quarter_and_nothing_to_count_says_why(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    assert client.get("/monitoring").headers["Location"].endswith("/monitoring/2026-q4")
    page = client.get("/monitoring/2026-q4").text
    assert "Monitoring, October to December 2026" in page
    assert "Needs at least one referral this quarter; you have 0." in page
    assert "Quarter after" not in page


def test_a_quarter_stands_beside_the_one_before_and_says_how_it_is_counted(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    page = client.get("/monitoring/2008-q2").text
    assert after("Referrals", page) == ["33", "26"]
    assert "Referrals of which every required appointment was kept before the hearing." in page
    assert {"Safe Exit", "TRUST", "How the cases ended", "Discontinued"} <= set(lines(page))
    assert "&lt;5" not in page


def test_a_version_to_share_has_no_count_under_five(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    page = client.get("/monitoring/2008-q2?shared=yes").text
    assert "Counts under 5 are shown as “<5”" in " ".join(lines(page)).replace("&lt;", "<")
    cells = [text for text in lines(page) if text.isdigit()]
    assert all(int(text) == 0 or int(text) >= 5 for text in cells)


def test_another_scheme_is_a_tap_away(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    page = client.get("/monitoring/2009-q1").text
    other = next(part for part in page.split('href="') if ">TRUST</a>" in part).split('"')[0].replace("&amp;", "&")
    assert "TRUST, by date of arrest, 1 January 2009 to 31 March 2009." in client.get(other).text


def test_an_agency_without_a_scheme_is_told_what_comes_first(sign_in: SignIn) -> None:
    assert "there is no scheme" in sign_in("manager").get("/monitoring/2026-q4").text


@pytest.mark.parametrize("address", ["/monitoring/2026-q5", "/monitoring/never"])
def test_a_quarter_that_is_none_is_not_found(sign_in: SignIn, address: str) -> None:
    assert sign_in("manager").get(address).status_code == 404


@pytest.mark.parametrize("role", ["worker", "liaison", "administrator"])
def test_figures_are_a_managers(sign_in: SignIn, role: str) -> None:
    assert sign_in(role).get("/monitoring/2026-q4").status_code in {403, 404}


def test_on_a_phone_nothing_hangs_over_the_edge(
    page: Page, team: Team, history: None, axe: Callable[[Page], None]
) -> None:
    team.enter(page, "manager")
    page.goto("/monitoring/2008-q2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
