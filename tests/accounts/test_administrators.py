"""Two people for a new administrator, and another agency on the site (ASVS 2.3.5, domain rule 29)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import Agency, AskedAdministrator, Staff
from casework.accounts.rules import AgencyKind, Role
from casework.accounts.services import administrators, agencies
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from tests.access.cast import colleague
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
LIST, ASKED, AGENCIES = "/admin/people-and-roles", "/admin/administrators", "/admin/agencies"
IVY = {"name": "Ivy Cole", "email": "ivy@example.org", "roles": ["worker", "administrator"]}
HARBOUR = {"agency_name": "Harbour", "kind": "charity", "name": "Nia Fox", "email": "nia@example.org"}
SignIn = Callable[[str], Reader]


def roles_of(name: str) -> set[str]:
    db.session.rollback()
    found = next(one for one in db.session.scalars(sa.select(Staff)) if one.name == name)
    return {row.role for row in found.roles}


def did() -> list[str]:
    db.session.rollback()
    details = db.session.scalars(sa.select(Event.detail).order_by(Event.seq))
    return [one["did"] for one in details if one.get("what") == "administrator"]


def press(client: Reader, what: str) -> int:
    """Press this button of the one who waits; the answer's status."""
    shown = client.get(ASKED).text
    action = re.findall(rf'action="({ASKED}/[A-Z0-9]+/{what})"', shown)
    return client.post(action[0], data=hidden_fields(shown, action[0])).status_code


def test_the_only_administrator_makes_another_and_from_then_on_it_takes_two(
    within: Flask, sign_in: SignIn, team: Team
) -> None:
    """2.3.5: one asks, another agrees; whoever asked cannot agree, and an address typed in by hand does not help."""
    admin = sign_in("administrator")
    assert "You are the only administrator" in admin.get(ASKED).text
    admin.form(LIST, data=IVY)
    assert roles_of("Ivy Cole") == {"worker", "administrator"}
    second = colleague(team, "Bea Hart", Role.ADMINISTRATOR)
    admin.form(LIST, data=IVY | {"name": "Cai Dean", "email": "cai@example.org"})
    assert roles_of("Cai Dean") == {"worker"}
    assert "Another administrator must agree" in admin.get(LIST).text
    own = admin.get(ASKED).text
    assert "/agree" not in own
    reference = re.findall(rf"{ASKED}/([A-Z0-9]+)/refuse", own)[0]
    address = f"{ASKED}/{reference}/agree"
    typed = hidden_fields(own, f"{ASKED}/{reference}/refuse")
    assert admin.post(address, data=typed).status_code != 303
    assert roles_of("Cai Dean") == {"worker"}
    with transaction():
        made = administrators.agree(reference, by=second, at=clock.now())
        assert made.name == "Cai Dean"
    assert roles_of("Cai Dean") == {"worker", "administrator"}
    with pytest.raises(NotFound):
        administrators.agree(reference, by=second, at=clock.now())
    assert did() == ["made", "asked", "made"]


def test_what_was_asked_can_be_refused_or_taken_back_and_a_saved_account_asks_once(
    within: Flask, sign_in: SignIn, team: Team
) -> None:
    admin, worker = sign_in("administrator"), team.actor("worker")
    colleague(team, "Bea Hart", Role.ADMINISTRATOR)
    page = f"{LIST}/{team.staff_of(team.email('worker')).reference}"
    for _ in range(2):
        typed = {"name": worker.name, "email": team.email("worker"), "roles": ["worker", "administrator"]}
        assert admin.form(page, data=typed).status_code == 303
    db.session.rollback()
    assert len(list(db.session.scalars(sa.select(AskedAdministrator)))) == 1
    assert press(admin, "refuse") == 303
    assert roles_of(worker.name) == {"worker"}
    assert "Nobody waits" in admin.get(ASKED).text
    assert did() == ["asked", "refused"]


def test_an_administrators_account_that_starts_anew_waits_for_a_second_person(
    within: Flask, sign_in: SignIn, team: Team
) -> None:
    """Whoever invites an administrator again holds their link: it opens no administrator's account by itself."""
    admin = sign_in("administrator")
    bea, cleo = colleague(team, "Bea Hart", Role.ADMINISTRATOR), colleague(team, "Cleo Ash", Role.ADMINISTRATOR)
    page = f"{LIST}/{db.session.get_one(Staff, bea.staff_id).reference}/invitation"
    admin.form(page, data={"checked": "in person"})
    assert roles_of("Bea Hart") == set()
    with transaction():
        waits = administrators.waiting(cleo)[0]
        with pytest.raises(Refused):
            administrators.agree(waits.reference, by=team.actor("administrator"), at=clock.now())
        administrators.agree(waits.reference, by=cleo, at=clock.now())
    assert roles_of("Bea Hart") == {"administrator"}


def test_another_agency_is_added_with_its_first_manager_and_by_the_first_agency_only(
    within: Flask, sign_in: SignIn, team: Team
) -> None:
    admin = sign_in("administrator")
    assert "Choose what it is" in admin.form(AGENCIES, data={**HARBOUR, "kind": "", "checked": "in person"}).text
    made = admin.form(AGENCIES, data={**HARBOUR, "checked": "in person"}).headers["Location"]
    shown = admin.get(made).text
    assert "/link/" in shown
    assert "/link/" not in admin.get(made).text, "shown once"
    assert roles_of("Nia Fox") == {"manager", "administrator"}
    again = re.findall(rf'action="({AGENCIES}/[A-Z0-9]+/invitation)"', shown)[0]
    assert "/link/" in admin.get(admin.post(again, data=hidden_fields(shown, again)).headers["Location"]).text
    refused = admin.form(AGENCIES, data={**HARBOUR, "email": "n@example.org", "checked": "in person"}).text
    assert agencies.SAME_NAME in refused
    harbour = db.session.scalars(sa.select(Agency).where(Agency.name == "Harbour")).one()
    assert harbour.kind == AgencyKind.CHARITY.value
    nia = next(one for one in db.session.scalars(sa.select(Staff)) if one.agency_id == harbour.id)
    assert not agencies.may_add(nia.actor)
    assert not agencies.may_add(team.actor("manager"))
    for work in (lambda: agencies.others(nia.actor), lambda: agencies.first_of(harbour.reference, by=nia.actor)):
        with pytest.raises(NotFound):
            work()


def test_where_there_are_two_a_new_agencys_administrator_waits_as_well(
    within: Flask, sign_in: SignIn, team: Team
) -> None:
    """Else one person could make a second administrator by making an agency, and agree with themselves."""
    admin, second = sign_in("administrator"), colleague(team, "Bea Hart", Role.ADMINISTRATOR)
    admin.form(AGENCIES, data={**HARBOUR, "checked": "in person"})
    assert roles_of("Nia Fox") == {"manager"}
    assert "Nia Fox, Harbour" in admin.get(ASKED).text
    with transaction():
        administrators.agree(administrators.waiting(second)[0].reference, by=second, at=clock.now())
    assert roles_of("Nia Fox") == {"manager", "administrator"}
