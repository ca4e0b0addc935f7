"""What a manager must be told is never told to nobody in silence: where an agency has none, whoever else answers there
hears of it, and where nobody does, whoever runs this Waymark (decision 73)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import AccountAlert, Staff
from casework.accounts.rules import Role
from casework.accounts.services import alerts, staff
from casework.accounts.services.alerts import Told
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.services import glass
from tests.access.cast import colleague, put_in_team
from tests.support.staff import Team
from tests.web.cast import missed_her_first

pytestmark = pytest.mark.sqlite
MANAGERS = (Role.MANAGER,)


def told(kind: Told) -> set[str]:
    rows = sa.select(Staff.name).join(AccountAlert, AccountAlert.staff_id == Staff.id)
    return set(db.session.scalars(rows.where(AccountAlert.kind == kind.value)))


def hears(team: Team, but: int | None = None) -> set[str]:
    db.session.rollback()
    return {one.name for one in alerts.who_hears(team.agency_id, but, roles=MANAGERS, at=clock.now())}


def test_who_hears_of_it_grows_until_somebody_can(within: Flask, team: Team) -> None:
    """The first agency runs this Waymark; Harbour has nobody yet."""
    team.actor("worker")
    harbour = Team(team.app, "Harbour Trust")
    assert hears(harbour) == set(), "there is nobody else at all"
    first = team.actor("manager").name
    assert hears(harbour) == {first}
    lead = colleague(harbour, "Lee Frost", Role.DATA_PROTECTION)
    assert hears(harbour) == {lead.name}
    assert hears(harbour, lead.staff_id) == {first}, "whom it is about hears of it from nobody but themselves"
    manager = colleague(harbour, "Mia Lund", Role.MANAGER)
    assert hears(harbour) == {manager.name}
    with transaction():
        db.session.get_one(Staff, manager.staff_id).password_hash = ""
    assert hears(harbour) == {manager.name, lead.name}, "one who was only invited, and one who can sign in"
    with transaction():
        db.session.get_one(Staff, manager.staff_id).ended_at = clock.now()
    assert hears(harbour) == {lead.name}


def test_an_administrator_who_goes_is_told_to_the_data_protection_lead_where_there_is_no_manager(
    within: Flask, team: Team
) -> None:
    admin, lead = team.actor("administrator"), team.actor("data-protection")
    bea = db.session.get_one(Staff, colleague(team, "Bea Hart", Role.ADMINISTRATOR).staff_id)
    with transaction():
        staff.end_staff(bea, by=admin, at=clock.now())
    assert told(Told.ADMINISTRATOR_GONE) == {lead.name}


def test_a_record_that_is_opened_with_a_reason_names_who_is_told_and_tells_them(within: Flask, team: Team) -> None:
    referral = missed_her_first(team)
    page, admin = f"/people/{referral.person.reference}/open", team.actor("administrator")
    put_in_team(team.actor("worker"), "North")
    colleague(team, "Kit Vale", Role.WORKER, in_team="South")
    kit = team.sign_in_as("kit@example.org")
    assert "There is nobody else here who could be told" in glass.told_words(by=admin, at=clock.now())
    assert f"{admin.name} is told at once" in kit.get(page).text
    assert kit.form(page, data={"why": "She rings from the hospital"}).status_code == 303
    assert told(Told.BROKE_GLASS) == {admin.name}
    account = team.sign_in("administrator").get("/account").text
    assert "Kit Vale opened a record that is not in their caseload" in account
    colleague(team, "Mia Lund", Role.MANAGER)
    colleague(team, "Lee Frost", Role.DATA_PROTECTION)
    said = glass.told_words(by=team.actor("worker"), at=clock.now())
    assert said.startswith("Lee Frost and Mia Lund are told at once.")
