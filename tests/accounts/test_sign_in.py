"""Signing in, and sessions that end when they should (promises L, P24, P25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casework.accounts import services
from casework.accounts.models import SignIn, Staff
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from tests.support.application import Reader
from tests.support.staff import PASSWORD, Team

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
WORDS = "not right"


def _try(client: Reader, email: str, password: str) -> str:
    return client.form("/sign-in", data={"email": email, "password": password}).text


def test_a_wrong_password_and_an_unknown_address_read_the_same(team: Team, client: Reader) -> None:
    team.actor("worker")
    wrong = _try(client, team.email("worker"), "nine green bottle")
    unknown = _try(client, "nobody@example.org", "nine green bottle")
    assert services.WRONG in wrong
    assert services.WRONG in unknown


def test_spaces_and_case_of_the_address_do_not_matter_but_the_password_is_taken_as_typed(
    team: Team, client: Reader
) -> None:
    team.actor("worker")
    assert services.WRONG in _try(client, team.email("worker"), f" {PASSWORD}")
    answer = client.form("/sign-in", data={"email": f"  {team.email('worker').upper()} ", "password": PASSWORD})
    assert answer.status_code == 303


def test_ten_wrong_tries_stop_the_account_for_five_minutes_and_no_longer(team: Team, client: Reader) -> None:
    team.actor("worker")
    with time_machine.travel(NOON, tick=False) as now:
        for _ in range(10):
            assert services.WRONG in _try(client, team.email("worker"), "wrong wrong wrong")
        assert services.TOO_MANY in _try(client, team.email("worker"), PASSWORD)
        now.shift(dt.timedelta(minutes=5, seconds=1))
        answer = client.form("/sign-in", data={"email": team.email("worker"), "password": PASSWORD})
    assert answer.status_code == 303


def test_fifteen_idle_minutes_end_a_session(sign_in: Callable[[str], Reader], team: Team) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        worker = sign_in("worker")
        now.shift(dt.timedelta(minutes=14))
        assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=14))
        assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=15))
        assert worker.get("/people").headers["Location"].startswith("/sign-in")


def test_ten_hours_end_a_session_however_busy(sign_in: Callable[[str], Reader], team: Team) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        worker = sign_in("worker")
        for _ in range(59):
            now.shift(dt.timedelta(minutes=10))
            assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=10))
        assert worker.get("/people").status_code == 303


def test_a_copied_cookie_is_dead_after_signing_out(sign_in: Callable[[str], Reader], app: Flask) -> None:
    worker = sign_in("worker")
    cookie = worker.get_cookie("__Host-waymark")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Strict")
    token = {"csrf_token": _token(worker.get("/people").text)}
    assert worker.post("/sign-out", data=token).status_code == 303
    thief = app.test_client()
    thief.set_cookie("__Host-waymark", cookie.value)
    assert thief.get("/people").status_code == 303


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_database_holds_no_key_that_would_open_a_session(sign_in: Callable[[str], Reader], app: Flask) -> None:
    worker = sign_in("worker")
    cookie = worker.get_cookie("__Host-waymark")
    assert cookie is not None
    with app.app_context():
        kept = db.session.scalars(sa.select(SignIn.key_hash)).all()
    assert cookie.value.encode() not in kept
    assert len(kept) == 1


def test_an_ended_account_is_turned_away_at_the_next_request(sign_in: Callable[[str], Reader], app: Flask) -> None:
    worker = sign_in("worker")
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Staff)).one().ended_at = clock.now()
    assert worker.get("/people").status_code == 303


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_signing_in_never_leads_elsewhere(team: Team, client: Reader, target: str) -> None:
    team.actor("worker")
    data = {"email": team.email("worker"), "password": PASSWORD, "next": target}
    assert client.form("/sign-in", data=data).headers["Location"] == "/"


def test_a_line_break_in_the_address_sets_no_header(team: Team, client: Reader) -> None:
    team.actor("worker")
    data = {"email": team.email("worker"), "password": PASSWORD, "next": "/ok\r\nSet-Cookie: stolen=1"}
    answer = client.form("/sign-in", data=data)
    assert answer.headers["Location"].startswith("/")
    assert not any("stolen" in one for one in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaaaaaaaa"], ids=["short", "long", "one letter"])
def test_a_poor_password_is_refused_on_its_field(within: Flask, password: str) -> None:
    with pytest.raises(Refused) as no:
        services.check_password(password)
    assert no.value.field == "password"
