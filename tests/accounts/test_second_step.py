"""The second step: asked of everybody, taken once, and what replaces it burns (promises C.11, L7-L10, L19)."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from pyotp import TOTP

from casework.accounts import services
from casework.accounts.models import RecoveryCode, SecondFactor
from casework.accounts.rules import Stage
from casework.accounts.services import factors
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
STEP = "/sign-in/second-step"


def half_way(team: Team, client: Reader, role: str = "worker") -> Reader:
    """Past the password, before the second step."""
    team.has_app(role)
    answer = client.form("/sign-in", data={"email": team.email(role), "password": PASSWORD})
    assert answer.headers["Location"] == STEP
    return client


@pytest.mark.sqlite
def test_a_password_alone_opens_nothing(team: Team, client: Reader) -> None:
    half = half_way(team, client)
    for address in ("/today", "/people", "/account", "/account/second-step", "/admin", "/confirm", "/held/ABCDEFGH"):
        assert half.get(address).headers["Location"] == STEP, address
    assert half.get("/second-step").status_code == 404
    assert half.get("/new-password").status_code == 404
    token = hidden_fields(half.get(STEP).text, STEP)
    assert half.post("/passkeys/question", data={**token, "do": "make"}).status_code == 404
    assert half.post("/account/sessions/end", data=token).headers["Location"] == STEP


@pytest.mark.sqlite
def test_somebody_without_a_second_step_makes_one_before_anything_else(team: Team, client: Reader) -> None:
    team.actor("worker")
    answer = client.form("/sign-in", data={"email": team.email("worker"), "password": PASSWORD})
    assert answer.headers["Location"] == "/second-step"
    assert client.get("/today").headers["Location"] == "/second-step"


@pytest.mark.sqlite
def test_a_code_is_taken_once_and_no_earlier_one_after_it(team: Team, client: Reader, app: Flask) -> None:
    """L7, L8."""
    with time_machine.travel(NOON, tick=False):
        half = half_way(team, client)
        assert half.form(STEP, data={"code": team.code(NOON)}).status_code == 303
        for seconds in (0, -30):
            again = half_way(team, app.test_client())  # type: ignore[arg-type]
            answer = again.form(STEP, data={"code": team.code(NOON + dt.timedelta(seconds=seconds))})
            assert factors.WRONG_CODE in answer.text


@pytest.mark.sqlite
def test_a_phone_whose_clock_is_wrong_is_named(team: Team, client: Reader) -> None:
    """L10: it counts as a try."""
    with time_machine.travel(NOON, tick=False):
        half = half_way(team, client)
        answer = half.form(STEP, data={"code": team.code(NOON + dt.timedelta(minutes=5))})
        assert factors.OTHER_CLOCK in answer.text
        for _ in range(4):
            half.form(STEP, data={"code": "000000"})
        assert half.form(STEP, data={"code": team.code(NOON)}).status_code == 429


def test_one_code_pressed_many_times_at_once_is_taken_once(app: Flask, team: Team) -> None:
    team.has_app("worker")
    email = team.email("worker")

    def use(_number: int) -> bool:
        with app.app_context(), transaction():
            try:
                factors.check_code(team.staff_of(email), team.code(NOON), at=NOON)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda number: Context().run(use, number), range(12))) == 1


@pytest.mark.sqlite
def test_a_recovery_code_lets_in_once_and_owner_and_manager_are_told(team: Team, client: Reader, app: Flask) -> None:
    """L19."""
    half, manager = half_way(team, client), team.sign_in("manager")
    with app.app_context(), transaction():
        made = factors.new_recovery_codes(team.staff_of(team.email("worker")), at=clock.now())
    assert len(made) == 8
    assert half.form(STEP, data={"recovery": made[0]}).status_code == 303
    told = "signed in with a recovery code"
    assert f"You {told}" in half.get("/account").text
    assert f"Robin Hale {told}" in manager.get("/account").text
    again = half_way(team, app.test_client())  # type: ignore[arg-type]
    assert factors.WRONG_RECOVERY in again.form(STEP, data={"recovery": made[0]}).text
    with app.app_context():
        kept = db.session.scalars(sa.select(RecoveryCode.code_hash)).all()
        assert not any(made[1].replace("-", "").encode() in one for one in kept)


@pytest.mark.sqlite
def test_an_app_is_kept_when_it_shows_the_right_code_and_the_last_one_stays(team: Team, app: Flask) -> None:
    client = team.by_page("worker")
    page = "/account/second-step/app"
    shown = client.get(page).text
    assert "<svg" in shown
    fields = hidden_fields(shown, page)
    assert factors.SIX_FIGURES in client.post(page, data={**fields, "code": "12345"}).text
    wrong = client.post(page, data={**fields, "code": "000000", "name": "Old phone"})
    assert 'value="Old phone"' in wrong.text
    secret = re.findall(r"<strong>([A-Z2-7 ]{39})</strong>", shown)
    assert secret == re.findall(r"<strong>([A-Z2-7 ]{39})</strong>", wrong.text)
    right = TOTP(secret[0].replace(" ", "")).at(clock.now())
    assert client.post(page, data={**fields, "code": right, "name": "Old phone"}).status_code == 303
    both = re.findall(r"/account/second-step/([A-Z0-9]{8})/end", client.get("/account").text)
    assert len(both) == 2
    end = f"/account/second-step/{both[0]}/end"
    assert client.post(end, data=hidden_fields(client.get("/account").text, end)).status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(SecondFactor.ended_at.is_(None))) == 1
        staff = team.staff_of(team.email("worker"))
        with pytest.raises(Refused, match="only second step"), transaction():
            factors.end_factor(staff, both[1], at=clock.now())


@pytest.mark.sqlite
def test_changing_a_second_step_asks_again_who_is_there(team: Team, app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        client = team.by_page("worker")
        now.shift(dt.timedelta(minutes=9))
        assert client.get("/account/second-step").status_code == 200
        now.shift(dt.timedelta(minutes=1))
        asked = client.get("/account/second-step").headers["Location"]
        assert asked == "/confirm?next=/account/second-step"
        page = asked.split("?")[0]
        fields = hidden_fields(client.get(asked).text, page)
        wrong = client.post(page, data={**fields, "password": PASSWORD, "code": "000000"})
        assert factors.WRONG_CODE in wrong.text
        typed = {"password": PASSWORD, "code": team.code(clock.now())}
        assert client.post(page, data={**fields, **typed}).headers["Location"] == "/account/second-step"
        assert client.get("/account/second-step").status_code == 200


@pytest.mark.sqlite
def test_half_an_hour_ends_a_session_that_is_half_open(team: Team, client: Reader) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        half = half_way(team, client)
        now.shift(dt.timedelta(minutes=30))
        assert half.get(STEP).status_code == 404
        assert half.get("/today").headers["Location"].startswith("/sign-in")


def test_a_half_open_session_is_never_whole(within: Flask, team: Team) -> None:
    team.actor("worker")
    with transaction():
        key = services.open_session(team.staff_of(team.email("worker")), at=NOON, stage=Stage.CODE)
    found = services.find_session(key, at=NOON)
    assert found is not None
    assert (found.stage, found.standing.value, found.proved_at) == (Stage.CODE, "half", None)
