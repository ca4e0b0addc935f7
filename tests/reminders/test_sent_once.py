"""Faults, forks, pauses and workers side by side: each text once, and only what is proved is said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from casework.kernel import clock, handover
from casework.kernel.database import db, transaction
from reminders import gateway, jobs, services
from reminders.gateway import Outbox, TwilioGateway
from reminders.models import Text
from tests.reminders.cast import JO, Cast, states, texts
from tests.support.twilio_stand_in import Fault, StandIn

At = Callable[[str], None]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.ACCEPT_THEN_500, "unknown"),
        (Fault.ACCEPT_THEN_RESET, "unknown"),
        (Fault.FAIL_500, "unknown"),
        (Fault.TOO_MANY, "planned"),
        (Fault.BAD_KEY, "planned"),
        (Fault.BAD_NUMBER, "rejected"),
        (Fault.OPTED_OUT, "rejected"),
    ],
)
def test_each_fault_leaves_the_state_it_proves(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, fault: Fault, state: str
) -> None:
    """S1, S3."""
    cast.book("2026-12-08 14:00")
    provider.next_faults = [fault]
    jobs.run_due(twilio)
    assert states()["booked"] == state
    for minute in range(21, 24):
        at(f"2026-11-23 11:{minute}")
        jobs.run_due(twilio)
    assert len(provider.ledger) == 1 - (state == "rejected") - (fault is Fault.FAIL_500)
    assert provider.doubled() == {}


def test_asked_for_no_more_at_the_provider_switches_texts_off(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S5."""
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.OPTED_OUT]
    jobs.run_due(twilio)
    at("2026-12-07 10:00")
    jobs.run_due(twilio)
    assert len(provider.requests) == 1
    assert texts(kind="one_day")[0].held_why.startswith("Texts off: the provider has blocked")


def test_a_wrong_key_stops_the_sender_within_one_text_and_uses_none_up(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S6."""
    for number in range(5):
        somebody = cast.person(f"+44770090020{number}")
        cast.book(f"2026-12-08 1{number}:00", somebody)
    provider.next_faults = [Fault.BAD_KEY]
    jobs.run_due(twilio)
    assert len(provider.requests) == 1
    assert {text.attempts for text in texts(kind="booked")} == {0}
    at("2026-11-23 11:22")
    assert jobs.run_due(twilio) == 5
    assert len(provider.ledger) == 5


def test_what_is_never_proved_becomes_a_persons_question_and_is_not_sent_again(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    cast.book("2026-12-08 14:00")
    provider.next_faults = [Fault.FAIL_500]
    jobs.run_due(twilio)
    at("2026-11-23 13:25")
    jobs.run_due(twilio)
    assert (states()["booked"], len(provider.requests)) == ("person", 1)
    [task] = services.tasks(agency_id=1, staff_id=None, now=clock.now())
    assert task.why == "Booking confirmed: not known whether it went: ask them. See them in person"


def test_two_people_with_one_number_are_texted_one_after_the_other(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn
) -> None:
    """S16."""
    other = cast.person(JO, shared_phone=True)
    cast.book("2026-12-08 14:00")
    cast.book("2026-12-08 15:00", other)
    provider.next_faults = [Fault.ACCEPT_THEN_RESET]
    jobs.run_due(twilio)
    assert sorted(text.state for text in texts(kind="booked")) == ["planned", "unknown"]
    jobs.run_due(twilio)
    assert len(provider.requests) == 1


def test_a_text_that_cannot_be_made_harms_only_itself(
    cast: Cast, at: At, twilio: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reminders.services import composing

    original = composing.compose

    def compose(text: Text, contact: Any) -> Any:
        if text.person.given_name == "Poison":
            raise ZeroDivisionError
        return original(text, contact)

    monkeypatch.setattr("reminders.services.sending.compose", compose)
    poisoned = cast.person("+447700900200")
    with transaction():
        db.session.merge(poisoned).given_name = "Poison"
    cast.book("2026-12-08 14:00", poisoned)
    cast.book("2026-12-08 15:00")
    for minute in (20, 25, 35, 50):
        at(f"2026-11-23 11:{minute}")
        jobs.run_due(twilio)
    first, second = sorted(texts(kind="booked"), key=lambda text: text.id)
    assert (first.state, first.quarantine_reason) == ("person", "Could not be prepared: ZeroDivisionError")
    assert second.state == "accepted"


def test_two_workers_at_once_send_each_text_once(
    cast: Cast, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    for number in range(12):
        cast.book("2026-12-08 14:00", cast.person(f"+4477009003{number:02}"))
    broken: list[Exception] = []

    def work() -> None:
        with within.app_context():
            try:
                for _ in range(3):
                    jobs.run_due(twilio, limit=4)
            except Exception as error:
                broken.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broken == []
    jobs.run_due(twilio)
    assert (len(provider.ledger), provider.doubled()) == (12, {})
    assert {text.state for text in texts(kind="booked")} == {"accepted"}


def test_a_paused_sender_does_not_post_and_says_so(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book("2026-12-08 14:00")
    monkeypatch.setattr(gateway, "PAUSE_BUDGET", -1.0)
    jobs.run_due(twilio)
    [text] = texts(kind="booked")
    assert (text.state, text.attempts, text.handed_at) == ("planned", 0, None)
    assert text.held_why.startswith("Our sender was held up")
    monkeypatch.undo()
    at("2026-11-23 11:22")
    jobs.run_due(twilio)
    assert len(provider.ledger) == 1


@pytest.mark.sqlite
def test_a_process_that_was_forked_hands_over_what_it_claimed_under_its_own_name(
    cast: Cast, twilio: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book("2026-12-08 14:00")
    monkeypatch.setattr(handover, "OWNER", "somebody else")
    assert jobs.run_due(twilio) == 1
    assert [text.owner for text in texts(state="accepted")] == ["somebody else"]


def test_no_pretend_text_can_reach_the_provider(cast: Cast, connected: TwilioGateway, provider: StandIn) -> None:
    from flask import g

    from reminders.services.sender import end_in_use

    g.pretend = True
    try:
        assert isinstance(end_in_use(), Outbox)
    finally:
        g.pretend = False
