"""The pages about one person, through the browser's own requests: refused at the field, kept what was typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.kernel.database import db, transaction
from casework.people import services
from casework.people.models import Person
from casework.people.rules.agreements import AgreementKind, HowAgreed
from tests.people.cast import AT, DAY, TODAY, add_jo
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
CONTACT = {
    "safe_to_text": "yes",
    "mobile": "07700 900 123",
    "number_confirmed": "in_person",
    "text_days": ["1", "2", "3", "4", "5"],
    "texts_from": "10am",
    "texts_until": "2pm",
    "words_who": "Sam",
    "words_what": "class",
    "use_name": "yes",
    "level": "1",
    "replies": "listen",
    "call": "yes",
    "voicemail": "no",
    "letters": "no",
    "email": "not_asked",
    "note": "Partner sees this phone",
    "how": "in_person",
    "asked_on": "21/11/26",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def error_at(html: str, field: str) -> str:
    """The message that stands at a field."""
    found = re.search(rf'id="{field}-error"[^>]*>.*?</span>\s*(.*?)</p>', html, re.S)
    return found[1] if found else ""


def test_safe_contact_is_kept_as_it_was_said(team: Team, jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    address = f"/people/{jo.reference}/contact"
    assert "Not asked yet if texts are safe" in client.get(address).text
    answer = client.form(address, data=CONTACT)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{jo.reference}?saved=1")
    kept = services.safe_contact(jo)
    assert kept is not None
    assert (kept.mobile, kept.texts_from, kept.texts_until, kept.text_days) == (
        "+447700900123",
        dt.time(10),
        dt.time(14),
        "12345",
    )
    assert (kept.words_who, kept.words_what, kept.voicemail, kept.note) == (
        "Sam",
        "class",
        "no",
        "Partner sees this phone",
    )
    again = client.get(address).text
    assert "Texts on" in again
    assert 'value="07700 900 123"' in again
    assert 'value="10:00am"' in again


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"mobile": ""}, "mobile", "Enter the mobile number that is safe to text"),
        ({"mobile": "020 7946 0123"}, "mobile", "landline"),
        ({"mobile": '07";DROP TABLE;"'}, "mobile", "in figures"),
        ({"texts_until": ""}, "texts_until", "both hours"),
        ({"texts_from": "3pm"}, "texts_until", "after the first"),
        ({"text_days": []}, "text_days", "at least one day"),
        ({"words_who": "x" * 13}, "words_who", "12 characters"),
        ({"asked_on": "22/11/26"}, "asked_on", "after today"),
        ({"how": ""}, "how", "Choose how they told you"),
        ({"how": "telepathy"}, "how", "Choose one of the answers"),
        ({"note": "x" * 501}, "note", "500 characters"),
        ({"note": "a\x00b"}, "note", "hidden characters"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_everything_typed_is_kept(
    jo: Person, sign_in: SignIn, changed: dict[str, Any], field: str, says: str
) -> None:
    answer = sign_in("worker").form(f"/people/{jo.reference}/contact", data=CONTACT | changed)
    assert answer.status_code == 200
    assert says in error_at(answer.text, field)
    assert 'value="class"' in answer.text
    assert services.safe_contact(jo) is None


def test_questions_not_asked_are_saved_with_texts_off(jo: Person, sign_in: SignIn) -> None:
    """R14."""
    answer = sign_in("worker").form(
        f"/people/{jo.reference}/contact", data={"how": "phone", "asked_on": "21/11/26", "text_days": ["1"]}
    )
    assert answer.status_code == 303
    assert not services.texting_of(jo, at=AT).allowed


def test_the_same_press_twice_is_one_row_and_another_body_is_refused(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    address = f"/people/{jo.reference}/contact"
    body = {**hidden_fields(client.get(address).text, address), **CONTACT}
    first, second = client.post(address, data=body), client.post(address, data=body)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(services.agreements(jo)) == 1
    other = client.post(address, data=body | {"note": "Something else"})
    assert other.status_code == 422
    assert "already used to save something else" in other.text


def test_a_page_that_was_left_open_is_told(jo: Person, sign_in: SignIn) -> None:
    client, colleague = sign_in("worker"), sign_in("manager")
    address = f"/people/{jo.reference}/contact"
    mine = hidden_fields(client.get(address).text, address)
    colleague.form(address, data=CONTACT)
    answer = client.post(address, data={**mine, **CONTACT, "safe_to_text": "no"})
    assert answer.status_code == 409
    assert "Not OK" in answer.text
    assert services.texting_of(jo, at=AT).allowed


def test_still_right_is_one_press(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    address = f"/people/{jo.reference}/contact"
    client.form(address, data=CONTACT)
    with time_machine.travel(AT + 30 * DAY, tick=False):
        client = sign_in("worker")
        hidden = hidden_fields(client.get(address).text, f"{address}/checks")
        assert client.post(f"{address}/checks", data=hidden).status_code == 303
    kept = services.safe_contact(jo)
    assert kept is not None
    assert kept.checked_at == AT + 30 * DAY


def test_details_keep_the_old_name(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    address = f"/people/{jo.reference}/details"
    data = {"given_name": "Jo", "family_name": "Bell", "known_as": "", "date_of_birth": "3 feb 95", "pronouns": "they"}
    assert client.form(address, data=data).status_code == 303
    assert "Joanna O&#39;Brien-Łukasz, until 21 November 2026" in client.get(address).text


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"given_name": "", "family_name": " "}, "given_name", "Enter their name"),
        ({"date_of_birth": "22/11/2026"}, "date_of_birth", "in the past"),
        ({"date_of_birth": "29 Feb 2023"}, "date_of_birth", "There is no 29 February 2023"),
        ({"date_of_birth": "31/02/2001"}, "date_of_birth", "There is no 31 February 2001"),
        ({"date_of_birth": "1/1/1"}, "date_of_birth", "Type the date"),
        ({"date_of_birth": "1/1/1899"}, "date_of_birth", "Check the year"),
        ({"date_of_birth": "1/1/2010"}, "date_of_birth", "under 18"),
        ({"family_name": "a\u202eb"}, "family_name", "hidden characters"),
        ({"family_name": "e" + "\u0301" * 200}, "family_name", ""),
        ({"family_name": "x" * 101}, "family_name", "100 characters"),
    ],
)
def test_details_that_cannot_be(jo: Person, sign_in: SignIn, changed: dict[str, Any], field: str, says: str) -> None:
    data = {"given_name": "Jo", "family_name": "Bell", "known_as": "", "date_of_birth": "", "pronouns": "they"}
    answer = sign_in("worker").form(f"/people/{jo.reference}/details", data=data | changed)
    assert answer.status_code == 200
    assert says in error_at(answer.text, field)
    assert error_at(answer.text, field)
    db.session.rollback()
    assert db.session.get_one(Person, jo.id).family_name == "O'Brien-Łukasz"


def test_foreign_fields_change_nothing(jo: Person, sign_in: SignIn) -> None:
    """R16."""
    data = {
        "given_name": "Jo", "family_name": "Bell", "known_as": "", "date_of_birth": "", "pronouns": "they",
        "agency_id": "99", "id": "99", "created_by_id": "99", "version": "999", "reference": "AAAAAAAA",
    }  # fmt: skip
    assert sign_in("worker").form(f"/people/{jo.reference}/details", data=data).status_code == 303
    db.session.rollback()
    found = db.session.get_one(Person, jo.id)
    assert (found.agency_id, found.reference, found.version) == (jo.agency_id, jo.reference, 2)


def test_custody_is_recorded_and_ended(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    address = f"/people/{jo.reference}/circumstances"
    data = {"kind": "custody", "since": "20/11/26", "place": "HMP Example", "until": "", "note": ""}
    assert client.form(address, data=data).status_code == 303
    shown = client.get(address).text
    assert "HMP Example" in shown
    assert "Texts are held" in shown
    row = services.circumstances(jo, TODAY)[0]
    assert client.form(f"{address}/{row.reference}/end", data={"until": "21/11/26"}).status_code == 303
    assert services.circumstances(jo, TODAY + DAY) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"since": "22/11/26"}, "since"),
        ({"since": ""}, "since"),
        ({"until": "1/11/26"}, "until"),
        ({"kind": ""}, "kind"),
        ({"kind": "holiday"}, "kind"),
    ],
)
def test_circumstances_that_cannot_be(jo: Person, sign_in: SignIn, changed: dict[str, str], field: str) -> None:
    data = {"kind": "custody", "since": "20/11/26", "place": "HMP Example", "until": "", "note": "Kept"}
    answer = sign_in("worker").form(f"/people/{jo.reference}/circumstances", data=data | changed)
    assert answer.status_code == 200
    assert error_at(answer.text, field)
    assert "Kept" in answer.text
    assert services.circumstances(jo, TODAY) == []


def test_a_death_is_undone_by_a_manager_only(jo: Person, sign_in: SignIn) -> None:
    worker, manager = sign_in("worker"), sign_in("manager")
    address = f"/people/{jo.reference}/circumstances"
    data = {"kind": "died", "since": "20/11/26", "place": "", "until": "", "note": ""}
    assert worker.form(address, data=data).status_code == 303
    row = services.circumstances(jo, TODAY)[0]
    assert "Only a manager can undo this" in worker.form(f"{address}/{row.reference}/end").text
    assert manager.form(f"{address}/{row.reference}/end").status_code == 303
    assert services.circumstances(jo, TODAY) == []


def test_a_liaison_sees_warrants_but_neither_health_nor_home(jo: Person, sign_in: SignIn) -> None:
    worker, liaison = sign_in("worker"), sign_in("liaison")
    address = f"/people/{jo.reference}/circumstances"
    for kind, place in (("hospital", "Ward Canary"), ("warrant", "Thames")):
        worker.form(address, data={"kind": kind, "since": "20/11/26", "place": place, "until": "", "note": ""})
    shown = liaison.get(address).text
    assert "Thames" in shown
    assert "Canary" not in shown
    assert "In hospital" not in shown
    hospital = next(row for row in services.circumstances(jo, TODAY) if row.kind == "hospital")
    assert liaison.get(f"{address}/{hospital.reference}/end").status_code == 404


def test_agreements_are_shown_repeated_and_withdrawn(team: Team, jo: Person, sign_in: SignIn) -> None:
    with transaction():
        row = services.agree(
            jo, AgreementKind.REFERRAL, how=HowAgreed.IN_CUSTODY, given_on=TODAY, by=team.actor("worker"), at=AT
        )
    client = sign_in("worker")
    address = f"/people/{jo.reference}/agreements"
    again, back = (f"{address}/{row.reference}/{act}" for act in ("repetition", "withdrawal"))
    page = client.get(address).text
    assert "Not yet repeated to you" in page
    assert client.post(again, data=hidden_fields(page, again)).status_code == 303
    page = client.get(address).text
    assert "Agreed" in page
    hidden = hidden_fields(page, back)
    assert client.post(f"{address}/ZZZZZZZZ/withdrawal", data=hidden).status_code == 404
    assert client.post(back, data=hidden).status_code == 303
    assert "Withdrawn" in client.get(address).text
