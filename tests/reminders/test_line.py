"""The line to the provider: an outage opens a circuit, one text tries it again, and nothing is used up meanwhile."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

from casework.kernel import clock
from casework.kernel.database import reading
from casework.kernel.handing import Pace
from reminders import jobs
from reminders.gateway import Message
from reminders.rules.answers import Answer, Heard
from reminders.services import alarms
from tests.reminders.cast import Cast, texts

At = Callable[[str], None]


class Line:
    """Answers as it is told; knows how many were on their way at once."""

    name = "twilio"

    def __init__(self, *answers: Heard, seconds: float = 0.0, wait: int | None = None) -> None:
        self.answers, self.seconds = list(answers), seconds
        self.wait = dt.timedelta(seconds=wait) if wait else None
        self.asked = self.flying = self.most = 0
        self.lock = threading.Lock()

    def hand_over(self, message: Message) -> Answer:
        with self.lock:
            self.asked, self.flying = self.asked + 1, self.flying + 1
            self.most = max(self.most, self.flying)
            heard = self.answers.pop(0) if self.answers else Heard.ACCEPTED
            sid = f"SM{self.asked:032x}" if heard is Heard.ACCEPTED else ""
        time.sleep(self.seconds)
        with self.lock:
            self.flying -= 1
        return Answer(heard, sid, wait=self.wait if heard is Heard.TOO_MANY else None)

    def listed(self, number: str, since: dt.datetime) -> None:
        """It has no list."""


def crowd(cast: Cast, people: int) -> None:
    for n in range(people):
        cast.book(f"2026-12-{8 + n % 3:02} 14:00", cast.person(f"+4477009003{n:02}"))


def kinds() -> list[str]:
    with reading():
        return [alarm.kind for alarm in alarms.standing(clock.now())]


def test_five_failed_connections_in_a_row_open_the_circuit_and_one_text_tries_it(cast: Cast, at: At) -> None:
    """S7."""
    crowd(cast, 8)
    line = Line(*[Heard.NEVER_CONNECTED] * 6)
    jobs.run_due(line)
    assert (line.asked, line.most, kinds()) == (5, 1, ["line"])
    assert jobs.run_due(line) == 0, "while the circuit is open nothing is tried"
    at("2026-11-23 11:21")
    jobs.run_due(line)
    assert (line.asked, kinds()) == (6, ["line"]), "one text alone tries it, and waits longer"
    at("2026-11-23 11:40")
    jobs.run_due(line)
    assert kinds() == []
    assert {text.state for text in texts(kind="booked")} == {"accepted"}
    assert line.asked == 6 + 8


def test_never_more_at_once_than_the_limit_and_the_first_goes_alone(cast: Cast) -> None:
    crowd(cast, 14)
    line = Line(seconds=0.02)
    assert jobs.run_due(line, pace=Pace(at_once=4)) == 14
    assert 2 <= line.most <= 4


def test_the_soonest_meeting_goes_first(cast: Cast) -> None:
    """S11."""
    crowd(cast, 6)
    sent: list[str] = []

    class Noting(Line):
        def hand_over(self, message: Message) -> Answer:
            sent.append(message.body.split("Dec")[0][-3:].strip())
            return super().hand_over(message)

    jobs.run_due(Noting(), pace=Pace(at_once=1))
    assert sent == ["8", "8", "9", "9", "10", "10"]


def test_no_more_in_a_second_than_the_rate(cast: Cast) -> None:
    """S11."""
    crowd(cast, 8)
    began = time.monotonic()
    assert jobs.run_due(Line(), pace=Pace(at_once=8, per_second=5)) == 8
    assert time.monotonic() - began >= 0.55, "five at once, then five a second"


def test_asked_to_slow_down_fewer_go_at_once_and_each_waits_as_long_as_it_was_asked(cast: Cast, at: At) -> None:
    """S4."""
    crowd(cast, 8)
    line = Line(Heard.ACCEPTED, Heard.TOO_MANY, seconds=0.01, wait=120)
    jobs.run_due(line)
    assert sorted(text.state for text in texts(kind="booked")) == ["accepted"] * 7 + ["planned"]
    at("2026-11-23 11:21")
    assert jobs.run_due(line) == 0
    at("2026-11-23 11:23")
    assert jobs.run_due(line) == 1


def test_asked_to_slow_down_again_and_again_the_sender_waits_as_long(cast: Cast, at: At) -> None:
    crowd(cast, 8)
    line = Line(*[Heard.TOO_MANY] * 5, wait=60)
    jobs.run_due(line)
    assert (line.asked, kinds()) == (5, ["slow"])
    assert jobs.run_due(line) == 0
    at("2026-11-23 11:22")
    jobs.run_due(line)
    assert {text.state for text in texts(kind="booked")} == {"accepted"}
