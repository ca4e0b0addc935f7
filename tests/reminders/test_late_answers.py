"""An answer that came after its hand-over was given up as unknown, and the answer to STOP of somebody who has died."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.handover import take_back
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer as Said
from reminders import jobs
from reminders.gateway import Message, TwilioGateway
from reminders.models import Text, TextsOff
from reminders.rules.answers import Answer, Heard
from reminders.rules.evidence import Listed
from reminders.services.sending import TextSteps
from tests.reminders.cast import Cast, texts
from tests.reminders.hooked import reply, verified
from tests.support.application import Reader
from tests.support.twilio_stand_in import StandIn

At = Callable[[str], None]


class Slow:
    """An end whose answer comes when another worker has long taken the hand-over for lost."""

    name = "twilio"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def hand_over(self, message: Message) -> Answer:
        take_back(TextSteps(self), clock.now() + dt.timedelta(minutes=3))
        [text] = texts(token=message.token)
        assert text.state == "unknown"
        db.session.rollback()
        return self.answer

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        return None


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param(Answer(Heard.ACCEPTED, "SM" + "b" * 32), "accepted", id="its own answer is evidence"),
        pytest.param(Answer(Heard.UNKNOWN), "unknown", id="nothing is proved"),
        pytest.param(Answer(Heard.NEVER_CONNECTED), "unknown", id="never sent again by itself"),
        pytest.param(Answer(Heard.REJECTED, code=21610), "unknown", id="a person is asked"),
    ],
)
def test_a_late_answer_settles_only_what_the_rules_allow(cast: Cast, answer: Answer, state: str) -> None:
    cast.book("2026-12-08 14:00")
    jobs.run_due(Slow(answer), limit=1)
    [text] = texts(kind="booked")
    assert text.state == state
    assert (text.provider_sid or "") == (answer.sid if state == "accepted" else "")


def test_a_late_word_that_she_opted_out_is_obeyed(cast: Cast) -> None:
    cast.book("2026-12-08 14:00")
    jobs.run_due(Slow(Answer(Heard.REJECTED, code=21610)), limit=1)
    assert [row.why for row in db.session.scalars(select(TextsOff))] == ["provider"]


@pytest.mark.parametrize("life", ["died", "no longer agrees"])
def test_stop_is_not_confirmed_to_somebody_who_may_not_be_texted_at_all(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn, at: At, life: str
) -> None:
    verified()
    if life == "died":
        with transaction():
            today = clock.today()
            people.record_circumstance(cast.jo, CircumstanceKind.DIED, since=today, by=cast.worker, at=clock.now())
    else:
        cast.says(safe_to_text=Said.NO)
    reply(client, "STOP")
    jobs.run_due(connected)
    assert provider.requests == []
    waits = "cancelled" if life == "died" else "planned"
    assert [text.state for text in db.session.scalars(select(Text))] == [waits]
