"""Who has these pages at all: agencies apart, roles apart, every look on record (promises P8, P10, P26)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from casework.kernel.database import db
from casework.kernel.models import Event
from casework.people.models import Person
from tests.people.cast import add_jo, other_agency
from tests.support.application import Reader
from tests.support.staff import Team

SignIn = Callable[[str], Reader]


@pytest.fixture
def jo(within: Flask, team: Team) -> Person:
    return add_jo(team.actor("worker"))


PAGES = ["contact", "details", "circumstances", "agreements", "care-plan", "care-plan/assessment",
         "care-plan/plan", "contacts/new", "ugly-mugs/new", "hearings/new"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_another_agencys_person_is_the_same_404_as_nobody(team: Team, jo: Person, sign_in: SignIn, page: str) -> None:
    stranger = other_agency(team).sign_in("worker")
    theirs, nobody = (stranger.get(f"/people/{ref}/{page}") for ref in (jo.reference, "ZZZZZZZZ"))
    assert (theirs.status_code, nobody.status_code) == (404, 404)
    strip = re.compile(r'name="(csrf_token|form_key)" value="[^"]*"')
    assert strip.sub("", theirs.text) == strip.sub("", nobody.text)
    assert sign_in("worker").get(f"/people/{jo.reference}/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_without_a_session_there_is_only_the_way_in(jo: Person, client: Reader, page: str) -> None:
    answer = client.get(f"/people/{jo.reference}/{page}")
    assert answer.status_code in (302, 303, 401)
    assert "Joanna" not in answer.text


@pytest.mark.parametrize("page", ["contact", "details", "agreements", "care-plan", "contacts/new", "ugly-mugs/new"])
def test_a_liaison_and_an_administrator_have_no_such_page(jo: Person, sign_in: SignIn, page: str) -> None:
    for role in ("liaison", "administrator"):
        assert sign_in(role).get(f"/people/{jo.reference}/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_every_look_is_on_record_before_the_page_leaves(team: Team, jo: Person, sign_in: SignIn, page: str) -> None:
    client = sign_in("worker")
    client.get(f"/people/{jo.reference}/{page}")
    db.session.rollback()
    looks = db.session.scalars(
        db.select(Event).where(Event.record == f"person:{jo.reference}", Event.act == "consultation")
    ).all()
    assert [look.staff_id for look in looks] == [team.actor("worker").staff_id]
