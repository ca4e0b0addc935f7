"""What she would receive, shown on a phone before the worker leaves, and "Still right?" (ux 2.5, 4.2 rule 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.models import Person, SafeContact
from casework.people.rules.circumstances import CircumstanceKind
from tests.people.cast import AT, DAY, add_jo
from tests.people.test_pages import CONTACT
from tests.support import reading
from tests.support.application import Reader
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite  # pages over what test_safe_contact keeps on both databases
SignIn = Callable[[str], Reader]
At = Callable[[int], None]


@pytest.fixture(autouse=True)
def later() -> Any:
    with time_machine.travel(AT, tick=False) as traveller:
        yield lambda days: traveller.move_to(AT + days * DAY)


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def rows() -> list[SafeContact]:
    db.session.rollback()
    return list(db.session.scalars(db.select(SafeContact).order_by(SafeContact.id)))


def test_answers_are_tried_on_a_phone_and_nothing_is_kept(jo: Person, sign_in: SignIn) -> None:
    tried = CONTACT | {"how": "", "asked_on": "", "do": "preview"}
    shown = sign_in("worker").form(f"/people/{jo.reference}/contact", data=tried)
    assert shown.status_code == 200
    assert "Error:" not in shown.text
    assert "Hi Jo, your class with Sam is Sat 28 Nov, 10:00am at the usual place" in shown.text
    assert "characters, 1 text. No risky words" in shown.text
    assert rows() == []


@pytest.mark.parametrize(
    ("changed", "seen", "unseen"),
    [
        pytest.param({"use_name": ""}, "Hi, your class with Sam", "Hi Jo", id="without her name"),
        pytest.param({"words_who": ""}, "Hi Jo, your class is Sat 28 Nov", "with Sam", id="from nobody"),
        pytest.param({"level": "3"}, "Thames court", "the place on your paper", id="plain words"),
        pytest.param({"words_what": "our time"}, "Hi Jo, our time with Sam", "your our", id="her own words"),
        pytest.param({"words_who": "PC Hale"}, "This text would say “pc”", "class with PC", id="a word that tells"),
        pytest.param({"language": "cy"}, "In English: no Welsh words are approved", "Helo", id="nothing approved"),
        pytest.param({"replies": "two_way"}, "Thanks Jo. See you", "zzz", id="short answers"),
    ],
)
def test_the_card_follows_every_answer(
    jo: Person, sign_in: SignIn, changed: dict[str, str], seen: str, unseen: str
) -> None:
    data = CONTACT | changed | {"do": "preview"}
    shown = sign_in("worker").form(f"/people/{jo.reference}/contact", data=data).text.split('id="preview"')[1]
    assert seen in shown
    assert unseen not in shown


def test_what_cannot_stand_is_said_on_trying(jo: Person, sign_in: SignIn) -> None:
    wrong = CONTACT | {"mobile": "020 7946 0000", "texts_until": "", "do": "preview"}
    shown = sign_in("worker").form(f"/people/{jo.reference}/contact", data=wrong).text
    assert "Error:" in shown.split("</title>")[0]
    assert "Put the answers right first" in shown


def test_language_and_the_day_of_two_way_are_kept(jo: Person, sign_in: SignIn, later: At) -> None:
    page, client = f"/people/{jo.reference}/contact", sign_in("worker")
    assert client.form(page, data=CONTACT | {"replies": "two_way", "language": "ro"}).status_code == 303
    later(1)
    again = CONTACT | {"replies": "two_way", "plain_letters": "yes", "asked_on": "22/11/26"}
    assert sign_in("worker").form(page, data=again).status_code == 303
    first, second = rows()
    assert (first.language, first.replies_since, second.replies_since) == ("ro", AT, AT)
    assert second.plain_letters
    assert "Short answers since" in sign_in("worker").get(page).text
    assert sign_in("worker").form(page, data=CONTACT | {"asked_on": "22/11/26"}).status_code == 303
    assert rows()[-1].replies_since is None


def test_a_language_not_on_the_list_is_turned_away(jo: Person, sign_in: SignIn) -> None:
    answer = sign_in("worker").form(f"/people/{jo.reference}/contact", data=CONTACT | {"language": "xx"})
    assert (answer.status_code, rows()) == (200, [])


def test_after_28_days_the_banner_asks_and_one_press_answers(jo: Person, sign_in: SignIn, later: At) -> None:
    page = f"/people/{jo.reference}"
    sign_in("worker").form(f"{page}/contact", data=CONTACT)
    assert "Still right?" not in sign_in("worker").get(page).text
    later(29)
    client = sign_in("worker")
    shown = client.get(page).text
    assert "Still right?" in shown
    forms = [one for one in reading.Page(shown).forms if one.attributes.get("action") == f"{page}/contact/checks"]
    assert [one.hidden["asked"] for one in forms] == ["in_person", "call"]
    assert client.post(f"{page}/contact/checks", data=forms[1].hidden).status_code == 303
    assert "Still right?" not in client.get(page).text
    [row] = rows()
    assert (row.number_confirmed_how, row.number_confirmed_at) == ("call", AT + 29 * DAY)


def test_nobody_is_told_to_ask_the_dead_whether_it_is_still_right(
    jo: Person, team: Team, sign_in: SignIn, later: At
) -> None:
    page, worker = f"/people/{jo.reference}", team.actor("worker")
    sign_in("worker").form(f"{page}/contact", data=CONTACT)
    later(29)
    assert "Still right?" in sign_in("worker").get(page).text
    with transaction():
        services.record_circumstance(jo, CircumstanceKind.DIED, since=clock.today(), by=worker, at=clock.now())
    shown = sign_in("worker").get(page).text
    assert "Still right?" not in shown
    assert "This person has died. Nothing is sent" in shown


@pytest.mark.parametrize(("days", "allowed"), [(90, True), (91, False)])
def test_a_number_not_confirmed_for_90_days_is_asked_about_again(
    jo: Person, sign_in: SignIn, later: At, days: int, allowed: bool
) -> None:
    """T5: networks give idle numbers to somebody else."""
    sign_in("worker").form(f"/people/{jo.reference}/contact", data=CONTACT)
    later(60)
    client = sign_in("worker")
    data = CONTACT | {"number_confirmed": "not_yet", "asked_on": "20/1/27"}
    assert client.form(f"/people/{jo.reference}/contact", data=data).status_code == 303
    later(days)
    assert services.texting_of(jo, at=AT + days * DAY).allowed is allowed
    assert ("Confirm again that it is still theirs" in services.texting_of(jo, at=AT + days * DAY).why) is not allowed
