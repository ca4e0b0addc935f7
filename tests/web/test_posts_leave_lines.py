"""Posts that no other test makes by their own page: each leaves its line (tests/laws/posts.txt)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from casework.kernel import clock
from tests.accounts.test_administrators import ASKED, IVY, LIST, press
from tests.people.cast import add_jo
from tests.people.test_keeping_pages import add_old, second
from tests.people.test_keeping_pages import press as pressed_on
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]
NEW = "seven brown hens lay"


def button(client: Reader, page: str, address: str) -> int:
    """Press the button on this page that posts to the address; the answer's status."""
    return client.post(address, data=hidden_fields(client.get(page).text, address)).status_code


def test_a_new_password_and_a_pin_that_ends(team: Team, client: Reader) -> None:
    worker = team.by_page("worker", client)
    assert worker.form("/account/pin", data={"pin": "294816"}).status_code == 303
    assert button(worker, "/account", "/account/pin/end") == 303
    assert worker.form("/account/password", data={"password": NEW}).status_code == 303


def test_new_recovery_codes(team: Team, client: Reader) -> None:
    assert button(team.by_page("worker", client), "/account", "/account/recovery-codes") == 200


def test_an_address_for_a_calendar_ends(sign_in: SignIn) -> None:
    worker = sign_in("worker")
    assert button(worker, "/account", "/account/calendar") == 303
    assert button(worker, "/account", "/account/calendar/end") == 303


def test_a_second_administrator_agrees(sign_in: SignIn, team: Team) -> None:
    admin = sign_in("administrator")
    team.second_administrator()
    assert admin.form(LIST, data=IVY).status_code == 303
    assert press(team.sign_in_as("uma@example.org"), "agree") == 303
    assert "Nobody waits" in admin.get(ASKED).text


def test_an_erasure_that_is_taken_back(within: Flask, team: Team) -> None:
    page, morgan = f"/records/person/{add_old(team)}", team.sign_in("manager")
    assert pressed_on(morgan, page, f"{page}/erasure", ground="over", why="") == 303
    assert pressed_on(second(team), page, f"{page}/erasure/end") == 303


def test_two_records_that_stay_apart(within: Flask, team: Team) -> None:
    robin = team.actor("worker")
    one, two = add_jo(robin), add_jo(robin)
    morgan, pair = team.sign_in("manager"), f"/people/{one.reference}/join/{two.reference}"
    assert morgan.form(pair, data={"why": "Same tattoo"}).status_code == 303
    assert pressed_on(second(team), pair, f"{pair}/end") == 303


def test_one_more_day_to_ask_after_somebody(within: Flask, team: Team, sign_in: SignIn) -> None:
    page = f"/people/{add_jo(team.actor('worker')).reference}/care-plan/check-ins"
    later = clock.today() + dt.timedelta(days=60)
    assert sign_in("worker").form(page, data={"due_on": f"{later:%d/%m/%Y}"}).status_code == 303
