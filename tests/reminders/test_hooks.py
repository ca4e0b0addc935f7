"""Callbacks and replies from the provider (promises E, section W)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import ProviderEvent, Reply, SenderCheck, Text, TextsOff
from reminders.services import sender
from tests.reminders.cast import JO, Cast, states, texts
from tests.reminders.conftest import PUBLIC
from tests.support.application import Reader
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN, StandIn

At = Callable[[str], None]
SID = "SM" + "a" * 32


def signature(path: str, fields: list[tuple[str, str]], token: str = TOKEN, public: str = PUBLIC) -> str:
    """As Twilio's documentation says: the address, then each name and value in the order of names, hashed."""
    said = public + path + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def post(
    client: Reader, path: str, fields: list[tuple[str, str]], signed: str | None = None, **more: object
) -> TestResponse:
    headers = {"X-Twilio-Signature": signature(path, fields) if signed is None else signed}
    kind = "application/x-www-form-urlencoded"
    return client.post(path, data=urlencode(fields), content_type=kind, headers=headers, **more)


def report(client: Reader, text: Text, status: str, sid: str = SID, **more: str) -> int:
    fields = [("MessageSid", sid), ("MessageStatus", status), ("AccountSid", ACCOUNT), *more.items()]
    return post(client, f"/hooks/twilio/s/{text.token}", fields).status_code


def reply(client: Reader, body: str, number: str = JO, sid: str = "") -> TestResponse:
    sid = sid or "SM" + hashlib.md5(f"{number}{body}".encode()).hexdigest()
    fields = [("MessageSid", sid), ("From", number), ("To", SENDER), ("Body", body), ("NumMedia", "0")]
    return post(client, "/hooks/twilio/in", fields)


@pytest.fixture
def sent(cast: Cast, connected: TwilioGateway) -> Text:
    """One text, handed over and accepted."""
    cast.book("2026-12-08 14:00")
    jobs.run_due(connected)
    return texts(kind="booked")[0]


def test_a_signed_report_moves_the_text_forward(client: Reader, sent: Text) -> None:
    assert report(client, sent, "delivered", sent.provider_sid or "") == 204
    text = texts(kind="booked")[0]
    assert (text.state, text.settled_at is not None) == ("delivered", True)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda path, fields: "", id="no signature"),
        pytest.param(lambda path, fields: signature(path, fields, token="other"), id="wrong token"),
        pytest.param(lambda path, fields: signature(path + "x", fields), id="signature of another address"),
        pytest.param(lambda path, fields: signature(path, fields[:-1]), id="a field added"),
        pytest.param(lambda path, fields: signature(path, fields, public="https://evil.example"), id="another host"),
    ],
)
def test_what_is_not_signed_does_nothing(
    client: Reader, sent: Text, wrong: Callable[[str, list[tuple[str, str]]], str]
) -> None:
    """W1."""
    path, fields = f"/hooks/twilio/s/{sent.token}", [("MessageSid", SID), ("MessageStatus", "failed")]
    assert post(client, path, fields, wrong(path, fields)).status_code == 403
    assert states()["booked"] == "accepted"
    assert db.session.scalars(select(ProviderEvent)).all() == []


def test_the_order_of_fields_does_not_matter(client: Reader, sent: Text) -> None:
    """W1."""
    path = f"/hooks/twilio/s/{sent.token}"
    fields = [("MessageStatus", "sent"), ("ErrorCode", ""), ("MessageSid", sent.provider_sid or "")]
    for order in itertools.permutations(fields):
        assert post(client, path, list(order)).status_code == 204


def test_only_the_configured_public_address_counts(client: Reader, sent: Text) -> None:
    """W2."""
    path, fields = f"/hooks/twilio/s/{sent.token}", [("MessageSid", sent.provider_sid or ""), ("MessageStatus", "sent")]
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    headers = {"X-Twilio-Signature": signature(path, fields), **spoofed}
    kind = "application/x-www-form-urlencoded"
    assert client.post(path, data=urlencode(fields), content_type=kind, headers=headers).status_code == 204


def test_other_ways_to_call_it_are_refused(client: Reader, sent: Text) -> None:
    """W3."""
    path = f"/hooks/twilio/s/{sent.token}"
    assert client.get(path).status_code == 405
    assert client.put(path).status_code == 405
    assert client.post(path, json={"MessageSid": SID}).status_code == 415
    assert client.post(path, data={f"f{n}": "x" for n in range(2000)}).status_code == 413
    assert client.post(path, data={"Body": "x" * 10_000_000}).status_code == 413
    assert states()["booked"] == "accepted"


def test_a_field_given_twice_is_refused(client: Reader, sent: Text) -> None:
    """W4."""
    fields = [("MessageSid", SID), ("MessageStatus", "sent"), ("MessageStatus", "delivered")]
    assert post(client, f"/hooks/twilio/s/{sent.token}", fields).status_code == 400


def test_a_field_that_swallows_its_neighbour_is_refused_though_its_signature_holds(client: Reader, sent: Text) -> None:
    path = f"/hooks/twilio/s/{sent.token}"
    fields = [("MessageSid", SID), ("MessageStatus", "failed")]
    swallowed = [("MessageSid", SID + "MessageStatusfailed")]
    assert signature(path, fields) == signature(path, swallowed)
    assert post(client, path, swallowed).status_code == 400


def test_all_orders_of_five_reports_twice_over_end_in_delivered(client: Reader, sent: Text) -> None:
    words = ["queued", "sent", "delivered", "undelivered", "sending"]
    for order in random.sample(list(itertools.permutations(words)), 6):
        with transaction():
            db.session.merge(sent).state = "handed"
            db.session.query(ProviderEvent).delete()
        for word in (*order, *order):
            assert report(client, sent, word, sent.provider_sid or "") == 204
        assert states()["booked"] == "delivered"
    assert len(db.session.scalars(select(ProviderEvent)).all()) == 5


def test_a_report_before_the_answer_counts_as_acceptance(client: Reader, sent: Text) -> None:
    """W6."""
    with transaction():
        text = db.session.merge(sent)
        text.state, text.provider_sid = "handed", None
    assert report(client, sent, "queued") == 204
    [text] = texts(kind="booked")
    assert (text.state, text.provider_sid) == ("accepted", SID)


def test_late_evidence_settles_what_was_asked_of_a_person(client: Reader, sent: Text) -> None:
    with transaction():
        text = db.session.merge(sent)
        text.state, text.provider_sid = "person", None
    report(client, sent, "delivered")
    assert states()["booked"] == "delivered"
    assert services.tasks(agency_id=1, staff_id=None, now=clock.now()) == []


def test_a_report_for_a_text_we_do_not_have_is_kept(client: Reader, cast: Cast, connected: TwilioGateway) -> None:
    """W7."""
    fields = [("MessageSid", SID), ("MessageStatus", "delivered")]
    assert post(client, "/hooks/twilio/s/nobody", fields).status_code == 204
    [event] = db.session.scalars(select(ProviderEvent)).all()
    assert (event.token, event.status) == ("nobody", "delivered")


def test_a_second_name_for_one_text_changes_nothing(client: Reader, sent: Text) -> None:
    assert report(client, sent, "failed", "SM" + "b" * 32) == 204
    assert states()["booked"] == "accepted"


def test_an_unknown_word_is_kept_and_changes_nothing(client: Reader, sent: Text) -> None:
    """W8."""
    assert report(client, sent, "levitating", sent.provider_sid or "") == 204
    assert states()["booked"] == "accepted"
    assert len(db.session.scalars(select(ProviderEvent)).all()) == 1


def test_what_did_not_arrive_becomes_a_task_that_says_why(client: Reader, sent: Text) -> None:
    report(client, sent, "undelivered", sent.provider_sid or "", ErrorCode="30003")
    [task] = services.tasks(agency_id=1, staff_id=None, now=clock.now())
    assert task.why == "Booking confirmed: the phone is off or out of reach. See them in person"


def test_nothing_is_signed_without_a_token(client: Reader, within: Flask) -> None:
    services.wire(within, public_url=PUBLIC)
    path, fields = "/hooks/twilio/in", [("MessageSid", SID), ("From", JO), ("Body", "hi")]
    assert post(client, path, fields, signature(path, fields, token="")).status_code == 403


def test_ten_thousand_forgeries_change_nothing(sent: Text) -> None:
    """P16: flipped, cut, swapped and re-cased signatures and fields, straight at the check."""
    from werkzeug.datastructures import MultiDict

    from reminders.gateway import is_signed

    address, fields = f"{PUBLIC}/hooks/twilio/s/{sent.token}", [("MessageSid", SID), ("MessageStatus", "delivered")]
    good = signature(address.removeprefix(PUBLIC), fields)
    assert is_signed(address, MultiDict(fields), good, TOKEN)
    for _ in range(10_000):
        at = random.randrange(len(good) - 1)
        forged = good[:at] + random.choice("ABCxyz019+/") + good[at + 1 :]
        assert forged == good or not is_signed(address, MultiDict(fields), forged, TOKEN)


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
    _verified()
    at("2026-11-23 22:00")
    reply(client, "STOP", sid="SM" + "2" * 32)
    reply(client, "stop", sid="SM" + "3" * 32)
    jobs.run_due()
    jobs.run_due()
    assert provider.sent_to(JO) == ["You won't get any more texts from this number. You can still call 020 7946 0123."]


def _verified() -> None:
    with transaction():
        sender_check = SenderCheck(
            sender=SENDER, number=JO, number_index=people.number_index(JO), sent_at=clock.now(), verified_at=clock.now()
        )
        db.session.add(sender_check)


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
    _verified()
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
