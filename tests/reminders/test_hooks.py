"""Reports from the provider (promises E, section W)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import ProviderEvent, Text
from tests.reminders.cast import JO, Cast, states, texts
from tests.reminders.conftest import PUBLIC
from tests.reminders.hooked import SID, post, report, signature
from tests.support.application import Reader
from tests.support.twilio_stand_in import TOKEN

At = Callable[[str], None]


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
