"""Clock trouble is harmless (promises P21): nothing goes early, late or twice, and what is wrong is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.kernel import clock
from casework.kernel.database import db, reading
from reminders import jobs
from reminders.gateway import Message
from reminders.models import SenderAlarm
from reminders.rules.answers import Answer, Heard
from reminders.rules.troubles import APART, clocks_differ
from reminders.services import alarms
from reminders.services.going import Going
from reminders.services.watch import Watch
from tests.reminders.cast import Cast, london, texts

At = Callable[[str], None]
START = dt.datetime(2026, 11, 23, 11, 20, tzinfo=dt.UTC)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


class Provider:
    """A provider whose own clock is right, whatever ours says."""

    name = "twilio"

    def __init__(self, true: Callable[[], dt.datetime]) -> None:
        self.true, self.taken = true, list[tuple[dt.datetime, str]]()

    def hand_over(self, message: Message) -> Answer:
        self.taken.append((self.true(), message.token))
        return Answer(Heard.ACCEPTED, sid=f"SM{len(self.taken):032x}", their_clock=self.true())

    def their_clock(self) -> dt.datetime:
        return self.true()

    def listed(self, number: str, since: dt.datetime) -> None:
        """It has no list."""


steps = st.lists(
    st.tuples(
        st.integers(5, 600),
        st.one_of(st.just(0), st.integers(-86_400, 86_400), st.integers(-290, 290), st.sampled_from([3_600, -3_600])),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=300)
@given(steps=steps, seen=st.booleans())
def test_the_watch_never_believes_a_clock_that_is_wrong(steps: list[tuple[int, int]], seen: bool) -> None:
    """Real time goes on by so many seconds, then our clock is stepped: it is believed only while it is near."""
    watch, true, ours = Watch(), START, dt.timedelta()
    believed = watch.is_right(true, 0.0, lambda: [true])
    assert believed
    for seconds, step in steps:
        true += dt.timedelta(seconds=seconds)
        ours = dt.timedelta(seconds=step)
        right = watch.is_right(true + ours, (true - START).total_seconds(), lambda now=true: [now] if seen else [])  # type: ignore[misc]
        if abs(ours) > 2 * APART:
            assert not right
        if ours == dt.timedelta() and seen:
            assert right
        if not right and not seen:
            return  # nobody can say which clock is right: nothing goes until somebody can


@pytest.mark.parametrize("step", [-DAY, -dt.timedelta(hours=1), dt.timedelta(minutes=6), DAY], ids=str)
def test_a_jump_while_running_sends_nothing_and_is_said_and_then_all_goes_once(
    cast: Cast, at: At, step: dt.timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S9."""
    monkeypatch.setattr(jobs, "database_clock", lambda: None)  # the server's own clock is not this test's
    cast.book("2026-12-08 14:00")
    cast.book("2026-11-24 12:30", cast.person("+447700900201"))
    true = clock.now()
    provider, watch = Provider(lambda: true), Watch()
    born = true

    def wake(off: dt.timedelta) -> int:
        passed = (true - born).total_seconds()
        return jobs.wake(provider, clock=lambda: true + off, monotonic=lambda: passed, watch=watch)

    assert wake(dt.timedelta()) == 2
    for _ in range(3):
        true += dt.timedelta(seconds=15)
        wake(step)
    assert len(provider.taken) == 2, "not one more, early or twice"
    if step == DAY:
        with reading():
            assert [alarm.kind for alarm in alarms.standing(true + step)] == ["clock"]
    true = london("2026-11-24 10:45")
    assert wake(dt.timedelta()) == 1, "what is due goes when the clock is right again"
    with reading():
        assert alarms.standing(true) == []
    assert len({token for _, token in provider.taken}) == len(provider.taken) == 3
    planned = {text.token: text for text in texts()}
    for moment, token in provider.taken:
        assert planned[token].not_before <= moment < planned[token].not_after


@pytest.mark.postgresql
def test_a_database_whose_clock_says_otherwise_stops_the_sender(cast: Cast, at: At) -> None:
    cast.book("2026-12-08 14:00")
    provider = Provider(clock.now)
    assert jobs.wake(provider, watch=Watch()) == 0, "this test's clock stands still on another day"
    assert provider.taken == []
    with reading():
        assert [alarm.kind for alarm in alarms.standing(clock.now())] == ["clock"]


def test_a_provider_that_dates_its_answer_otherwise_stops_the_sender(cast: Cast, at: At) -> None:
    for n in range(4):
        cast.book("2026-12-08 14:00", cast.person(f"+44770090020{n}"))
    now = clock.now()
    provider = Provider(lambda: now + dt.timedelta(minutes=7))
    assert jobs.run_due(provider) == 1
    assert len(provider.taken) == 1
    with reading():
        [alarm] = db.session.query(SenderAlarm).all()
        assert (alarm.kind, alarm.wait_until is not None) == ("clock", True)
    assert jobs.run_due(provider) == 0


def test_small_steps_of_a_kept_clock_change_nothing() -> None:
    going = Going()
    going.hear(Answer(Heard.ACCEPTED, "SM1", their_clock=START + dt.timedelta(minutes=4)), START)
    assert not going.must_stop
    assert clocks_differ(START, [None, START + 2 * APART])
    assert not clocks_differ(START, [None])
