"""The list of colleagues is confirmed by a manager every 90 days, or the agency only reads (promises C.11)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.rules import ListState, list_state
from casework.accounts.services import colleagues
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from web import jobs
from web.models import AccountMail

pytestmark = pytest.mark.sqlite
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LIST = "/colleagues/list"
SignIn = Callable[[str], Reader]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(75, ListState.RIGHT, id="on the 75th day nobody is asked yet"),
        pytest.param(76, ListState.DUE, id="fourteen days before, a manager is asked"),
        pytest.param(89, ListState.DUE, id="on the 89th day everything still works"),
        pytest.param(90, ListState.OVER, id="on the 90th day the agency only reads"),
    ],
)
def test_what_a_list_is_worth(days: int, state: ListState) -> None:
    assert list_state(NOON, at=NOON + days * DAY) is state


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def nobody_confirmed(app: Flask, days: int) -> None:
    """The list was confirmed so many days ago."""
    with app.app_context(), transaction():
        db.session.execute(sa.update(Agency).values(confirmed_at=clock.now() - days * DAY))


def test_after_ninety_days_everything_is_read_and_nothing_saved_until_a_manager_confirms(
    app: Flask, sign_in: SignIn, now: time_machine.Traveller
) -> None:
    worker, admin, manager = sign_in("worker"), sign_in("administrator"), sign_in("manager")
    nobody_confirmed(app, 90)
    page, mill = "/admin/places", {"name": "Lantern House", "text_name": "Mill Street", "address": "1 Mill Street"}
    assert "Nothing can be saved until a manager confirms" in worker.get("/today").text
    typed = {**hidden_fields(admin.get(page).text, page), **mill}
    refused = admin.post(page, data=typed)
    assert refused.status_code == 403
    assert "What you typed is kept" in refused.text
    offered = admin.get(page).text
    assert "What you typed here at 12:00pm is kept" in offered
    held = re.findall(r'href="(/held/[A-Z0-9]+)"', offered)[0]
    assert "Lantern House" in admin.get(held).text
    assert worker.get(held).status_code == 404
    token = {"csrf_token": hidden_fields(worker.get("/today").text, "/lock")["csrf_token"]}
    assert worker.post("/arrests/new", data=token).status_code == 403
    assert worker.post("/people", data={**token, "term": "Jo"}).status_code == 200
    assert admin.get("/admin/people-and-roles").status_code == 200
    assert worker.get(LIST).status_code == 404
    assert manager.form(LIST, data={}).headers["Location"] == f"{LIST}?saved=confirmed"
    assert "Nothing can be saved" not in worker.get("/today").text
    assert admin.post(page, data=typed).status_code == 303
    assert "is kept, and not saved" not in admin.get(page).text


def test_an_administrator_can_make_a_manager_while_nothing_else_is_saved(
    app: Flask, team: Team, sign_in: SignIn, now: time_machine.Traveller
) -> None:
    admin = sign_in("administrator")
    with app.app_context():
        one = f"/admin/people-and-roles/{team.staff_of(team.email('administrator')).reference}"
    nobody_confirmed(app, 400)
    typed = {"name": "Ade Bright", "email": team.email("administrator"), "phone": "", "roles": ["administrator"]}
    assert admin.form(one, data={**typed, "roles": ["administrator", "manager"]}).status_code == 303
    assert admin.form(LIST, data={}).status_code == 303


def test_whoever_a_manager_ticks_has_left_at_once_and_administrators_are_told(
    app: Flask, team: Team, sign_in: SignIn
) -> None:
    worker, admin, manager = sign_in("worker"), sign_in("administrator"), sign_in("manager")
    with app.app_context():
        gone = team.staff_of(team.email("worker")).reference
    assert "Robin Hale, worker" in manager.get(LIST).text
    assert manager.form(LIST, data={"left": [gone]}).status_code == 303
    assert worker.get("/today").headers["Location"].startswith("/sign-in")
    assert "A manager said that Robin Hale has left" in admin.get("/account").text
    assert "Robin Hale" not in manager.get(LIST).text


def test_who_joined_and_who_left_since_stand_out(app: Flask, team: Team, sign_in: SignIn) -> None:
    manager = sign_in("manager")
    with app.app_context(), transaction():
        team_agency = db.session.scalars(sa.select(Agency)).one()
        team_agency.confirmed_at = clock.now() - DAY
    team.actor("worker")
    team.second_administrator()
    with app.app_context(), transaction():
        uma = team.staff_of("uma@example.org")
        uma.ended_at = clock.now()
    shown = manager.get(LIST).text
    assert "Robin Hale, worker. Joined" in shown
    assert "Left since then" in shown
    assert "Uma Reed" in shown


def test_nobody_leaves_by_their_own_hand_nor_twice_at_once(within: Flask, team: Team) -> None:
    manager, worker = team.actor("manager"), team.actor("worker")
    own = team.staff_of(team.email("manager")).reference
    with pytest.raises(Refused, match="left yourself"), transaction():
        colleagues.confirm_list(left=[own], seen_at=None, by=manager, at=NOON)
    with pytest.raises(Conflict), transaction():
        colleagues.confirm_list(left=[], seen_at=NOON - DAY, by=manager, at=NOON)
    with pytest.raises(NotFound), transaction():
        colleagues.confirm_list(left=[], seen_at=None, by=worker, at=NOON)


def test_managers_are_told_once_and_again_for_the_next_list(
    app: Flask, team: Team, sign_in: SignIn, now: time_machine.Traveller
) -> None:
    manager = sign_in("manager")
    with app.app_context():
        jobs.warn()
    assert "to be confirmed" not in manager.get("/account").text
    nobody_confirmed(app, 76)
    for _ in range(2):
        with app.app_context():
            jobs.warn()
    assert manager.get("/account").text.count("The list of colleagues is to be confirmed") == 1
    assert "Confirm the list of colleagues by Tue 8 Dec" in manager.get("/account").text
    assert "Confirm the list" not in sign_in("liaison").get("/account").text.split("<header")[0]


def test_where_no_manager_could_whoever_can_make_one_is_told(app: Flask, team: Team, sign_in: SignIn) -> None:
    admin = sign_in("administrator")
    nobody_confirmed(app, 76)
    with app.app_context():
        jobs.warn()
    assert "The list of colleagues is to be confirmed by a manager" in admin.get("/account").text


def test_an_account_that_nobody_used_for_38_days_is_warned_of_once(
    app: Flask, team: Team, sign_in: SignIn, now: time_machine.Traveller
) -> None:
    """L20 begins with a warning: to whoever answers for the account on their page, and by mail to its owner."""
    team.actor("worker")
    manager = sign_in("manager")
    with app.app_context(), transaction():
        team.staff_of(team.email("worker")).used_at = clock.now() - 37 * DAY
    for _ in range(3):
        with app.app_context():
            jobs.warn()
        now.shift(DAY)
    manager = sign_in("manager")
    assert manager.get("/account").text.count("Robin Hale has not signed in for 38 days") == 1
    with app.app_context():
        assert db.session.scalars(sa.select(AccountMail.kind)).all() == ["unused"]
