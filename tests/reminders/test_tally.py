"""What a sender counted a moment ago is good only while nobody has handed over anything since (promises P7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import event

from casework.kernel import audit, clock
from casework.kernel.clock import local_day
from casework.kernel.database import db, reading
from casework.kernel.handover import claim, hand_over_many, record
from reminders.gateway import Outbox
from reminders.rules.answers import Answer, Heard
from reminders.rules.spending import Caps
from reminders.services.caps import Tally
from reminders.services.sending import TextSteps
from reminders.services.wiring import wired
from tests.reminders.cast import JO, Cast, texts

COUNTS_ALL = "GROUP BY text.agency_id"


def _hand_over(steps: TextSteps) -> int:
    """The next text that is due, as far as its answer; how many the agencies' texts were counted for it."""
    counted: list[str] = []

    def heard(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if COUNTS_ALL in statement:
            counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        for one in hand_over_many(steps, claim(steps, clock.now(), 1), clock.now):
            record(steps, [(one, steps.send(one.message))], clock.now)
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    return len(counted)


def _book(cast: Cast, how_many: int) -> None:
    for hour in range(9, 9 + how_many):
        cast.book(f"2026-12-08 {hour:02}:00", cast.person(JO, shared_phone=True))


def _gone() -> int:
    return len(texts(state="kept", kind="booked"))


def test_it_counts_once_and_again_when_another_has_handed_over(cast: Cast) -> None:
    wired().caps = Caps(number=50, person=50)
    _book(cast, 5)
    mine, others = TextSteps(Outbox()), TextSteps(Outbox())
    assert [_hand_over(mine), _hand_over(mine)] == [1, 0]
    assert _hand_over(others) == 1
    assert [_hand_over(mine), _hand_over(mine)] == [1, 0]
    assert _gone() == 5


def test_no_limit_is_passed_by_what_another_handed_over(cast: Cast) -> None:
    """Near a limit it is counted for every batch, whatever is remembered."""
    wired().caps = Caps(number=50, person=50, agency=3)
    _book(cast, 6)
    mine, others = TextSteps(Outbox()), TextSteps(Outbox())
    counted = [_hand_over(one) for one in (mine, others, mine, others, mine)]
    assert (counted, _gone()) == ([1, 1, 1, 1, 1], 3)


def test_what_came_back_unsent_is_no_longer_counted(cast: Cast) -> None:
    class Full(Outbox):
        def hand_over(self, message: object) -> Answer:
            return Answer(Heard.NEVER_CONNECTED)

    wired().caps = Caps(number=50, person=50)
    _book(cast, 2)
    steps = TextSteps(Full())
    assert [_hand_over(steps), _hand_over(steps)] == [1, 1]


def test_a_tally_is_for_one_london_day(cast: Cast, at: Callable[[str], None]) -> None:
    wired().caps = Caps()
    today = local_day(clock.now())
    with reading():
        tally = Tally(today, audit.newest(), {1: 5})
        assert tally.still_holds(today, 10)
        assert not tally.still_holds(today + dt.timedelta(days=1), 10)
        assert not tally.still_holds(today, wired().caps.agency - 5)
        assert not Tally(today, (audit.newest()[0], b"another"), {1: 5}).still_holds(today, 10)
