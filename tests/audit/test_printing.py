"""Whoever prints a page says so: the sheet names them and the hour, and the trail keeps whom it was about (case U7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from casework.kernel.database import db, reading
from casework.kernel.models import Event
from tests.people.cast import add_jo
from tests.support import chromium
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from web.services import held

SignIn = Callable[[str], Reader]


def printed(reader: Reader, address: str) -> None:
    """What the page's script says when its reader prints it."""
    token = hidden_fields(reader.get("/account").text, "/lock")["csrf_token"]
    assert reader.post("/printed", data={"csrf_token": token, "next": address}).status_code == 204


def _prints() -> list[Event]:
    db.session.rollback()
    found = db.session.scalars(select(Event).order_by(Event.seq)).all()
    return [one for one in found if one.detail.get("printed")]


def test_a_print_is_on_record_with_whom_the_page_was_about(within: Flask, team: Team, sign_in: SignIn) -> None:
    """U7."""
    jo, beth = add_jo(team.actor("worker")).reference, add_jo(team.actor("worker"), given_name="Beth").reference
    worker = sign_in("worker")
    for reference in (jo, beth):
        worker.get(f"/people/{reference}")
    printed(worker, f"/people/{jo}?saved=1")
    (event,) = _prints()
    assert (event.record, event.staff_id) == (f"person:{jo}", team.actor("worker").staff_id)
    assert (event.act, event.reason, event.route) == ("consultation", "caseload", "printing.printed")
    assert beth not in str([one.record for one in event.others])
    for nowhere in ("/account", "/nothing", "https://elsewhere.example", "", f"/people/{jo}/../.."):
        printed(worker, nowhere)
    assert len(_prints()) == 1, "a page that showed nobody leaves no line"


@pytest.mark.sqlite
def test_nobody_prints_what_they_have_not_looked_at(within: Flask, team: Team, sign_in: SignIn) -> None:
    jo = add_jo(team.actor("worker")).reference
    sign_in("worker").get(f"/people/{jo}")
    manager = sign_in("manager")
    printed(manager, f"/people/{jo}")
    assert _prints() == []
    assert {"/printed"} <= held.TOLD_BY_SCRIPTS, "nothing of it waits for whoever signs in again"


def test_the_sheet_says_who_printed_it_and_the_page_does_not(page: Page, app: Flask, team: Team) -> None:
    """U7: in Chromium, which tells a page that it is printed."""
    with app.app_context():
        reference = add_jo(team.actor("worker")).reference
    team.enter(page, "worker", f"/people/{reference}")
    with page.expect_response("**/printed") as told:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert told.value.status == 204
    expect(page.get_by_text("Printed by Robin Hale, ")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text("Printed by Robin Hale, ")).to_have_count(0)
    with app.app_context(), reading():
        assert [one.record for one in _prints()] == [f"person:{reference}"]


@pytest.mark.sqlite
def test_without_scripts_nothing_prints_but_what_was_made_for_paper(
    browser: Browser, live: str, app: Flask, team: Team
) -> None:
    """U7, U9: no paper comes into being of which nobody could know; what is made for paper was asked for by name."""
    with app.app_context():
        reference = add_jo(team.actor("worker")).reference
    with chromium.visit(browser, base_url=live, java_script_enabled=False, **chromium.PHONE) as page:
        team.enter(page, "worker", f"/people/{reference}")
        for address, prints in ((f"/people/{reference}", False), ("/today/print", True)):
            page.goto(address)
            heading = page.get_by_role("heading", level=1)
            page.emulate_media(media="screen")
            expect(heading).to_be_visible()
            page.emulate_media(media="print")
            expect(heading).to_be_visible(visible=prints)
            expect(page.locator("noscript p")).to_contain_text("only pages made for paper print")
