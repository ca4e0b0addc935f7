"""Signing in, and sessions that end when they should (promises L, P24, P25)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from flask import Flask

from casework.accounts import services
from casework.accounts.models import SignIn, Staff
from casework.accounts.services import passwords
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
WORDS = "not right"
SHIPPED = passwords.hasher


def _try(client: Reader, email: str, password: str) -> str:
    return client.form("/sign-in", data={"email": email, "password": password}).text


@pytest.mark.sqlite
def test_a_wrong_password_and_an_unknown_address_read_the_same(team: Team, client: Reader) -> None:
    team.actor("worker")
    wrong = _try(client, team.email("worker"), "nine green bottle")
    unknown = _try(client, "nobody@example.org", "nine green bottle")
    assert services.WRONG in wrong
    assert services.WRONG in unknown


@pytest.mark.sqlite
def test_spaces_and_case_of_the_address_do_not_matter_but_the_password_is_taken_as_typed(
    team: Team, client: Reader
) -> None:
    """L5."""
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


@pytest.mark.sqlite
def test_fifteen_idle_minutes_lock_a_session(sign_in: Callable[[str], Reader], team: Team) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        worker = sign_in("worker")
        now.shift(dt.timedelta(minutes=14))
        assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=14))
        assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=15))
        assert worker.get("/people").headers["Location"] == "/lock?next=/people"


@pytest.mark.sqlite
def test_ten_hours_end_a_session_however_busy(sign_in: Callable[[str], Reader], team: Team) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        worker = sign_in("worker")
        for _ in range(59):
            now.shift(dt.timedelta(minutes=10))
            assert worker.get("/people").status_code == 200
        now.shift(dt.timedelta(minutes=10))
        assert worker.get("/people").status_code == 303


@pytest.mark.sqlite
def test_a_copied_cookie_is_dead_after_signing_out(team: Team, app: Flask) -> None:
    """L12."""
    worker = team.by_page("worker")
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


@pytest.mark.sqlite
def test_the_database_holds_no_key_that_would_open_a_session(sign_in: Callable[[str], Reader], app: Flask) -> None:
    worker = sign_in("worker")
    cookie = worker.get_cookie("__Host-waymark")
    assert cookie is not None
    with app.app_context():
        kept = db.session.scalars(sa.select(SignIn.key_hash)).all()
    assert cookie.value.encode() not in kept
    assert len(kept) == 1


def test_an_ended_account_is_turned_away_at_the_next_request(sign_in: Callable[[str], Reader], app: Flask) -> None:
    """L13: at its next request it is nobody’s."""
    worker = sign_in("worker")
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Staff)).one().ended_at = clock.now()
    assert worker.get("/people").status_code == 303


@pytest.mark.sqlite
@pytest.mark.sqlite
@pytest.mark.sqlite
@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_signing_in_never_leads_elsewhere(team: Team, client: Reader, target: str) -> None:
    """L14."""
    team.has_app("worker")
    data = {"email": team.email("worker"), "password": PASSWORD, "next": target}
    step = client.form("/sign-in", data=data).headers["Location"]
    assert step == "/sign-in/second-step"
    code = {"code": team.code(clock.now()), "next": target}
    assert client.form(step, data=code).headers["Location"] == "/"


@pytest.mark.sqlite
def test_both_steps_lead_to_where_they_were_going(team: Team, client: Reader) -> None:
    team.has_app("worker")
    at = client.get("/people").headers["Location"]
    typed = {"email": team.email("worker"), "password": PASSWORD}
    step = client.post("/sign-in", data={**hidden_fields(client.get(at).text, "/sign-in"), **typed}).headers["Location"]
    fields = hidden_fields(client.get(step).text, "/sign-in/second-step")
    answer = client.post("/sign-in/second-step", data={**fields, "code": team.code(clock.now())})
    assert answer.headers["Location"] == "/people"


@pytest.mark.parametrize(
    "email", ["worker.l\u0430ntern@example.org", "wor\u200bker.lantern@example.org", "ｗorker.lantern@example.org"]
)
def test_letters_that_look_alike_are_another_address(team: Team, client: Reader, email: str) -> None:
    """L6."""
    team.has_app("worker")
    assert client.form("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize(
    "password", ["x" * 129, "x" * 2**20, f"{PASSWORD}\x00"], ids=["129", "a megabyte", "a hidden end"]
)
def test_a_password_that_could_be_nobodys_is_refused_before_it_is_hashed(
    team: Team, client: Reader, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L4."""
    team.has_app("worker")
    looked: list[str] = []
    monkeypatch.setattr(type(passwords.hasher), "verify", lambda _self, _kept, typed: looked.append(typed))
    answer = client.form("/sign-in", data={"email": team.email("worker"), "password": password})
    assert (answer.status_code, looked) == (200, [])


@pytest.mark.sqlite
def test_a_wrong_and_an_unknown_address_cost_one_look_each(
    team: Team, client: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L1: the time is that of one argon2id, whoever it is; what is looked at is counted, since time here is noise."""
    team.has_app("worker")
    _try(client, team.email("worker"), "wrong wrong wrong")
    looked, really = list[str](), passwords.hasher.verify

    def look(_self: PasswordHasher, kept: str, typed: str) -> bool:
        looked.append(kept)
        return really(kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", look)
    _try(client, team.email("worker"), "wrong wrong wrong")
    _try(client, "nobody@example.org", "wrong wrong wrong")
    assert len(looked) == 2
    first, second = (re.findall(r"m=\d+,t=\d+,p=\d+", one) for one in looked)
    assert first == second


def test_the_password_is_argon2id_of_nineteen_mebibytes() -> None:
    made = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    assert (SHIPPED.time_cost, SHIPPED.memory_cost, SHIPPED.parallelism) == (2, 19 * 1024, 1)
    assert SHIPPED.hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert made.check_needs_rehash(SHIPPED.hash("x")) is False


@pytest.mark.sqlite
def test_signing_in_without_the_token_or_with_anothers_does_nothing(team: Team, client: Reader, app: Flask) -> None:
    """L15."""
    team.has_app("worker")
    typed = {"email": team.email("worker"), "password": PASSWORD}
    other = app.test_client().get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.get("/sign-in")
    assert client.post("/sign-in", data=typed).status_code == 400
    assert client.post("/sign-in", data={**typed, "csrf_token": other}).status_code == 400


@pytest.mark.sqlite
def test_a_line_break_in_the_address_sets_no_header(team: Team, client: Reader) -> None:
    """L14."""
    team.actor("worker")
    data = {"email": team.email("worker"), "password": PASSWORD, "next": "/ok\r\nSet-Cookie: stolen=1"}
    team.has_app("worker")
    answer = client.form("/sign-in", data=data)
    assert answer.headers["Location"].startswith("/")
    assert not any("stolen" in one for one in answer.headers.getlist("Set-Cookie"))


@pytest.mark.sqlite
@pytest.mark.parametrize("password", ["short", "x" * 129, "aaaaaaaaaaaaaaaaaa"], ids=["short", "long", "one letter"])
def test_a_poor_password_is_refused_on_its_field(within: Flask, password: str) -> None:
    with pytest.raises(Refused) as no:
        services.check_password(password)
    assert no.value.field == "password"
