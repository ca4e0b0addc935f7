"""Two managers decide about a record: kept, erased, handed over; R6 and R7 duplicates (promises 2.3.5, 14.2.7, P31)."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts import services as accounts
from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel import clock, ledger
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.models import KeptFigure, KeptLonger, Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.keeping import due
from casework.people.services import erasing, reviewing
from casework.people.services.records import months
from tests.people.cast import JO, add_jo, other_agency
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team

LONG_AGO = dt.datetime(2021, 3, 4, 12, tzinfo=dt.UTC)
pytestmark = pytest.mark.sqlite


def add_old(team: Team, at: dt.datetime = LONG_AGO, **more: object) -> str:
    with transaction():
        return people.add_person(**(JO | more), by=team.actor("worker"), at=at).reference


def second(team: Team) -> Reader:
    with team.app.app_context(), transaction():
        agency = db.session.get_one(Agency, team.agency_id)
        accounts.add_staff(
            agency, name="Uma Reed", email="uma@example.org", password=PASSWORD, roles=[Role.MANAGER], at=clock.now()
        )
    return team.sign_in_as("uma@example.org")


def press(client: Reader, page: str, action: str, **typed: str) -> int:
    """Press the button of one form of a page."""
    data = hidden_fields(client.get(page).text, action)
    return client.post(action, data={**data, **typed}).status_code


def test_an_old_record_is_listed_kept_and_comes_back(within: Flask, team: Team) -> None:
    old, new = add_old(team), add_jo(team.actor("worker"), given_name="Nadia").reference
    morgan = team.sign_in("manager")
    listed = morgan.get("/records").text
    assert old in listed
    assert new not in listed
    assert "Records wait for you" in morgan.get("/today").text
    page = f"/records/person/{old}"
    refused = morgan.post(
        f"{page}/keep", data={**hidden_fields(morgan.get(page).text, f"{page}/keep"), "because": "Claim"}
    )
    assert "Enter the date" in refused.text
    assert "Claim" in refused.text
    until = clock.today() + dt.timedelta(days=30)
    assert press(morgan, page, f"{page}/keep", because="A claim is open", until=until.isoformat()) == 303
    assert old not in morgan.get("/records").text
    assert "Records wait for you" not in morgan.get("/today").text
    row = db.session.scalars(select(Person).where(Person.reference == old)).one()
    assert reviewing.due_now(row, until) is None
    assert reviewing.due_now(row, until + dt.timedelta(days=1)) is not None


def test_two_managers_erase_a_record(within: Flask, team: Team) -> None:
    old = add_old(team)
    morgan, uma = team.sign_in("manager"), second(team)
    page = f"/records/person/{old}"
    assert press(morgan, page, f"{page}/erasure", ground="over", why="") == 303
    assert "Another manager must agree" in morgan.get(page).text
    assert morgan.post(f"{page}/erase", data={"sure": "yes"}).status_code != 303
    assert f"{page}/erase" in uma.get(page).text
    unsure = uma.form(f"{page}/erase")
    assert "Tick that you have looked at it" in unsure.text
    assert uma.form(f"{page}/erase", data={"sure": "yes"}).status_code == 303
    for address in (page, f"/people/{old}"):
        assert uma.get(address).status_code == 404
    assert old not in uma.get("/records").text
    assert ledger.erased() == [old]
    db.session.rollback()
    assert db.session.scalars(select(Person)).all() == []
    acts = [one.act for one in db.session.scalars(select(Event).where(Event.record == f"person:{old}"))]
    assert acts[-1] == "erasure" or "erasure" in acts


def test_it_is_not_erased_before_its_time_nor_while_something_goes_on(within: Flask, team: Team) -> None:
    robin, now = team.actor("worker"), clock.now()
    person = add_jo(robin)
    morgan = team.sign_in("manager")
    page = f"/records/person/{person.reference}"
    early = hidden_fields(morgan.get(page).text, f"{page}/erasure")
    assert "not over yet" in morgan.post(f"{page}/erasure", data={**early, "ground": "over"}).text
    with transaction():
        people.record_circumstance(
            db.session.get_one(Person, person.id),
            CircumstanceKind.WARRANT,
            since=clock.today(),
            place="not known",
            by=robin,
            at=now,
        )
    shown = morgan.get(page).text
    assert "A warrant is recorded" in shown
    assert "/erasure" not in shown
    person = db.session.get_one(Person, person.id)
    with pytest.raises(Exception, match="cannot be erased"), transaction():
        erasing.ask(person, erasing.Ground.ASKED, "", by=team.actor("manager"), at=now)


def test_the_list_is_what_the_rule_says(within: Flask, team: Team) -> None:
    dice, today = random.Random(7), clock.today()
    for number in range(40):
        at = clock.now() - dt.timedelta(days=dice.randrange(300, 1200))
        reference = add_old(team, at, given_name=f"Old{number}")
        with transaction():
            row = db.session.scalars(select(Person).where(Person.reference == reference)).one()
            if dice.random() < 0.4:
                until = today + dt.timedelta(days=dice.randrange(-30, 30))
                said = {"agency_id": row.agency_id, "subject": f"person:{reference}", "until": until}
                db.session.add(KeptLonger(**said, because="x", decided_at=at))
    everybody = list(db.session.scalars(select(Person)))
    facts = reviewing.facts_of(everybody)
    wanted = {one.reference for one in everybody if due(facts[f"person:{one.reference}"], today, months())}
    found, after = set(), 0
    while True:
        page = reviewing.review_list(by=team.actor("manager"), today=today, after=after)
        found |= {one.record.reference for one in page.rows}
        if page.next_after is None:
            break
        after = page.next_after
    assert found == wanted
    assert 5 < len(wanted) < 40


def test_only_a_manager_of_the_agency_decides(within: Flask, team: Team) -> None:
    old = add_old(team)
    elsewhere = other_agency(team)
    for reader in (team.sign_in("worker"), elsewhere.sign_in("manager")):
        for page in (f"/records/person/{old}", f"/people/{old}/everything", f"/people/{old}/join"):
            assert reader.get(page).status_code == 404
    assert old not in elsewhere.sign_in("manager").get("/records").text


def test_r6_the_same_name_and_birth_date_here_is_a_question_to_the_manager(within: Flask, team: Team) -> None:
    robin = team.actor("worker")
    one, two = add_jo(robin), add_jo(robin)
    morgan, uma = team.sign_in("manager"), second(team)
    assert one.reference in morgan.get("/records/alike").text
    page = f"/people/{one.reference}/join"
    assert "No record of your agency" in morgan.form(page, data={"other": "ZZZZZZZZ"}).text
    assert morgan.form(page, data={"other": two.reference}).status_code == 303
    pair = f"{page}/{two.reference}"
    assert morgan.form(pair, data={"why": "Same tattoo"}).status_code == 303
    assert "says that another record is this person" in uma.get("/today").text
    assert press(uma, pair, f"{pair}/agreement") == 303
    assert uma.get(f"/people/{two.reference}").status_code == 200
    assert "None" not in uma.get(pair).text.split("<table")[0]
    assert uma.form(pair, data={"why": "They are sisters"}).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Person.joined_to_id)).all() == [None, None]


def test_r7_another_agency_is_not_hinted_at_and_data_protection_sees_references_only(within: Flask, team: Team) -> None:
    here, there = add_jo(team.actor("worker")), add_jo(other_agency(team).actor("worker"))
    morgan = team.sign_in("manager")
    for page in ("/records/alike", f"/people/{here.reference}/join", f"/people/{here.reference}"):
        assert there.reference not in morgan.get(page).text
    assert morgan.get(f"/people/{here.reference}/join/{there.reference}").status_code == 404
    shown = team.sign_in("data-protection").get("/records/elsewhere").text
    assert here.reference in shown
    assert there.reference in shown
    assert "Brien" not in shown
    assert morgan.get("/records/elsewhere").status_code == 404


def test_nothing_is_counted_of_somebody_who_was_in_no_figure(within: Flask, team: Team) -> None:
    old = add_old(team)
    with transaction():
        assert erasing.erase_again([old, "UNKNOWN9"], at=clock.now()) == 1
    assert db.session.scalars(select(KeptFigure)).all() == []
