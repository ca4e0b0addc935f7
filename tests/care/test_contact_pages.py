"""Contacts logged and counted, and reports of dangerous people, through the browser's own requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework.care import services
from casework.care.models import SupportContact, UglyMugsReport
from casework.care.services import reports
from casework.kernel.database import db
from casework.people.models import Person
from tests.people.cast import AT, DAY, add_jo, events, other_agency
from tests.people.test_pages import error_at
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[[str], Reader]
pytestmark = pytest.mark.sqlite
REPORT = {
    "warning": "Violent after paying",
    "looks": "Tall, scar over the left eye",
    "vehicle": "White van",
    "area": "Near the station",
    "happened_on": "20/11/26",
    "place": "Mill Street car park",
    "happened": "Hit and robbed",
    "own_words": "I ran to the kebab shop",
    "reach": "Ring Robin first",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


def test_a_contact_is_ticks_and_one_press_and_new_or_repeat_is_worked_out(
    team: Team, jo: Person, sign_in: SignIn
) -> None:
    client, base = sign_in("worker"), f"/people/{jo.reference}/contacts"
    logged = client.form(
        f"{base}/new",
        data={"on_day": "21/11/26", "raised": ["housing", "safety"], "supported": ["housing"], "kind": "outreach"},
    )
    assert logged.headers["Location"] == f"{base}?saved=1"
    shown = client.get(base).text
    assert "Safety, Housing (helped)" in shown
    assert shown.count(">New<") == 1
    assert (
        'govuk-button" data-module="govuk-button" data-prevent-double-click="true" name="kind" value="outreach'
        in client.get(f"{base}/new").text
    )
    client.form(f"{base}/new", data={"on_day": "20/11/26", "kind": "phone", "note": "Rang from a box"})
    again = client.get(base).text
    assert again.index("20 November 2026") < again.index(">New<"), (
        "an earlier one that is written down late is the first"
    )
    for wrong in ({"kind": ""}, {"kind": "letter"}, {"on_day": "22/11/26"}, {"on_day": "1/1/26"}):
        answer = client.form(f"{base}/new", data={"on_day": "21/11/26", "kind": "phone", "raised": ["exiting"]} | wrong)
        assert answer.status_code == 200
        assert 'value="exiting" checked' in answer.text
        assert error_at(answer.text, "on_day") or "Error:" in answer.text
    row = db.session.scalars(db.select(SupportContact).where(SupportContact.kind == "phone")).one()
    back = f"{base}/{row.reference}/taken-back"
    client.post(back, data=hidden_fields(client.get(base).text, back))
    assert "Rang from a box" not in client.get(base).text
    assert events(f"person:{jo.reference}")[-2].detail == {"contact": row.reference, "taken back": "yes"}
    assert sign_in("liaison").get(base).status_code == 404
    assert other_agency(team).sign_in("worker").post(back, data={}).status_code in (400, 404, 422)


def test_contacts_without_a_name_are_counted(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    assert "Count contacts" in client.get("/today").text
    given = {"on_day": "21/11/26", "people": "7", "kind": "outreach", "raised": ["health"]}
    assert client.form("/contacts/new", data=given).headers["Location"] == "/contacts/new?saved=1"
    client.form("/contacts/new", data=given | {"people": "2"})
    assert "9 people counted today" in client.get("/contacts/new").text
    assert error_at(client.form("/contacts/new", data=given | {"people": "0"}).text, "people")
    row = db.session.scalars(db.select(SupportContact)).first()
    assert row is not None
    assert row.person_id is None
    back = f"/contacts/{row.reference}/taken-back"
    client.post(back, data=hidden_fields(client.get("/contacts/new").text, back))
    assert "2 people counted today" in client.get("/contacts/new").text


def test_a_drop_in_is_a_contact_too(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    given = {"day": "21/11/26", "time": "11am", "minutes": "30", "place": "elsewhere", "place_other": "Here"}
    answer = client.form(f"/people/{jo.reference}/drop-in", data=given)
    assert answer.status_code == 303, answer.text
    assert "Drop-in" in client.get(f"/people/{jo.reference}/contacts").text


def taken(client: Reader, address: str, data: dict[str, Any]) -> str:
    answer = client.form(address, data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).removesuffix("?saved=1")


def post(client: Reader, page: str, address: str, **data: str) -> int:
    return client.post(address, data=hidden_fields(client.get(page).text, address) | data).status_code


def test_nothing_of_a_report_passes_beyond_the_choice(jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    named = client.form(f"/people/{jo.reference}/ugly-mugs/new", data=REPORT | {"happened": "He hit JOANNA's arm"})
    assert error_at(named.text, "happened")
    at = taken(client, f"/people/{jo.reference}/ugly-mugs/new", REPORT)
    first = client.get(at).text
    assert "Nothing may pass" in first
    assert "Forms to print" not in first
    for sheet in ("alert", "intelligence", "police", "letter"):
        assert client.get(f"{at}/sheets/{sheet}").status_code == 404

    assert post(client, at, f"{at}/choice", choice="alert") == 303
    alert = client.get(f"{at}/sheets/alert").text
    assert events(f"person:{jo.reference}")[-1].act == "disclosure"
    assert "White van" in alert
    for hers in ("Joanna", jo.reference, "Mill Street", "20 November", "Hit and robbed", "kebab", "Ring Robin"):
        assert hers not in alert
    assert client.get(f"{at}/sheets/intelligence").status_code == 404

    assert post(client, at, f"{at}/choice", choice="intelligence") == 303
    passed = client.get(f"{at}/sheets/intelligence").text
    assert "Mill Street car park" in passed
    assert "Hit and robbed" in passed
    for hers in ("Joanna", "kebab", "Ring Robin"):
        assert hers not in passed
    assert post(client, at, f"{at}/choice", choice="police") == 303
    full = client.get(f"{at}/sheets/police").text
    assert "Joanna" in full
    assert "kebab" in full

    assert post(client, at, f"{at}/handed", sheet="alert", to_whom="The drop-in board", on_day="21/11/26") == 303
    assert post(client, at, f"{at}/choice", choice="alert") == 303
    shown = client.get(at).text
    assert "Alert given to The drop-in board" in shown
    assert "Alert 21 November 2026, then Intelligence" in shown
    assert client.get(f"{at}/sheets/police").status_code == 404, "a change of mind counts from now on"
    refused = client.post(
        f"{at}/handed",
        data=hidden_fields(shown, f"{at}/handed") | {"sheet": "police", "to_whom": "PC", "on_day": "21/11/26"},
    )
    assert error_at(refused.text, "sheet")
    acts = [one.act for one in events(f"person:{jo.reference}") if one.compartment == "reports of dangerous people"]
    assert acts.count("disclosure") == 4


def test_a_report_without_a_name_is_changed_and_kept_from_others(team: Team, jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    assert error_at(client.form("/ugly-mugs/new", data={"place": "Mill Street"}).text, "warning")
    at = taken(client, "/ugly-mugs/new", {"warning": "Do not get in"})
    row = db.session.scalars(db.select(UglyMugsReport)).one()
    assert row.person_id is None
    change = f"{at}/change"
    old = hidden_fields(client.get(change).text, change)
    assert client.post(change, data=old | {"warning": "Do not get in", "area": "Docks"}).status_code == 303
    stale = client.post(change, data=old | {"warning": "Late", "form_key": "another-key-of-one-form"})
    assert stale.status_code == 409
    assert "Docks" in client.get("/ugly-mugs").text
    for role in ("liaison", "administrator", "data-protection"):
        assert sign_in(role).get(at).status_code == 404
    stranger = other_agency(team).sign_in("worker")
    assert stranger.get(at).status_code == 404
    assert "Docks" not in stranger.get("/ugly-mugs").text


def test_a_report_that_came_to_name_them_is_not_printed(team: Team, jo: Person, sign_in: SignIn) -> None:
    client = sign_in("worker")
    at = taken(client, f"/people/{jo.reference}/ugly-mugs/new", {"warning": "Shouts Ruby", "area": "Docks"})
    assert post(client, at, f"{at}/choice", choice="alert") == 303
    details = f"/people/{jo.reference}/details"
    version = hidden_fields(client.get(details).text, details)
    assert (
        client.post(
            details,
            data=version | {"given_name": "Ruby", "family_name": "Vale", "date_of_birth": "3/2/95", "pronouns": "she"},
        ).status_code
        == 303
    )
    assert "The report says who they are" in client.get(f"{at}/sheets/alert").text
    assert "Shouts" not in client.get(f"{at}/sheets/alert").text
    with time_machine.travel(AT + DAY, tick=False):
        assert reports.reports(by=team.actor("worker"), person=jo)[0][0].area == "Docks"
        assert services.contacts(jo, by=team.actor("worker"))[0] == []
