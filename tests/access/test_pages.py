"""Pages on which somebody lets others see a record, keeps them out, or opens one with a reason (promises C.10, L22)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from casework.accounts.models import Agency
from casework.accounts.rules import AgencyKind, Role
from casework.kernel import clock
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient
from diversion.models import Referral
from tests.access.cast import colleague, of_kind, put_in_team
from tests.support.application import Reader
from tests.support.staff import Team
from tests.web.cast import missed_her_first

pytestmark = pytest.mark.sqlite
SignIn = Callable[[str], Reader]


@pytest.fixture
def referral(within: Flask, team: Team) -> Referral:
    return missed_her_first(team)


@pytest.fixture
def jo(referral: Referral) -> Person:
    return db.session.get_one(Person, referral.person_id)


@pytest.fixture
def police(within: Flask, team: Team) -> Team:
    found = Team(team.app, "Tower Police")
    of_kind(found, AgencyKind.POLICE)
    return found


def acts(person: Person, act: Act) -> list[Event]:
    db.session.rollback()
    wanted = db.select(Event).where(Event.record == f"person:{person.reference}", Event.act == act.value)
    return list(db.session.scalars(wanted.order_by(Event.seq)))


def give(reader: Reader, jo: Person, police: Team, **changed: object) -> TestResponse:
    to = db.session.get_one(Agency, police.agency_id).reference
    until = clock.today() + dt.timedelta(days=10)
    answers: dict[str, object] = {
        "to": to,
        "parts": ["identity", "criminal justice", "compliance"],
        "basis": "justice",
        "why": "They bring her to court",
        "until": f"{until:%d/%m/%Y}",
    }
    return reader.form(f"/people/{jo.reference}/shares", data=answers | changed)


def test_a_share_shows_its_parts_for_its_time_and_is_a_recorded_disclosure(
    team: Team, police: Team, jo: Person, referral: Referral
) -> None:
    mine, theirs, address = team.sign_in("worker"), police.sign_in("liaison"), f"/shared/{jo.reference}"
    assert theirs.get(address).status_code == 404
    assert give(mine, jo, police).status_code == 303
    [said] = acts(jo, Act.DISCLOSURE)
    assert said.detail["basis"] == "justice"
    assert "Tower Police" in mine.get(f"/people/{jo.reference}/shares").text
    assert jo.reference in theirs.get("/shared").text
    shown = theirs.get(address).text
    assert "Josephine Barnes" in shown
    assert "Safe Exit" in shown
    assert "900123" not in shown
    looked = acts(jo, Act.CONSULTATION)[-1]
    assert (looked.agency_id, looked.reason) == (police.agency_id, "share")
    assert theirs.get(f"/people/{jo.reference}").status_code == 404
    assert theirs.get(f"/referrals/{referral.reference}").status_code == 404
    with time_machine.travel(clock.now() + dt.timedelta(days=11)):
        assert police.sign_in("liaison").get(address).status_code == 404


def test_a_share_ends_at_once_and_what_rests_on_agreement_ends_with_it(team: Team, police: Team, jo: Person) -> None:
    mine, theirs = team.sign_in("worker"), police.sign_in("liaison")
    refused = give(mine, jo, police, basis="agreement")
    assert "They have not agreed to any sharing" in refused.text
    with transaction():
        agreement = people.agree(
            jo,
            AgreementKind.SHARING,
            how=HowAgreed.IN_PERSON,
            given_on=clock.today(),
            recipients=list(Recipient)[:1],
            by=team.actor("worker"),
            at=clock.now(),
        )
    assert give(mine, jo, police, basis="agreement").status_code == 303
    assert theirs.get(f"/shared/{jo.reference}").status_code == 200
    with transaction():
        people.withdraw(db.session.merge(agreement), by=team.actor("worker"), at=clock.now())
    assert theirs.get(f"/shared/{jo.reference}").status_code == 404
    give(mine, jo, police)
    page = mine.get(f"/people/{jo.reference}/shares").text
    ending = next(one for one in re.findall(r'action="([^"]+)"', page) if one.endswith("/end"))
    assert mine.post(ending, data=_tokens(page)).status_code == 303
    assert theirs.get(f"/shared/{jo.reference}").status_code == 404


def _tokens(page: str) -> dict[str, str]:
    names = ("csrf_token", "form_key")
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def test_how_they_are_reached_is_not_for_the_police(team: Team, police: Team, jo: Person) -> None:
    mine = team.sign_in("worker")
    page = mine.get(f"/people/{jo.reference}/shares").text
    assert "Tower Police" in page
    assert 'value="contact"' not in page
    assert give(mine, jo, police, parts=["contact"]).status_code == 200
    assert acts(jo, Act.DISCLOSURE) == []


def test_a_restricted_record_is_for_those_listed_whatever_their_rank(team: Team, jo: Person) -> None:
    robin, other = team.actor("worker"), colleague(team, "Kit Vale", Role.MANAGER, Role.WORKER)
    manager, address = team.sign_in("manager"), f"/people/{jo.reference}"
    page = manager.get(f"{address}/who-may-see").text
    ids = {name: value for value, name in _choices(page)}
    answers = {"restricted": "yes", "listed": [ids["Robin Hale"]], "why": "She is a cousin of Kit"}
    assert manager.form(f"{address}/who-may-see", data=answers).status_code == 303
    assert manager.get(address).status_code == 200
    assert team.sign_in("worker").get(address).status_code == 200
    kit = team.sign_in_as("kit@example.org")
    for reader in (kit, team.sign_in("supervisor"), team.sign_in("liaison")):
        assert reader.get(address).status_code == 404
        assert "Barnes" not in reader.form("/people", data={"term": "Barnes"}).text
        assert "Barnes" not in reader.get("/today?who=team").text
        assert reader.get(f"{address}/open").status_code == 404
    assert kit.get(f"{address}/who-may-see").status_code == 404
    assert robin.staff_id != other.staff_id
    out = {"restricted": "", "excluded": [ids["Robin Hale"]], "listed": [], "why": ""}
    assert manager.form(f"{address}/who-may-see", data=out).status_code == 303
    assert team.sign_in("worker").get(address).status_code == 404
    assert kit.get(address).status_code == 200


def _choices(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'name="listed"[^>]*value="([^"]+)".*?<label[^>]*>\s*([^<]+?)\s*</label>', page, re.S)
    assert found
    return found


def test_outside_the_caseload_there_is_a_name_and_a_reason_opens_it_for_half_an_hour(
    team: Team, jo: Person, referral: Referral
) -> None:
    put_in_team(team.actor("worker"), "North")
    colleague(team, "Kit Vale", Role.WORKER, in_team="South")
    lead, manager = team.sign_in("data-protection"), team.sign_in("manager")
    kit, address = team.sign_in_as("kit@example.org"), f"/people/{jo.reference}"
    closed = kit.get(address)
    assert "not in your caseload" in closed.text
    assert "900123" not in closed.text
    assert kit.get(f"/referrals/{referral.reference}").status_code == 404
    assert kit.get(f"{address}/contact").status_code == 404
    short = kit.form(f"{address}/open", data={"why": "because"})
    assert short.status_code == 200
    assert "ten characters" in short.text
    assert kit.form(f"{address}/open", data={"why": "She rings from the hospital"}).status_code == 303
    assert "Opened with a reason" in kit.get(address).text
    assert kit.get(f"/referrals/{referral.reference}").status_code == 200
    assert kit.get(f"{address}/messages").status_code == 404
    [broke] = acts(jo, Act.BREAK_GLASS)
    assert broke.agency_id == team.agency_id
    assert acts(jo, Act.CONSULTATION)[-1].reason == "break-glass"
    assert "Kit Vale" in manager.get("/today").text
    for reader, name in ((manager, "Josephine Barnes"), (lead, f"ref {jo.reference}")):
        page = reader.get("/opened").text
        assert "She rings from the hospital" in page
        assert name in page
    assert "Barnes" not in lead.get("/opened").text
    assert manager.post("/opened/seen", data=_tokens(manager.get("/opened").text)).status_code == 303
    assert "Kit Vale" not in manager.get("/today").text
    saved = kit.form(f"{address}/contact", data={"note": "changed"}) if False else kit.get(f"{address}/details")
    assert saved.status_code == 404
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31)):
        kit = team.sign_in_as("kit@example.org")
        assert "not in your caseload" in kit.get(address).text
        assert kit.get(f"/referrals/{referral.reference}").status_code == 404


def test_cover_lends_a_caseload_from_day_to_day_and_ends_at_a_press(team: Team, jo: Person) -> None:
    put_in_team(team.actor("worker"), "North")
    colleague(team, "Kit Vale", Role.WORKER, in_team="South")
    robin, kit, today = team.sign_in("worker"), team.sign_in_as("kit@example.org"), clock.today()
    page = robin.get("/cover").text
    people_of = dict(_options(page))
    answers = {
        "for_staff": people_of["Robin Hale"],
        "staff": people_of["Kit Vale"],
        "first": f"{today:%d/%m/%Y}",
        "last": f"{today + dt.timedelta(days=2):%d/%m/%Y}",
    }
    assert robin.form("/cover", data=answers).status_code == 303
    assert kit.get(f"/people/{jo.reference}/contact").status_code == 200
    page = kit.get("/cover").text
    ending = page.split('action="/cover/')[1].split('"')[0]
    assert kit.post(f"/cover/{ending}", data=_tokens(page)).status_code == 303
    assert kit.get(f"/people/{jo.reference}/contact").status_code == 404


def _options(page: str) -> list[tuple[str, str]]:
    return [(name, value) for value, name in re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', page)]


def test_an_administrator_divides_the_agency_and_makes_it_one_again(team: Team, jo: Person) -> None:
    colleague(team, "Kit Vale", Role.WORKER)
    administrator, kit = team.sign_in("administrator"), team.sign_in_as("kit@example.org")
    assert kit.get(f"/people/{jo.reference}/contact").status_code == 200
    page = administrator.get("/admin/teams").text
    found = re.findall(r'name="colleagues"[^>]*value="([^"]+)".*?<label[^>]*>\s*([^<]+?)\s*</label>', page, re.S)
    kits = next(value for value, name in found if name == "Kit Vale")
    administrator.form("/admin/teams", data={"colleagues": [kits], "team": "South"})
    assert kit.get(f"/people/{jo.reference}/contact").status_code == 404
    administrator.form("/admin/teams", data={"colleagues": [kits], "team": ""})
    assert kit.get(f"/people/{jo.reference}/contact").status_code == 200
