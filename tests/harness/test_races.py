"""Races that random killing meets too seldom, each run often on purpose (P17, P20; C.1 rule 5; cases S8, W10)."""

from __future__ import annotations

import datetime as dt
import http.client
import random
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.handing import Pace
from casework.kernel.handover import claim
from casework.people.models import Person
from reminders import jobs, services
from reminders.gateway import Outbox, TwilioGateway
from reminders.models import ProviderEvent, Reply, Text, TextsOff
from reminders.rules.kinds import TextKind
from reminders.services import replying
from reminders.services.sending import TextSteps
from tests.harness.reading import handed, replies
from tests.reminders.cast import Cast, texts
from tests.reminders.conftest import PUBLIC
from tests.support.provider.signing import signed
from tests.support.twilio_stand_in import SENDER, TOKEN

ROUNDS, AT_ONCE = 10, 25  # on each of two databases


def together(app: Flask, works: Sequence[Callable[[], object]]) -> None:
    """Run all of them at the same moment, each inside the application; a fault of one is the test's."""
    gate = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            work()

    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(one, work) for work in works]:
            done.result()


def test_nothing_is_handed_over_after_stop_in_500_races(cast: Cast, within: Flask) -> None:
    people = [cast.person(f"+4477009004{n:02}") for n in range(AT_ONCE)]
    numbers = [f"+4477009004{n:02}" for n in range(AT_ONCE)]
    went = 0
    for nth in range(ROUNDS):
        tokens = _due(people, cast, nth)

        def stop() -> None:
            for number in random.sample(numbers, AT_ONCE):
                with transaction():
                    replying.receive(f"SM{secrets.token_hex(16)}", number, "STOP", at=clock.now())
                time.sleep(random.random() / 100)

        together(within, [stop, lambda: jobs.run_due(Outbox(), pace=Pace(at_once=4))])
        went += _none_after_stop(tokens)
        _forget_stops()
    assert 0 < went < ROUNDS * AT_ONCE, "the races were none: one side always came first"


def _due(people: list[Person], cast: Cast, nth: int) -> dict[str, str]:
    """One text for each, due now; which number each goes to, by its token."""
    with transaction():
        made = [
            services.queue(
                db.session.merge(one),
                TextKind.FIRST_CONTACT,
                key=f"{nth}:{one.id}",
                not_before=clock.now(),
                not_after=clock.now() + dt.timedelta(hours=5),
                by=cast.worker,
                at=clock.now(),
            )
            for one in people
        ]
        return {text.token: f"+4477009004{place:02}" for place, text in enumerate(made)}


def _none_after_stop(tokens: dict[str, str]) -> int:
    db.session.rollback()
    gone, stopped = handed(), replies()
    late = [token for token, number in tokens.items() for seq in gone.get(token, []) if seq > stopped[number]]
    assert late == []
    return sum(token in gone for token in tokens)


def _forget_stops() -> None:
    """So that the next race begins as this one did: only a test may."""
    with transaction():
        for model in (TextsOff, Reply, Text):
            db.session.execute(sa.delete(model))


def test_four_schedulers_plan_and_claim_each_text_once(cast: Cast, within: Flask) -> None:
    """1,000 cycles on two databases: each plans a booking anew, which plans nothing twice; some claim what is due."""
    booked = [cast.book("2026-12-08 14:00", cast.person(f"+4477009005{n:02}")).id for n in range(10)]
    planned = {text.plan_key for text in texts()}
    with transaction():
        for one in texts(kind="two_hours"):
            db.session.delete(one)  # lost, as far as a scheduler can see: it must be planned again, once
    claimed: list[int] = []

    def schedule() -> None:
        from casework.appointments.models import Appointment

        for cycle in range(125):
            with transaction():
                found = db.session.get_one(Appointment, booked[cycle % len(booked)])
                services.appointment_booked(found, by=cast.worker, at=clock.now())
            if cycle % 10 == 0:
                claimed.extend(claim(TextSteps(Outbox()), clock.now(), 1))
            time.sleep(random.random() / 50)  # or one of them would wait for the lock until it gives up

    together(within, [schedule] * 4)
    assert sorted(text.plan_key for text in texts()) == sorted(planned)
    assert len(planned) == len({text.plan_key for text in texts()})
    assert sorted(claimed) == sorted(text.id for text in texts(kind="booked"))


@pytest.mark.parametrize(
    ("indexed", "under_way"),
    [pytest.param(True, 1, id="the index lets one through"), pytest.param(False, 2, id="without it both go")],
)
def test_two_connections_claim_two_texts_to_one_number(
    cast: Cast, within: Flask, indexed: bool, under_way: int
) -> None:
    """Straight at the tables, past every lock of ours: the database itself keeps one open text per number."""
    kim = cast.person(shared_phone=True)
    for person in (cast.jo, kim):
        cast.book("2026-12-08 14:00" if person is kim else "2026-12-08 16:00", person)
    first, second = (text.id for text in texts(kind="booked"))
    url = within.extensions["settings"].database_url
    if not indexed:
        with transaction():
            db.session.execute(sa.text("DROP INDEX one_open_text_per_number"))
    won = _race(url, first, second)
    assert (won, len(texts(state="claimed"))) == (under_way, under_way)


def _race(url: str, first: int, second: int) -> int:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    ready = threading.Barrier(2)

    def claim_it(key: int) -> bool:
        with engine.connect() as connection:
            ready.wait()
            try:
                connection.execute(sa.text("UPDATE text SET state = 'claimed' WHERE id = :id"), {"id": key})
                time.sleep(0.1)
                connection.commit()
                return True
            except IntegrityError:
                return False

    with ThreadPoolExecutor(2) as threads:
        return sum(threads.map(claim_it, (first, second)))


@pytest.mark.sqlite
def test_a_thousand_callbacks_at_once_are_all_kept_and_the_web_stays_usable(
    cast: Cast, connected: TwilioGateway, live: str
) -> None:
    cast.book("2026-12-08 14:00")
    [text] = texts(kind="booked")
    begun, slowest = time.monotonic(), 0.0
    with ThreadPoolExecutor(20) as threads:
        posts = [threads.submit(_report, live, text.token, n) for n in range(1000)]
        while not all(post.done() for post in posts):
            asked = time.monotonic()
            assert _ask(live, "GET", "/healthz") == 200
            slowest = max(slowest, time.monotonic() - asked)
            time.sleep(0.2)
        assert {post.result() for post in posts} == {204}
    assert time.monotonic() - begun < 30 * SLOW_MACHINE
    assert slowest < 5 * SLOW_MACHINE
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ProviderEvent)) == 1000


SLOW_MACHINE = 3  # other tests run at the same time


def _report(origin: str, token: str, n: int) -> int:
    address = f"/hooks/twilio/s/{token if n % 2 else f'other{n}'}"
    form = {"MessageSid": f"SM{n:032x}", "MessageStatus": "delivered", "To": "+447700900123", "From": SENDER}
    return _ask(origin, "POST", address, *signed(f"{PUBLIC}{address}", form, TOKEN))


def _ask(origin: str, method: str, address: str, body: str = "", headers: dict[str, Any] | None = None) -> int:
    line = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=60)
    try:
        line.request(method, address, body, headers or {})
        return line.getresponse().status
    finally:
        line.close()
