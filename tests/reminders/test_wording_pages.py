"""The pages of templates: looked at, tried out, kept, approved (ux 4.3, case S10)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from casework.kernel.database import db
from reminders.models import OwnWording
from tests.reminders.cast import Cast
from tests.support import reading
from tests.support.application import Reader
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite  # pages over what test_own_words keeps on both databases
SignIn = Callable[..., Reader]
BOOKED = "/admin/templates/en/booked/1"
OWN = {
    "named": "Hello {name}, see {who} {day}, {time} at {place}. YES or CHANGE?",
    "unnamed": "Hello {name}, {day}, {time} at {place}. YES or CHANGE?",
}
DATES = {
    "days": "Aa Bb Cc Dd Ee Ff Gg",
    "months": "Ja Fe Ma Ap My Ju Jy Au Se Oc No De",
    "appointment": "kk",
    "usual_place": "yy",
}


def press(client: Reader, page: str, action: str) -> int:
    """Press the button whose form has this address."""
    forms = [one for one in reading.Page(client.get(page).text).forms if one.attributes.get("action") == action]
    return client.post(action, data=forms[0].hidden).status_code


def kept() -> list[OwnWording]:
    db.session.rollback()
    return list(db.session.scalars(db.select(OwnWording).order_by(OwnWording.id)))


def test_every_text_is_listed_with_what_goes_now(cast: Cast, sign_in: SignIn) -> None:
    shown = sign_in("manager").get("/admin/templates/en").text
    assert len(re.findall(r'href="/admin/templates/en/\w+/\d"', shown)) == 23
    assert "your {what} with {who} is {day}, {time} at {place}" in shown
    assert "Waymark&#39;s words" in shown


def test_a_preview_shows_typical_and_longest_values_and_keeps_nothing(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("administrator").form(BOOKED, data={**OWN, "do": "preview"})
    assert answer.status_code == 200
    assert "Hello Jo, see Sam Tue 13 Oct, 10:00am at the usual place. YES or CHANGE?" in answer.text
    assert "Hello Wilhelmina-M, see Maximilliana Wed 30 Sep, 10:30am" in answer.text
    assert "of 160 characters, 1 text" in answer.text
    assert "No risky words" in answer.text
    assert kept() == []


@pytest.mark.parametrize(
    ("words", "said", "count"),
    [
        pytest.param(OWN["named"] + " {offence}", "has no {offence}", "", id="an unknown field"),
        pytest.param("Hi {name}, {day} at {place}", "Add {time}", "", id="a field is missing"),
        pytest.param(OWN["named"] + " Court!", "may not say “court”", "Risky words: court", id="a banned word"),
        pytest.param(OWN["named"] + " Привет", "only 70 characters fit", "of 70 characters, 2 texts", id="Cyrillic"),
        pytest.param(OWN["named"] + "x" * 99, "fit one text", "texts: too long", id="more than 160"),
        pytest.param("", "Enter the words of the text", "", id="nothing"),
    ],
)
def test_what_cannot_stand_is_said_at_its_box_and_is_not_kept(
    cast: Cast, sign_in: SignIn, words: str, said: str, count: str
) -> None:
    client = sign_in("administrator")
    for button in ({}, {"do": "preview"}):
        answer = client.form(BOOKED, data={**OWN, "named": words, **button})
        assert answer.status_code == 200
        assert "Error:" in answer.text.split("</title>")[0]
        assert said in answer.text
        assert count in answer.text
        assert "�" not in answer.text
    assert kept() == []


def test_a_saved_change_is_a_new_version_with_who_and_when(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("administrator")
    assert client.form(BOOKED, data=OWN).status_code == 303
    shown = client.get(BOOKED).text
    assert "Versions (1)" in shown
    assert "Entered by Ade Bright, Mon 23 Nov, 11:20am" in shown
    assert "Your own words" in client.get("/admin/templates/en").text
    assert press(client, BOOKED, f"{BOOKED}/shipped") == 303
    assert [(row.version, bool(row.named)) for row in kept()] == [(1, True), (2, False)]
    assert "Your own words" not in client.get("/admin/templates/en").text


def test_a_page_that_was_open_too_long_is_told(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("administrator")
    stale = reading.Page(client.get(BOOKED).text).forms
    hidden = next(one.hidden for one in stale if "seen" in one.hidden)
    assert client.form(BOOKED, data=OWN).status_code == 303
    answer = client.post(BOOKED, data={**hidden, **OWN})
    assert "Somebody saved other words meanwhile" in answer.text
    assert len(kept()) == 1


def test_welsh_waits_empty_until_one_enters_and_another_approves(cast: Cast, sign_in: SignIn) -> None:
    admin, manager = sign_in("administrator"), sign_in("manager")
    start = admin.get("/admin/templates/cy").text
    assert start.count("Waiting for a translation") == 24
    assert "Waymark ships no Welsh of its own" in start
    assert admin.form("/admin/templates/cy/common", data=DATES).status_code == 303
    approving = f"/admin/templates/cy/approvals/{kept()[0].id}"
    assert approving not in admin.get("/admin/templates/cy/common").text
    assert press(manager, "/admin/templates/cy/common", approving) == 303
    assert admin.form("/admin/templates/cy/booked/1", data=OWN).status_code == 303
    assert "Waiting for approval" in admin.get("/admin/templates/cy").text
    assert press(manager, "/admin/templates/cy/booked/1", f"/admin/templates/cy/approvals/{kept()[1].id}") == 303
    shown = admin.get("/admin/templates/cy/booked/1").text
    assert re.search(r"Approved by [A-Z]\w+ \w+, Mon 23 Nov", shown)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": "Aa Bb"},
        {"months": "Ja"},
        {"appointment": "x" * 12},
        {"usual_place": "x" * 25},
        {"days": "Monday Bb Cc Dd Ee Ff Gg"},
    ],
)
def test_days_and_months_that_are_not_whole_are_refused(cast: Cast, sign_in: SignIn, wrong: dict[str, str]) -> None:
    answer = sign_in("administrator").form("/admin/templates/cy/common", data=DATES | wrong)
    assert answer.status_code == 200
    assert "Error:" in answer.text
    assert kept() == []


@pytest.mark.parametrize("role", ["worker", "supervisor", "liaison"])
def test_only_managers_and_administrators_change_words(cast: Cast, sign_in: SignIn, role: str) -> None:
    for address in ("/admin/templates", "/admin/templates/en", BOOKED, "/admin/templates/cy/common"):
        assert sign_in(role).get(address).status_code == 404


@pytest.mark.parametrize("address", ["xx", "en/nothing/1", "en/booked/4", "en/common", "cy/common/1"])
def test_what_is_not_there_is_not_found(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in("administrator").get(f"/admin/templates/{address}").status_code == 404


def test_the_templates_on_a_phone(page: Page, cast: Cast, team: Team, axe: Callable[[Page], None]) -> None:
    team.enter(page, "administrator")
    page.goto("/admin/templates/en")
    axe(page)
    page.goto(BOOKED)
    page.get_by_label("Words, when they chose a name for who writes").fill(OWN["named"])
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Hello Jo, see Sam Tue 13 Oct").wait_for()
    axe(page)


def test_the_preview_follows_what_is_typed(page: Page, cast: Cast, team: Team) -> None:
    team.enter(page, "administrator")
    page.goto(BOOKED)
    page.get_by_label("Words, when they chose a name for who writes").fill(
        "Ask at the court, {name}. {day} {time} {place}"
    )
    page.get_by_text("Ask at the court, Jo. Tue 13 Oct 10:00am the usual place").wait_for()
    page.get_by_text("Risky words: court.").wait_for()
    assert kept() == []
