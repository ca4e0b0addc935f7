"""Our Twilio end, and the stand-in that the other tests trust, held to Twilio's own published API description."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from reminders.gateway import Message, TwilioGateway
from reminders.rules.answers import Heard
from tests.reminders.cast import JO
from tests.reminders.conftest import PUBLIC
from tests.support import prism
from tests.support.provider import process
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN, Fault, StandIn

pytestmark = pytest.mark.timeout(300)
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
BODY = "Hi Jo, see you Tue 13 Oct, 10:00am"


def text() -> Message:
    return Message("tok_en-1", JO, BODY, 5400)


@pytest.fixture(scope="module")
def twilio_itself() -> Iterator[str]:
    """Answers from the description's own examples; what the description forbids is refused."""
    with prism.serving("mock", str(prism.description())) as address:
        yield address


def gateway(origin: str, account: str = ACCOUNT) -> TwilioGateway:
    return TwilioGateway(account, TOKEN, SENDER, callback_base=PUBLIC, origin=origin)


def test_what_we_send_is_what_the_description_asks_for(twilio_itself: str) -> None:
    answer = gateway(twilio_itself).hand_over(text())
    assert answer.heard is Heard.ACCEPTED
    assert answer.sid.startswith("SM")


def test_the_check_has_teeth(twilio_itself: str) -> None:
    address = twilio_itself + MESSAGES.format(AccountSid=ACCOUNT)
    wrong = requests.post(address, data={"Body": "Hi", "ValidityPeriod": "soon"}, auth=(ACCOUNT, TOKEN), timeout=20)
    said = " ".join(fault["message"] for fault in wrong.json()["validation"])
    assert wrong.status_code == 422
    assert "required property 'To'" in said
    assert "ValidityPeriod must be integer" in said


def test_an_account_that_is_not_one_stops_the_sender(twilio_itself: str) -> None:
    assert gateway(twilio_itself, account="ACshort").hand_over(text()).heard is Heard.SENDER_REFUSED


def test_every_field_we_send_is_one_the_description_names(twilio: TwilioGateway, provider: StandIn) -> None:
    twilio.hand_over(text())
    sent = set(provider.requests[0]) - {"path"}
    assert sent <= set(_asked()["properties"])
    assert set(_asked()["required"]) <= sent


def _asked() -> Any:
    described = json.loads(prism.description().read_text())
    body = described["paths"][MESSAGES]["post"]["requestBody"]["content"]
    return body["application/x-www-form-urlencoded"]["schema"]


def test_the_stand_in_answers_as_the_description_says(provider: StandIn) -> None:
    """Between us and the stand-in, Prism refuses any request or answer that breaks the description."""
    with prism.serving("proxy", str(prism.description()), provider.origin) as between:
        assert gateway(between).hand_over(text()).heard is Heard.ACCEPTED
        assert provider.sent_to(JO) == [BODY]
        provider.next_faults = [Fault.ACCEPT_THEN_RUBBISH]
        assert gateway(between).hand_over(text()).heard is Heard.UNKNOWN


def test_the_hostile_provider_answers_as_the_description_says_and_lists_what_it_took(tmp_path: Path) -> None:
    with (
        process.running(tmp_path) as hostile,
        prism.serving("proxy", str(prism.description()), hostile.origin) as between,
    ):
        answer = gateway(between).hand_over(text())
        assert answer.heard is Heard.ACCEPTED
        [entry] = gateway(between).listed(JO, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) or []
        assert (entry.sid, entry.status) == (answer.sid, "queued")
        assert gateway(between).listed("+447700900124", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == []
        hostile.plan(faults={"too_many": 1.0})
        assert gateway(between).hand_over(text()).heard is Heard.TOO_MANY
        assert [taken.sid for taken in hostile.truth().taken] == [answer.sid]
