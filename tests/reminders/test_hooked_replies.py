"""Replies that the provider posts (promises E, section W)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import Reply, TextsOff
from reminders.services import sender
from tests.reminders.cast import JO, Cast, texts
from tests.reminders.hooked import reply, verified
from tests.support.application import Reader
from tests.support.twilio_stand_in import StandIn

At = Callable[[str], None]


def test_a_reply_is_kept_encrypted_shown_and_changes_nothing(
    client: Reader, cast: Cast, connected: TwilioGateway
) -> None:
    cast.book("2026-12-08 14:00")
    answer = reply(client, "<b>=cmd|' /C calc'!A0</b> new number 07700 900456")
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    [kept] = db.session.scalars(select(Reply)).all()
    assert (kept.person_id, kept.meaning, kept.number) == (cast.jo.id, "other", JO)
    raw = db.session.execute(db.text("SELECT body FROM reply")).scalar_one()
    assert b"calc" not in bytes(raw)
    assert {text.state for text in texts()} == {"planned"}
    contact = people.safe_contact(cast.jo)
    assert contact is not None
    assert contact.mobile == JO
    [task] = services.tasks(agency_id=1, staff_id=None, now=clock.now())
    assert (task.why, task.button) == ("Replied", "Read")


def test_the_same_reply_twice_is_one_reply(client: Reader, cast: Cast, connected: TwilioGateway) -> None:
    reply(client, "hello")
    reply(client, "hello")
    assert len(db.session.scalars(select(Reply)).all()) == 1


@pytest.mark.parametrize("word", ["STOP", "stop", "Stop.", "STOPALL", "ARRET"])
def test_stop_switches_texts_off_at_once(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn, word: str
) -> None:
    cast.book("2026-12-08 14:00")
    reply(client, word)
    jobs.run_due(connected)
    assert provider.requests == []
    assert {text.held_why for text in texts()} == {"Texts off: they replied STOP. Use another way"}


def test_a_text_already_claimed_does_not_go_after_stop(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn
) -> None:
    from casework.kernel.handover import claim, hand_over
    from reminders.services.sending import TextSteps

    cast.book("2026-12-08 14:00")
    steps = TextSteps(connected)
    [key] = claim(steps, clock.now(), 5)
    reply(client, "STOP")
    assert not hand_over(steps, key, clock.now)
    assert provider.requests == []


def test_stop_is_confirmed_once_and_only_when_texts_really_leave(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn, at: At
) -> None:
    reply(client, "STOP", sid="SM" + "1" * 32)
    assert texts() == []
    with transaction():
        for off in db.session.scalars(select(TextsOff)):
            off.lifted_at = clock.now()
    verified()
    at("2026-11-23 22:00")
    reply(client, "STOP", sid="SM" + "2" * 32)
    reply(client, "stop", sid="SM" + "3" * 32)
    jobs.run_due()
    jobs.run_due()
    assert provider.sent_to(JO) == ["You won't get any more texts from this number. You can still call 020 7946 0123."]


@pytest.mark.parametrize(
    ("body", "why"),
    [("who is this", "wrong"), ("wrong number", "wrong"), ("she's dead", "wrong"), ("stop please", "maybe_stop")],
)
def test_a_doubt_pauses_the_number(client: Reader, cast: Cast, connected: TwilioGateway, body: str, why: str) -> None:
    """W14."""
    cast.book("2026-12-08 14:00")
    reply(client, body)
    [off] = db.session.scalars(select(TextsOff)).all()
    assert off.why == why
    assert jobs.run_due(connected) == 0


@pytest.mark.parametrize("body", ["cancel", "yes", "CHANGE", "please cancel my appointment", "START"])
def test_other_words_change_nothing(client: Reader, cast: Cast, connected: TwilioGateway, body: str) -> None:
    cast.book("2026-12-08 14:00")
    reply(client, body)
    assert db.session.scalars(select(TextsOff)).all() == []
    assert jobs.run_due(connected) == 1


def test_start_does_not_switch_texts_on_but_a_person_does(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn
) -> None:
    """W17."""
    from reminders.services import dealing

    cast.book("2026-12-08 14:00")
    reply(client, "STOP")
    reply(client, "START")
    assert jobs.run_due(connected) == 0
    with transaction():
        dealing.lift(db.session.merge(cast.jo), by=cast.worker, at=clock.now())
    assert jobs.run_due(connected) == 1


def test_a_reply_on_a_shared_number_is_nobodys_until_a_person_looks(
    client: Reader, cast: Cast, connected: TwilioGateway
) -> None:
    cast.person(JO, shared_phone=True)
    reply(client, "see you then")
    [kept] = db.session.scalars(select(Reply)).all()
    assert (kept.shared, kept.person_id, kept.agency_id) == (True, None, cast.worker.agency_id)


def test_an_unknown_number_is_kept_and_never_answered(client: Reader, cast: Cast, connected: TwilioGateway) -> None:
    verified()
    reply(client, "STOP", number="+447700900777")
    [kept] = db.session.scalars(select(Reply)).all()
    assert (kept.person_id, kept.agency_id) == (None, None)
    assert texts() == []


def test_danger_stands_first(client: Reader, cast: Cast, connected: TwilioGateway) -> None:
    reply(client, "see you at ten")
    reply(client, "he's here with a knife")
    [task] = services.tasks(agency_id=1, staff_id=None, now=clock.now())
    assert task.why == "Read this now: it may be about danger"


def test_practice_ends_when_the_test_text_is_answered(
    client: Reader, cast: Cast, connected: TwilioGateway, provider: StandIn, team: object
) -> None:
    mine = "+447700900555"
    with transaction():
        sender.start_check("07700 900555", by=cast.worker, at=clock.now())
    assert sender.send_check(mine) == ""
    assert provider.sent_to(mine) == [sender.TEST_TEXT]
    assert not sender.is_live()
    reply(client, "yes", number="+447700900556")
    assert not sender.is_live()
    reply(client, "Yes", number=mine)
    assert sender.is_live()
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    assert provider.sent_to(JO)
