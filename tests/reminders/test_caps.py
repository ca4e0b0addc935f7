"""Toll fraud is bounded whoever holds an account (promises P7): limits counted from the texts themselves."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from casework.kernel import clock
from casework.kernel.database import db, reading, transaction
from casework.kernel.handing import Pace
from casework.kernel.refused import Refused
from casework.people.services import number_index
from reminders import jobs
from reminders.gateway import Message, Outbox, TwilioGateway
from reminders.models import SenderAlarm, Text
from reminders.rules.answers import Answer, Heard
from reminders.rules.spending import Cap, Caps, Spent
from reminders.services import caps as counting
from reminders.services import sender
from reminders.services.wiring import wired
from tests.bench.fill import fill
from tests.reminders.cast import JO, Cast, states, texts
from tests.support.staff import Team

At = Callable[[str], None]
ATTEMPTS, WORKERS = 2_000, 3
TO_ONE = "3 texts have gone to this number today, which is the most. Ring them"
OF_US = "170 texts of this service have gone today, which is the most. Ring them"


class Ledger:
    """An end that takes everything, and keeps to whom."""

    name = "ledger"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.lock = threading.Lock()

    def hand_over(self, message: Message) -> Answer:
        with self.lock:
            self.taken.append(message.number)
            return Answer(Heard.ACCEPTED, sid=f"SM{len(self.taken):032x}")

    def listed(self, number: str, since: dt.datetime) -> None:
        """It has no list."""


@pytest.mark.parametrize(
    ("gone", "cap"),
    [
        pytest.param((2, 5, 199, 0), None, id="one below each limit"),
        pytest.param((3, 0, 0, 0), Cap.NUMBER, id="to one number"),
        pytest.param((0, 6, 0, 0), Cap.PERSON, id="to one person in a week"),
        pytest.param((0, 0, 200, 0), Cap.AGENCY, id="of one agency"),
        pytest.param((0, 0, 0, 500), Cap.SITE, id="of the whole site"),
    ],
)
def test_each_limit(gone: tuple[int, int, int, int], cap: Cap | None) -> None:
    spent = Spent({b"n": gone[0]}, {7: gone[1]}, {1: gone[2], 2: gone[3]})
    assert spent.reached(Caps(), number=b"n", person=7, agency=1) is cap


def test_two_thousand_attempts_by_many_at_once_pass_no_limit(within: Flask, at: At) -> None:
    """Somebody with a stolen account has planned two thousand texts to sixty people."""
    fill(due=ATTEMPTS, future=0, people=60)
    at("2026-11-23 12:00")
    wired().caps = Caps(number=3, person=6, agency=170, site=500)
    ledger, broken = Ledger(), list[Exception]()

    def work(times: int = 10) -> None:
        """As often as the clock would wake it: SQLite may keep one of many writers waiting for longer than it waits."""
        with within.app_context():
            try:
                jobs.run_due(ledger, pace=Pace(at_once=40))
            except Exception as error:
                if times > 1 and "database is locked" in str(error):
                    return work(times - 1)
                broken.append(error)
        return None

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broken == []
    assert max(Counter(ledger.taken).values()) == 3
    assert len(ledger.taken) == 170
    with reading():
        states = dict(db.session.execute(select(Text.state, func.count()).group_by(Text.state)).all())
        held = dict(db.session.execute(select(Text.held_why, func.count()).group_by(Text.held_why)).all())
        told = [row.kind for row in db.session.scalars(select(SenderAlarm))]
    assert states == {"accepted": 170, "planned": ATTEMPTS - 170}
    assert set(held) - {""} == {TO_ONE, OF_US}
    assert held[TO_ONE] + held[OF_US] > ATTEMPTS / 2, "the others wait for another's answer to the same number"
    assert told == ["agency_cap"]


def test_what_is_over_the_limit_waits_a_day_or_asks_for_a_call(cast: Cast, at: At) -> None:
    """S18."""
    wired().caps = Caps(number=1)
    other = cast.person(JO, shared_phone=True)
    cast.book("2026-12-08 14:00")
    cast.book("2026-12-08 15:00", other)
    jobs.run_due(Outbox())
    jobs.run_due(Outbox())
    kept, held = sorted(texts(kind="booked"), key=lambda text: text.state)
    assert (kept.state, held.state) == ("kept", "planned")
    assert held.held_why == "1 texts have gone to this number today, which is the most. Ring them"
    at("2026-11-24 09:00")
    jobs.run_due(Outbox())
    assert {text.state for text in texts(kind="booked")} == {"kept"}


def test_what_would_come_too_late_expires_in_sight(cast: Cast) -> None:
    wired().caps = Caps(site=0)
    cast.book("2026-11-23 18:00")
    jobs.run_due(Outbox())
    assert states()["booked"] == "expired"
    assert texts(state="expired")[0].ended_why.startswith("0 texts have gone from this site today")


def test_what_cannot_be_counted_does_not_go(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*_: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    cast.book("2026-12-08 14:00")
    monkeypatch.setattr(counting, "_counted", broken)
    outbox = Outbox()
    assert jobs.run_due(outbox) == 0
    assert list(outbox.kept) == []
    assert texts(kind="booked")[0].held_why == "Today's texts could not be counted, so none goes. Ring them"
    assert texts(kind="booked")[0].attempts == 0


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("+447011111111", id="a personal number, 070"),
        pytest.param("+447781100123", id="Guernsey"),
        pytest.param("+447797712345", id="Jersey"),
        pytest.param("+447624212345", id="Isle of Man"),
        pytest.param("+33612345678", id="abroad"),
        pytest.param("+442079460123", id="a landline"),
        pytest.param("+449012345678", id="premium"),
        pytest.param("07700900123", id="not in its one form"),
    ],
)
def test_no_text_goes_but_to_a_uk_mobile_whatever_the_database_holds(cast: Cast, number: str) -> None:
    from casework.people.models import SafeContact

    cast.book("2026-12-08 14:00")
    with transaction():
        for row in db.session.scalars(select(SafeContact)):
            row.mobile, row.mobile_index = number, number_index(number)
        db.session.execute(update(Text).values(number_index=number_index(number)))
    outbox = Outbox()
    jobs.run_due(outbox)
    assert list(outbox.kept) == []
    assert texts(kind="booked")[0].held_why


@pytest.mark.parametrize("number", ["+447781100123", "+447797712345", "+447624212345"])
def test_the_islands_are_texted_where_the_machine_is_told_so(
    cast: Cast, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casework.people.models import SafeContact

    monkeypatch.setitem(cast.app.config, "TEXT_ISLANDS", True)
    cast.book("2026-12-08 14:00")
    with transaction():
        for row in db.session.scalars(select(SafeContact)):
            row.mobile, row.mobile_index = number, number_index(number)
        db.session.execute(update(Text).values(number_index=number_index(number)))
    outbox = Outbox()
    jobs.run_due(outbox)
    assert [one.number for one in outbox.kept] == [number]


def test_test_texts_are_bounded_as_well(cast: Cast, connected: TwilioGateway, team: Team, at: At) -> None:
    administrator = team.actor("administrator")

    def start(number: int) -> None:
        with transaction():
            sender.start_check(f"07700 900{number:03}", by=administrator, at=clock.now())

    for number in (1, 1, 1, 2, 2, 2, 3, 3, 3):
        start(number)
    with pytest.raises(Refused, match="Enough test texts"):
        start(1)
    start(4)
    with pytest.raises(Refused, match="Enough test texts"):
        start(5)
    at("2026-11-24 09:00")
    start(1)


def test_the_limits_are_settings_of_the_machine(settings_for: Callable[..., object]) -> None:
    chosen = settings_for(texts_per_number_a_day="2", texts_per_person_a_week="4")
    assert (getattr(chosen, "texts_per_number_a_day"), getattr(chosen, "texts_per_person_a_week")) == (2, 4)  # noqa: B009
