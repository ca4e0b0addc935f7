"""How much is posted is counted in the database, by person, by network address and for the site (ASVS 2.4.1)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from casework.accounts.models import RequestCount
from casework.accounts.rules.rates import Meter, Rate, Rates, Reads, of_post, of_read
from casework.accounts.services import rates
from casework.accounts.services.tries import TooMany
from casework.kernel.database import db, transaction
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
TOLD = "/account/told"


def press(reader: Reader) -> int:
    return reader.post(TOLD, data=hidden_fields(reader.get("/account").text, "/sign-out")).status_code


@pytest.mark.sqlite
def test_a_person_who_posts_too_much_waits_and_nobody_else_does(app: Flask, sign_in: Callable[[str], Reader]) -> None:
    app.config["RATES"] = Rates(person=3)
    with time_machine.travel(NOON, tick=False) as now:
        worker, manager = sign_in("worker"), sign_in("manager")
        assert [press(worker) for _ in range(4)] == [303, 303, 303, 429]
        assert press(manager) == 303
        waits = worker.post(TOLD, data=hidden_fields(worker.get("/account").text, "/sign-out"))
        assert waits.headers["Retry-After"] == "300"
        now.shift(dt.timedelta(minutes=5))
        assert press(worker) == 303


@pytest.mark.sqlite
def test_whoever_reads_as_only_a_machine_does_waits_and_nobody_else(
    app: Flask, client: Reader, sign_in: Callable[[str], Reader]
) -> None:
    app.config["READS"] = Reads(person=3, address=2)
    with time_machine.travel(NOON, tick=False) as now:
        worker, manager = sign_in("worker"), sign_in("manager")
        assert [worker.get("/help").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert worker.get("/nothing-there").status_code == 429
        assert [client.get(address).status_code for address in ("/help", "/nothing", "/help")] == [200, 404, 429]
        assert client.get("/static/app.css").status_code == 200
        assert manager.get("/help").status_code == 200
        now.shift(dt.timedelta(minutes=5))
        assert worker.get("/help").status_code == 200


def test_a_thousand_addresses_take_no_more_room_than_ten() -> None:
    meter = Meter(room=10)
    over = [meter.is_over(of_read(Reads(address=5), staff_id=None, address=f"::{n}"), at=NOON) for n in range(1000)]
    assert len(meter.counts) <= 12
    assert not over[5]
    assert over[-1], "those who came last are counted as one"


@pytest.mark.sqlite
def test_strangers_are_counted_by_their_network_address_and_everybody_by_the_site(
    app: Flask, client: Reader, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    app.config["RATES"] = Rates(address=2, site=5)
    team.actor("worker")
    with time_machine.travel(NOON, tick=False):
        token = hidden_fields(client.get("/sign-in").text, "/sign-in")
        answers = [client.post("/sign-out", data=token).status_code for _ in range(3)]
        assert answers == [303, 303, 429]
        worker = sign_in("worker")
        assert [press(worker) for _ in range(4)] == [303, 303, 303, 429]


def test_no_two_posts_are_counted_as_one(app: Flask) -> None:
    """Twelve at once from three threads: the count is exact on both databases."""
    limit = Rate("posts.person", "7", 10)
    refused: list[str] = []

    def post() -> None:
        for _ in range(4):
            try:
                with app.app_context(), transaction():
                    rates.count([limit], at=NOON)
            except TooMany:
                refused.append("refused")

    threads = [threading.Thread(target=post) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (len(refused), db.session.scalars(sa.select(RequestCount.posts)).all()) == (2, [10])


@pytest.mark.sqlite
def test_what_cannot_be_counted_is_not_answered(
    app: Flask, sign_in: Callable[[str], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """16.5.3: it fails closed."""
    worker = sign_in("worker")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(rates, "count", away)
    assert press(worker) == 503


def test_old_windows_are_forgotten(within: Flask) -> None:
    """Nothing grows without end: what was counted ten minutes ago is gone."""
    for minutes in (0, 5, 10, 15):
        with transaction():
            rates.count([Rate("posts.site", "", 9)], at=NOON + dt.timedelta(minutes=minutes))
    assert len(db.session.scalars(sa.select(RequestCount.id)).all()) == 2


def test_whoever_is_signed_in_is_not_counted_by_the_address_of_their_office() -> None:
    known = of_post(Rates(), staff_id=7, address="192.0.2.1")
    assert [one.purpose for one in known] == ["posts.person", "posts.site"]
    assert [one.purpose for one in of_post(Rates(), staff_id=None, address="")] == ["posts.address", "posts.site"]
