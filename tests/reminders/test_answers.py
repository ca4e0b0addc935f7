from __future__ import annotations

import datetime as dt
import random

import pytest

from reminders.rules import answers
from reminders.rules.answers import NOT_ACCEPTED, Answer, Heard, next_state, read, try_again_in
from reminders.rules.life import TextState, may_move


@pytest.mark.parametrize(
    ("status", "code", "sid", "heard"),
    [
        pytest.param(201, None, "SM1", Heard.ACCEPTED, id="201 with a name"),
        pytest.param(201, None, "", Heard.UNKNOWN, id="201 without one"),
        pytest.param(204, None, "", Heard.UNKNOWN, id="2xx that cannot be read"),
        pytest.param(302, None, "", Heard.UNKNOWN, id="sent elsewhere"),
        pytest.param(400, 21610, "", Heard.REJECTED, id="asked for no more"),
        pytest.param(400, 21211, "", Heard.REJECTED, id="bad number"),
        pytest.param(400, None, "", Heard.UNKNOWN, id="400 that is not the provider's"),
        pytest.param(400, 20003, "", Heard.SENDER_REFUSED, id="our key"),
        pytest.param(401, 20003, "", Heard.SENDER_REFUSED, id="401"),
        pytest.param(403, None, "", Heard.SENDER_REFUSED, id="403"),
        pytest.param(403, 21408, "", Heard.REJECTED, id="403 about this number"),
        pytest.param(404, 20404, "", Heard.SENDER_REFUSED, id="404"),
        pytest.param(408, None, "", Heard.UNKNOWN, id="408"),
        pytest.param(429, 20429, "", Heard.TOO_MANY, id="429 was never processed"),
        pytest.param(500, 20500, "", Heard.UNKNOWN, id="500"),
        pytest.param(503, None, "", Heard.UNKNOWN, id="503"),
    ],
)
def test_what_an_answer_proves(status: int, code: int | None, sid: str, heard: Heard) -> None:
    assert read(status, code=code, sid=sid).heard is heard


@pytest.mark.parametrize("heard", Heard)
def test_every_answer_is_a_move_that_a_handed_text_has(heard: Heard) -> None:
    to = next_state(Answer(heard))
    assert may_move(TextState.HANDED, to)
    assert (to is TextState.PLANNED) == (heard in NOT_ACCEPTED)


def test_it_waits_as_asked_or_twice_as_long_each_time_but_never_over_an_hour() -> None:
    chance = random.Random(1)
    asked = Answer(Heard.TOO_MANY, wait=dt.timedelta(seconds=30))
    assert dt.timedelta(seconds=30) <= try_again_in(asked, 5, chance) <= dt.timedelta(seconds=38)
    waits = [try_again_in(Answer(Heard.NEVER_CONNECTED), tries, chance) for tries in range(12)]
    assert waits[0] >= dt.timedelta(seconds=30)
    assert max(waits) <= dt.timedelta(minutes=75)


def test_staff_read_what_to_do() -> None:
    assert answers.why(Answer(Heard.REJECTED, code=21610)) == "They asked the provider for no more texts"
    assert answers.why(Answer(Heard.REJECTED, code=21211)).startswith("This number cannot be texted")
    assert answers.rejected_why(30003) == "The phone is off or out of reach"
    assert answers.rejected_why(30007) == "The network refused it"
    assert answers.rejected_why(39999) == "The provider refused it (code 39999)"
    assert answers.rejected_why(None) == "It did not arrive"
    assert "account" in answers.why(Answer(Heard.SENDER_REFUSED))
    assert answers.why(Answer(Heard.ACCEPTED)) == ""
