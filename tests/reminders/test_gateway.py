from __future__ import annotations

import socket
import time

import pytest

from reminders import gateway
from reminders.gateway import Message, Outbox, TwilioGateway
from reminders.rules.answers import Heard
from tests.reminders.conftest import PUBLIC
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN, Fault, StandIn

JO = "+447700900123"


def message(number: str = JO) -> Message:
    return Message("tok_en-1", number, "Hi Jo, see you Tue 13 Oct, 10:00am", 5400)


def test_the_outbox_keeps_what_it_was_given() -> None:
    outbox = Outbox()
    assert outbox.hand_over(message()).heard is Heard.KEPT
    assert [kept.number for kept in outbox.kept] == [JO]


def test_a_text_is_posted_once_with_its_own_callback_and_its_validity(twilio: TwilioGateway, provider: StandIn) -> None:
    answer = twilio.hand_over(message())
    assert (answer.heard, answer.sid) == (Heard.ACCEPTED, provider.ledger[0]["sid"])
    assert provider.requests == [
        {
            "path": f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
            "To": JO,
            "From": SENDER,
            "Body": "Hi Jo, see you Tue 13 Oct, 10:00am",
            "StatusCallback": f"{PUBLIC}/hooks/twilio/s/tok_en-1",
            "ValidityPeriod": "5400",
            "SmartEncoded": "false",
            "ContentRetention": "discard",
        }
    ]


@pytest.mark.parametrize(
    ("fault", "heard", "accepted"),
    [
        (Fault.ACCEPT_THEN_500, Heard.UNKNOWN, 1),
        (Fault.ACCEPT_THEN_RESET, Heard.UNKNOWN, 1),
        (Fault.ACCEPT_THEN_RUBBISH, Heard.UNKNOWN, 1),
        (Fault.FAIL_500, Heard.UNKNOWN, 0),
        (Fault.RESET_BEFORE, Heard.UNKNOWN, 0),
        (Fault.REDIRECT, Heard.UNKNOWN, 0),
        (Fault.TOO_MANY, Heard.TOO_MANY, 0),
        (Fault.OPTED_OUT, Heard.REJECTED, 0),
        (Fault.BAD_NUMBER, Heard.REJECTED, 0),
        (Fault.BAD_KEY, Heard.SENDER_REFUSED, 0),
    ],
)
def test_every_fault_is_heard_for_what_it_proves(
    twilio: TwilioGateway, provider: StandIn, fault: Fault, heard: Heard, accepted: int
) -> None:
    provider.next_faults = [fault]
    assert twilio.hand_over(message()).heard is heard
    assert (len(provider.requests), len(provider.ledger)) == (1, accepted)


def test_what_the_provider_asks_is_heard(twilio: TwilioGateway, provider: StandIn) -> None:
    provider.next_faults = [Fault.TOO_MANY, Fault.OPTED_OUT]
    asked = twilio.hand_over(message()).wait
    assert asked is not None
    assert asked.total_seconds() == 30
    assert twilio.hand_over(message()).code == 21610


def test_an_answer_that_does_not_come_is_unknown(
    twilio: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S2."""
    monkeypatch.setattr(gateway, "READ_SECONDS", 0.2)
    provider.next_faults = [Fault.SLOW]
    assert twilio.hand_over(message()).heard is Heard.UNKNOWN
    assert len(provider.ledger) == 1


def test_no_connection_is_proof_that_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    end = TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base=PUBLIC, origin=nobody)
    assert end.hand_over(message()).heard is Heard.NEVER_CONNECTED


def test_a_handshake_that_fails_is_proof_too(provider: StandIn) -> None:
    not_tls = provider.origin.replace("http:", "https:")
    end = TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base=PUBLIC, origin=not_tls)
    assert end.hand_over(message()).heard is Heard.NEVER_CONNECTED
    assert provider.ledger == []


def test_a_dead_connection_kept_open_is_not_used_again(twilio: TwilioGateway, provider: StandIn) -> None:
    provider.next_faults = [Fault.ACCEPT_THEN_RESET]
    twilio.hand_over(message())
    assert twilio.hand_over(message()).heard is Heard.ACCEPTED


def test_a_sender_that_was_paused_does_not_post_late(twilio: TwilioGateway, provider: StandIn) -> None:
    old = Message("tok", JO, "Hi", 60, frozen_at=time.monotonic() - gateway.PAUSE_BUDGET - 1)
    assert twilio.hand_over(old).heard is Heard.NOT_POSTED
    assert provider.requests == []


def test_a_message_shows_neither_words_nor_secrets() -> None:
    end = TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base=PUBLIC)
    assert "Hi Jo" not in repr(message())
    assert TOKEN not in repr(end)
