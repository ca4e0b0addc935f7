"""Nobody becomes the only administrator and acts alone at once: who answers for accounts hears of it and has three days
(ASVS 2.3.5, decision 70)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import AccountAlert, Staff
from casework.accounts.rules import Role
from casework.accounts.services import administrators, alerts, links, staff
from casework.accounts.services.alerts import Told
from casework.accounts.services.links import LinkKind
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from tests.access.cast import colleague
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

pytestmark = pytest.mark.sqlite
LIST, ASKED = "/admin/people-and-roles", "/admin/administrators"
THREE_DAYS = dt.timedelta(days=3)
Take = Callable[[Staff, Actor], object]


def end(bea: Staff, by: Actor) -> None:
    staff.end_staff(bea, by=by, at=clock.now())


def end_by_the_list(bea: Staff, by: Actor) -> None:
    """As a manager does, who may be the same person."""
    staff.close_account(bea, by=by, at=clock.now())


def take_the_role(bea: Staff, by: Actor) -> None:
    said = {"name": bea.name, "email": bea.email, "phone": ""}
    staff.change_staff(bea, **said, roles=[Role.WORKER], seen_version=None, by=by, at=clock.now())


def begin_anew(bea: Staff, by: Actor) -> None:
    links.make_link(bea, LinkKind.INVITATION, checked="in person", by=by, at=clock.now())


def somebody(team: Team) -> Staff:
    """A worker who is no administrator yet."""
    staff_id = team.actor("worker").staff_id
    db.session.rollback()
    return db.session.get_one(Staff, staff_id)


def told(kind: Told) -> set[str]:
    rows = sa.select(Staff.name).join(AccountAlert, AccountAlert.staff_id == Staff.id)
    return set(db.session.scalars(rows.where(AccountAlert.kind == kind.value)))


@pytest.mark.parametrize("take", [end, end_by_the_list, take_the_role, begin_anew])
def test_whoever_takes_the_other_away_makes_nobody_alone_for_three_days(within: Flask, team: Team, take: Take) -> None:
    admin, manager = team.actor("administrator"), team.actor("manager")
    bea = db.session.get_one(Staff, colleague(team, "Bea Hart", Role.ADMINISTRATOR).staff_id)
    worker, now = somebody(team), clock.now()
    with transaction():
        take(bea, admin)
        assert administrators.who_may_agree(admin, at=now) == []
        assert {manager.name} <= told(Told.ADMINISTRATOR_GONE) <= {manager.name, bea.name}
        assert not administrators.grant(worker, by=admin, at=now)
        waits = administrators.waiting_for(worker)
        assert waits is not None
        with pytest.raises(Refused, match="alone from"):
            administrators.agree(waits.reference, by=admin, at=now + THREE_DAYS - dt.timedelta(minutes=1))
        assert not administrators.is_one(worker)
        administrators.agree(waits.reference, by=admin, at=clock.now() + THREE_DAYS)
        assert administrators.is_one(worker)


def test_an_account_that_begins_anew_is_no_administrators_until_then(within: Flask, team: Team) -> None:
    """Else one of two could change the other's address, invite it again, and agree with themselves."""
    admin = team.actor("administrator")
    bea = db.session.get_one(Staff, colleague(team, "Bea Hart", Role.ADMINISTRATOR).staff_id)
    with transaction():
        begin_anew(bea, admin)
        assert not administrators.is_one(bea)
        waits = administrators.waiting_for(bea)
        assert waits is not None
        administrators.agree(waits.reference, by=admin, at=clock.now() + THREE_DAYS)
        assert administrators.is_one(bea)


def test_a_third_may_agree_at_once_and_whoever_is_back_is_one_as_before(within: Flask, team: Team) -> None:
    admin, worker = team.actor("administrator"), somebody(team)
    bea = db.session.get_one(Staff, colleague(team, "Bea Hart", Role.ADMINISTRATOR).staff_id)
    cleo = colleague(team, "Cleo Ash", Role.ADMINISTRATOR)
    with transaction():
        end(bea, admin)
        administrators.grant(worker, by=admin, at=clock.now())
        waits = administrators.waiting_for(worker)
        assert waits is not None
        administrators.agree(waits.reference, by=cleo, at=clock.now())
        assert administrators.is_one(worker)
        staff.bring_back(bea, by=admin, at=clock.now())
        assert bea.id in administrators.who_may_agree(admin, at=clock.now())


def test_somebody_who_was_no_administrator_leaves_without_a_word_of_it(within: Flask, team: Team) -> None:
    admin, worker = team.actor("administrator"), somebody(team)
    with transaction():
        end(worker, admin)
        assert told(Told.ADMINISTRATOR_GONE) == set()
        assert administrators.alone_from(admin, at=clock.now()) is None


def test_the_page_says_from_when_and_offers_no_agreeing_with_oneself(
    within: Flask, sign_in: Callable[[str], Reader], team: Team
) -> None:
    admin, manager = sign_in("administrator"), sign_in("manager")
    bea = db.session.get_one(Staff, colleague(team, "Bea Hart", Role.ADMINISTRATOR).staff_id)
    page = f"{LIST}/{bea.reference}"
    admin.post(f"{page}/end", data=hidden_fields(admin.get(page).text, f"{page}/end"))
    admin.form(LIST, data={"name": "Ivy Cole", "email": "ivy@example.org", "roles": ["worker", "administrator"]})
    shown = admin.get(ASKED).text
    assert "You may agree alone from" in shown
    assert "/agree" not in shown
    assert "Bea Hart is no longer an administrator" in manager.get("/account").text
    assert alerts.waiting(team.actor("manager").staff_id or 0)
