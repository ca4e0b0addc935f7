"""The monitoring page as a manager sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework.kernel.database import db
from diversion.models import Scheme
from monitoring.rules.cells import Counted, counted
from monitoring.rules.periods import Quarter
from monitoring.rules.rates import wilson
from monitoring.services.facts import facts_of_quarter
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
    return [text.strip() for text in re.sub(r"<[^>]+>", "\n", html).split("\n") if text.strip()]


def figure(name: str, html: str) -> tuple[str, str, str]:
    """A figure of this quarter, of the one before, and of a year ago."""
    card = next(part for part in html.split('<div class="wm-figure">')[1:] if part.startswith(f"{name} "))
    text = re.sub(r"<[^>]+>", " ", re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", card))
    found = re.match(
        rf"{re.escape(name)}\s+(.*?)\s*Quarter before:\s+(.*?)\s+A year ago:\s+(\S+(?: shown)?)", text, re.S
    )
    assert found, text
    return " ".join(found[1].split()), found[2], found[3]


@time_machine.travel("2026-11-21T12:00:00Z")
def test_a_manager_starts_at_this_quarter_and_nothing_to_count_says_why(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    assert client.get("/monitoring").headers["Location"].endswith("/monitoring/2026-q4")
    page = client.get("/monitoring/2026-q4").text
    assert "Monitoring, October to December 2026" in page
    assert "Needs at least one referral or contact this quarter; you have 0." in page
    assert "Quarter after" not in page


def test_a_quarter_stands_beside_the_one_before_and_last_year_and_says_how_it_is_counted(
    app: Flask, team: Team, sign_in: SignIn, history: None
) -> None:
    client = sign_in("manager")
    page = client.get("/monitoring/2008-q2").text
    assert figure("Referrals", page) == ("33", "26", "43")
    assert figure("Completion rate", page)[0] == "66.7% 49.6% to 80.2%"
    assert "Referrals of this quarter of which every required appointment was kept, to this day." in page
    assert {"Safe Exit", "TRUST", "How the cases ended", "Discontinued", "Apr to Jun 2008"} <= set(lines(page))
    assert "&lt;5" not in page
    assert page.count("<svg xmlns") == page.count("<desc") > 5, "every chart says in words what it shows"
    assert "style=" not in page.split("<svg", 1)[1]
    address = next(part for part in page.split('href="') if "/first_kept?" in part).split('"')[0]
    listed = client.get(address.replace("&amp;", "&")).text
    number = int(figure("First appointment kept", page)[0])
    assert listed.count("wm-row__say") == number
    assert f"{number} in all." in listed
    assert client.get("/monitoring/2008-q2/nothing-of-the-kind").status_code == 404
    assert _over_the_years(app, team, "Safe Exit") == (84, 420, "5.00")
    assert _over_the_years(app, team, "TRUST") == (61, 200, "3.28")
    assert _completed(app, team, "TRUST") == (178, "89.0%")


def _quarters(app: Flask, team: Team, name: str) -> list[Counted]:
    """Every quarter of the review's years, counted as the page counts it."""
    with app.app_context():
        scheme = db.session.scalars(select(Scheme).where(Scheme.name == name)).one()
        every = [Quarter(2006, 1).later(nth) for nth in range(24)]
        return [counted(facts_of_quarter(team.agency_id, scheme, one), one) for one in every]


def _over_the_years(app: Flask, team: Team, name: str) -> tuple[int, int, str]:
    """Review 6.38: people, referrals, and how many each, of all quarters together."""
    found = _quarters(app, team, name)
    people = frozenset().union(*(one.cells.get("people", frozenset()) for one in found))
    referrals = sum(one.number("referrals") for one in found)
    assert sum(one.number("people.new") for one in found) == len(people), "each is new in one quarter only"
    return len(people), referrals, f"{referrals / len(people):.2f}"


def _completed(app: Flask, team: Team, name: str) -> tuple[int, str]:
    found = _quarters(app, team, name)
    completed = sum(one.number("status.completed") for one in found)
    rate = wilson(completed, sum(one.number("referrals") for one in found))
    return completed, f"{rate.rate:.1%}" if rate else ""


def test_a_version_to_share_has_no_count_under_five_and_opens_nothing(sign_in: SignIn, history: None) -> None:
    client = sign_in("manager")
    page = client.get("/monitoring/2008-q2?shared=yes").text
    assert "Counts from 1 to 4 are shown as “<5”" in " ".join(lines(page)).replace("&lt;", "<")
    cells = [text for text in lines(page) if text.isdigit()]
    assert all(int(text) == 0 or int(text) >= 5 for text in cells)
    assert "not shown" in page
    assert ": the list, " not in page
    # Its own page, the next quarter's and next year's show it alike, so putting them together says no more.
    read = {slug: client.get(f"/monitoring/{slug}?shared=yes").text for slug in ("2008-q1", "2008-q2", "2009-q1")}
    for name in ("Referrals", "People", "First appointment kept", "Not completed"):
        own = figure(name, read["2008-q1"])
        assert figure(name, read["2008-q2"])[1] == own[0]
        assert figure(name, read["2009-q1"])[2] == own[0]
    other = next(part for part in page.split('href="') if ">TRUST</a>" in part).split('"')[0].replace("&amp;", "&")
    assert "1 April 2008 to 30 June 2008. Diversion is of TRUST, by date of arrest." in client.get(other).text


def test_an_agency_without_a_scheme_is_told_what_comes_first(sign_in: SignIn) -> None:
    assert "there is no scheme" in sign_in("manager").get("/monitoring/2026-q4").text


@pytest.mark.parametrize("address", ["/monitoring/2026-q5", "/monitoring/never"])
def test_a_quarter_that_is_none_is_not_found(sign_in: SignIn, address: str) -> None:
    assert sign_in("manager").get(address).status_code == 404


@pytest.mark.parametrize("role", ["worker", "liaison", "administrator"])
def test_figures_are_a_managers(sign_in: SignIn, role: str) -> None:
    assert sign_in(role).get("/monitoring/2026-q4").status_code in {403, 404}
