"""The second witness at work: texts that nothing has proved are looked for in the provider's list (promises C.5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.kernel import clock
from casework.kernel.database import db, reading, transaction
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import ProviderEvent, Text
from reminders.services import witness
from tests.reminders.cast import Cast, states, texts
from tests.support.twilio_stand_in import Fault, StandIn

At = Callable[[str], None]


@pytest.fixture
def unproved(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> Text:
    """A confirmation that the provider took, and answered with 500."""
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.ACCEPT_THEN_500]
    jobs.run_due(twilio)
    [text] = texts(kind="booked")
    assert text.state == "unknown"
    return text


def look(twilio: TwilioGateway) -> int:
    return jobs.witness_due(twilio)


def test_the_list_proves_what_the_answer_did_not(
    unproved: Text, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    assert look(twilio) == 0, "the first look is a minute after the hand-over"
    at("2026-11-23 11:21")
    assert look(twilio) == 1
    [text] = texts(kind="booked")
    assert (text.state, text.provider_sid) == ("accepted", provider.ledger[0]["sid"])
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("word", "state"),
    [("delivered", "delivered"), ("undelivered", "undelivered"), ("queued", "accepted"), ("canceled", "accepted")],
)
def test_the_lists_own_word_is_taken(
    unproved: Text, at: At, twilio: TwilioGateway, provider: StandIn, word: str, state: str
) -> None:
    provider.status = word
    at("2026-11-23 11:21")
    look(twilio)
    assert states()["booked"] == state


def test_a_lagging_list_is_read_again_and_late_evidence_takes_the_question_away(
    unproved: Text, at: At, cast: Cast, twilio: TwilioGateway, provider: StandIn
) -> None:
    provider.list_lags = True
    for minutes, looks in [("11:21", 1), ("11:22", 2), ("11:24", 2), ("11:25", 3), ("12:20", 7)]:
        at(f"2026-11-23 {minutes}")
        look(twilio)
        assert texts(kind="booked")[0].polls == looks
    at("2026-11-23 13:21")
    jobs.run_due(twilio)
    assert states()["booked"] == "person"
    assert _questions(cast) == 1
    provider.list_lags = False
    look(twilio)
    assert states()["booked"] == "accepted"
    assert _questions(cast) == 0
    at("2026-11-24 10:00")
    assert look(twilio) == 0


def _questions(cast: Cast) -> int:
    with reading():
        return len(services.tasks(agency_id=cast.worker.agency_id, staff_id=None, now=clock.now()))


def test_no_entry_is_credited_while_another_text_to_the_number_is_unsettled(
    unproved: Text, at: At, cast: Cast, twilio: TwilioGateway, provider: StandIn
) -> None:
    """Two people share a phone (case S16): the first one's text went, nobody knows; then the second one's went."""
    provider.list_lags = True
    at("2026-11-23 13:21")
    jobs.run_due(twilio)
    kim = cast.person(shared_phone=True)
    cast.book("2026-12-09 15:00", kim)
    provider.next_faults = [Fault.ACCEPT_THEN_500]
    jobs.run_due(twilio)
    assert sorted(text.state for text in texts(kind="booked")) == ["person", "unknown"]
    provider.list_lags = False
    at("2026-11-23 13:30")
    assert look(twilio) == 0
    assert sorted(text.state for text in texts(kind="booked")) == ["person", "unknown"]


def test_an_entry_that_a_callback_gave_to_another_text_is_not_ours(
    unproved: Text, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    with transaction():
        sid, now = provider.ledger[0]["sid"], clock.now()
        db.session.add(ProviderEvent(sid=sid, status="sent", token="another", received_at=now, raw_hash=bytes(32)))
    at("2026-11-23 11:21")
    assert look(twilio) == 0
    assert states()["booked"] == "unknown"


def test_a_list_that_cannot_be_read_proves_nothing_and_is_not_counted(
    unproved: Text, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    provider.list_breaks = True
    at("2026-11-23 11:21")
    assert look(twilio) == 0
    assert (texts(kind="booked")[0].state, texts(kind="booked")[0].polls) == ("unknown", 0)
    provider.list_breaks = False
    assert look(twilio) == 1


def test_a_callback_that_came_while_the_list_was_read_stands(
    unproved: Text, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    at("2026-11-23 11:21")
    with reading():
        [wanted] = witness.due(clock.now())
    listed = twilio.listed(wanted.number, wanted.since)
    assert listed is not None
    with transaction():
        db.session.get_one(Text, wanted.id).state = "delivered"
    with transaction():
        assert not witness.look_for(wanted.id, listed, clock.now())
    assert states()["booked"] == "delivered"
