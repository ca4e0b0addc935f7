"""Guessing is counted before anything is looked at, and stops; nobody is kept out by a stranger (promises P24)."""

from __future__ import annotations

import contextvars
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from casework.accounts.rules.tries import of_code, of_password
from casework.accounts.services import Browser, passwords, tries
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.refused import Refused
from tests.support.application import Reader
from tests.support.staff import PASSWORD, Team
from web.views import proving

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
GUESS = "wrong wrong wrong"


def test_two_hundred_guesses_at_once_are_looked_at_ten_times(
    app: Flask, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L3: at most 10 hashes are computed, and the count is exact."""
    team.actor("worker")
    looked, really = list[str](), passwords.verify

    def look(kept: str, typed: str) -> bool:
        looked.append(typed)
        return really(kept, typed)

    monkeypatch.setattr(passwords, "verify", look)
    email, at = team.email("worker"), clock.now()

    def guess(number: int) -> str:
        with app.app_context():
            try:
                proving.password_of(email, GUESS, Browser(f"192.0.2.{number}"), at=at)
            except Refused as no:
                return type(no).__name__
            return "in"

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda number: contextvars.Context().run(guess, number), range(200)))
    assert len(looked) == 10
    assert (said.count("TooMany"), said.count("in")) == (190, 0)


@pytest.mark.sqlite
def test_a_stranger_with_many_addresses_keeps_nobody_out_who_was_here_before(team: Team, app: Flask) -> None:
    """L2: throttled with Retry-After; other people, and a known device of the same person, get in."""
    team.actor("supervisor")
    known = team.by_page("worker")
    known.post(
        "/sign-out", data={"csrf_token": known.get("/account").text.split('csrf_token" value="')[1].split('"')[0]}
    )
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=False):
        for number in range(11):
            stranger = app.test_client()
            assert isinstance(stranger, Reader)
            typed = {"email": team.email("worker"), "password": GUESS}
            answer = stranger.form("/sign-in", data=typed, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
        assert tries.TOO_MANY in answer.text
        team.by_page("supervisor")
        team.by_page("worker", known)


def test_ten_in_five_minutes_fifty_in_a_day_and_five_codes(within: Flask) -> None:
    buckets = of_password("robin@example.org", address="192.0.2.1", device="known")

    def taken(at: dt.datetime, most: int) -> int:
        for number in range(most):
            try:
                with transaction():
                    tries.take(buckets, at=at)
            except tries.TooMany:
                return number
        return most

    assert taken(NOON, 12) == 10
    assert taken(NOON + dt.timedelta(minutes=4, seconds=59), 1) == 0
    assert [taken(NOON + dt.timedelta(minutes=5 * n), 12) for n in range(1, 6)] == [10, 10, 10, 10, 0]
    assert taken(NOON + dt.timedelta(days=1, minutes=1), 12) == 10
    buckets = of_code(1, device="")
    assert taken(NOON + dt.timedelta(days=3), 12) == 5


@pytest.mark.sqlite
def test_where_tries_cannot_be_counted_no_password_is_looked_at(
    client: Reader, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails closed."""
    team.actor("worker")
    looked: list[str] = []
    monkeypatch.setattr(passwords, "verify", lambda _kept, typed: looked.append(typed))

    def broken(*_args: object, **_more: object) -> None:
        raise OperationalError("count", {}, Exception("disk"))

    monkeypatch.setattr(tries, "take", broken)
    answer = client.form("/sign-in", data={"email": team.email("worker"), "password": PASSWORD})
    assert (answer.status_code, looked) == (503, [])


def test_four_passwords_are_looked_at_at_once_and_a_fifth_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, let_go = threading.Semaphore(0), list[int](), threading.Event()

    class Slow:
        def hash(self, _password: str) -> str:
            inside.release()
            let_go.wait(5)
            return "hash"

    monkeypatch.setattr(passwords, "hasher", Slow())
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    with ThreadPoolExecutor(4) as pool:
        busy = [pool.submit(passwords.hash_password, "x") for _ in range(4)]
        for _ in busy:
            assert inside.acquire(timeout=5)
        with pytest.raises(passwords.Busy):
            passwords.hash_password("x")
        let_go.set()
        most += [len(one.result()) for one in busy]
    assert most == [4] * 4
