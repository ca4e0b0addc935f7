"""Sessions lock, end and stay ended; their owner sees where they are signed in (P25, L11-L13, L16, L23)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
import time_machine
from flask import Flask

from casework.accounts import services
from casework.accounts.rules import Stage
from casework.accounts.services import Browser, alerts, sessions
from casework.kernel import clock
from casework.kernel.database import transaction
from casework.kernel.refused import NotFound
from tests.support.application import Reader, hidden_fields
from tests.support.staff import PASSWORD, Team
from web.sessions import POLL

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
SignIn = Callable[[str], Reader]


def unlock(client: Reader, **typed: str) -> str:
    fields = hidden_fields(client.get("/lock").text, "/lock/key")
    return client.post("/lock/key", data={**fields, **typed}).headers.get("Location", "")


@pytest.mark.sqlite
def test_the_lock_shows_no_name_and_leads_back_to_the_same_page(sign_in: SignIn) -> None:
    worker = sign_in("worker")
    action = hidden_fields(worker.get("/people").text, "/lock")
    at = worker.post("/lock", data=action).headers["Location"]
    assert at == "/lock?next=/people"
    page = worker.get(at).text
    assert "Robin" not in page
    assert worker.get("/people").headers["Location"] == at
    assert worker.get("/").headers["Location"].startswith("/lock")
    fields = hidden_fields(page, "/lock/key")
    wrong = worker.post("/lock/key", data={**fields, "password": "wrong wrong wrong"})
    assert "Your password is not right" in wrong.text
    before = worker.get_cookie("__Host-waymark")
    right = worker.post("/lock/key", data={**fields, "password": PASSWORD})
    assert right.headers["Location"] == "/people"
    after = worker.get_cookie("__Host-waymark")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert worker.get("/people").status_code == 200


@pytest.mark.sqlite
def test_a_page_that_polls_keeps_nothing_awake_and_typing_does(sign_in: SignIn) -> None:
    """L16."""
    with time_machine.travel(NOON, tick=False) as now:
        worker = sign_in("worker")
        token = hidden_fields(worker.get("/people").text, "/lock")
        for _ in range(3):
            now.shift(dt.timedelta(minutes=4))
            assert worker.get("/people", headers={POLL: "yes"}).status_code == 200
        now.shift(dt.timedelta(minutes=2))
        assert worker.post("/still-here", data=token).status_code == 204
        now.shift(dt.timedelta(minutes=14))
        assert worker.get("/people", headers={POLL: "yes"}).status_code == 200
        now.shift(dt.timedelta(minutes=1))
        assert worker.get("/people", headers={POLL: "yes"}).headers["Location"].startswith("/lock")


@pytest.mark.sqlite
def test_a_pin_unlocks_one_device_and_the_fifth_wrong_one_is_its_last(team: Team) -> None:
    with time_machine.travel(NOON, tick=False):
        worker = team.by_page("worker")
        assert "PIN must not be" in worker.form("/account/pin", data={"pin": "1234"}).text
        assert worker.form("/account/pin", data={"pin": "2580"}).status_code == 303

        def lock() -> None:
            worker.post("/lock", data=hidden_fields(worker.get("/people").text, "/lock"))

        lock()
        assert unlock(worker, pin="2580") == "/"
        lock()
        for _ in range(5):
            assert unlock(worker, pin="9753") == ""
        assert unlock(worker, pin="2580") == ""
        assert 'name="pin"' not in worker.get("/lock").text
        assert unlock(worker, password=PASSWORD) == "/"
        assert "Five wrong PINs" in worker.get("/account").text


@pytest.mark.sqlite
def test_a_session_planted_before_sign_in_is_replaced(team: Team, sign_in: SignIn) -> None:
    """L11."""
    planted = sign_in("supervisor")
    key = planted.get_cookie("__Host-waymark")
    assert key is not None
    victim = team.client_of(key.value)
    team.by_page("worker", victim)
    assert planted.get("/people").headers["Location"].startswith("/sign-in")
    now = victim.get_cookie("__Host-waymark")
    assert now is not None
    assert now.value != key.value


@pytest.mark.sqlite
def test_where_i_am_signed_in_and_one_press_ends_it(team: Team) -> None:
    """T10: the phone that was lost."""
    here, lost = team.by_page("worker"), team.sign_in("worker")
    page = here.get("/account").text
    ends = re.findall(r'action="(/account/sessions/[A-Z0-9]{8}/end)"', page)
    assert len(ends) == 1
    assert here.post(ends[0], data=hidden_fields(page, ends[0])).status_code == 303
    assert lost.get("/people").headers["Location"].startswith("/sign-in")
    assert here.get("/people").status_code == 200
    stranger = team.sign_in("supervisor")
    token = hidden_fields(stranger.get("/account").text, "/sign-out")
    assert stranger.post(ends[0], data=token).status_code == 404


def test_a_hundred_races_of_an_end_with_a_running_request_revive_none(app: Flask, team: Team) -> None:
    """L13, P25: 0 revived of 100."""
    keys = [team.key("worker") for _ in range(25)]

    def race(number: int) -> None:
        with app.app_context():
            found = services.find_session(keys[number // 4], at=clock.now())
            if number % 4 == 0:
                with transaction():
                    services.end_session(keys[number // 4], at=clock.now())
            elif found is not None:
                with transaction():
                    act = sessions.lock_session if number % 4 == 3 else services.touch_session
                    act(found.id, at=clock.now())

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: Context().run(race, number), range(100)))
    with app.app_context():
        assert [key for key in keys if services.find_session(key, at=clock.now())] == []
        assert sessions.sessions_of(team.staff_of(team.email("worker")).id, at=clock.now()) == []


def test_what_was_ended_meanwhile_is_neither_unlocked_nor_proved_nor_led_on(app: Flask, team: Team) -> None:
    key = team.key("worker")
    with app.app_context():
        found = services.find_session(key, at=clock.now())
        assert found is not None
        with transaction():
            services.end_session(key, at=clock.now())
        with transaction():
            assert sessions.unlock_session(found, how="PIN", at=clock.now()) is None
            assert sessions.prove_session(found, how="passkey", at=clock.now()) is None
        with pytest.raises(NotFound), transaction():
            sessions.advance(found, Stage.WHOLE, at=clock.now())
        assert sessions.sessions_of(found.staff.id, at=clock.now()) == []


def test_two_places_at_once_are_shown_and_the_third_time_a_manager_is_told(within: Flask, team: Team) -> None:
    """L23."""
    manager = team.actor("manager").staff_id
    team.actor("worker")
    assert manager is not None

    def comes(number: int, address: str, at: dt.datetime) -> None:
        with transaction():
            services.open_session(
                team.staff_of(team.email("worker")), at=at, browser=Browser(address, "Chrome", f"browser {number}")
            )

    worker = team.actor("worker").staff_id
    assert worker is not None
    for day in range(3):
        at = NOON + dt.timedelta(days=day)
        comes(2 * day, "192.0.2.1", at)
        comes(2 * day + 1, "198.51.100.1", at + dt.timedelta(minutes=5))
        assert len(alerts.waiting(worker)) == day + 1
        assert len(alerts.waiting(manager)) == (1 if day == 2 else 0)
    comes(0, "203.0.113.5", at + dt.timedelta(minutes=6))  # a browser that is known
    assert len(alerts.waiting(worker)) == 3
