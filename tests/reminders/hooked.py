"""What the provider posts, signed as its documentation says, for the tests of reports and replies."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from reminders.models import SenderCheck, Text
from tests.reminders.cast import JO
from tests.reminders.conftest import PUBLIC
from tests.support.application import Reader
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN

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


def verified() -> None:
    with transaction():
        sender_check = SenderCheck(
            sender=SENDER, number=JO, number_index=people.number_index(JO), sent_at=clock.now(), verified_at=clock.now()
        )
        db.session.add(sender_check)
