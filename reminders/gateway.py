"""The two real ends of a text: Twilio, and an outbox that keeps what it was given (house habit 9).

Only the Twilio end speaks to the outside. It never tries again by itself, follows no redirect, and can tell "never
connected" from "perhaps accepted": that difference decides whether a text may ever be handed over twice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import quote

from casework.kernel.air import Loop
from reminders.rules.answers import Answer, Heard, read
from reminders.rules.evidence import Listed
from reminders.rules.removing import Removal, said
from reminders.wire import Heard as Account
from reminders.wire import Wire, begin

CONNECT_SECONDS, READ_SECONDS = 5, 10
MOST_LISTED = 100
PAUSE_BUDGET = 10.0  # seconds by the monotonic clock between freezing a text and posting it


@dataclass(frozen=True)
class Message:
    """One text as it is handed over. `number` is E.164, `valid_for` seconds, `frozen_at` a monotonic reading taken
    before the hand-over was committed."""

    token: str
    number: str
    body: str = field(repr=False)
    valid_for: int
    frozen_at: float = field(default_factory=time.monotonic)


class Gateway(Protocol):
    """Somewhere a text can be handed to."""

    name: str

    def hand_over(self, message: Message) -> Answer:
        """Hand one text over, once. Never raises for what the other side does."""
        ...

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        """What the other side's list has for a number (E.164) from a moment (UTC) on; None when it cannot be read."""
        ...


class Outbox:
    """Keeps what it was given: the default, and the only end of practice mode and of pretend people."""

    name = "outbox"

    def __init__(self, keep: int = 200) -> None:
        self.kept: deque[Message] = deque(maxlen=keep)

    def hand_over(self, message: Message) -> Answer:
        """Keep the text; nothing leaves."""
        self.kept.append(message)
        return Answer(Heard.KEPT)

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        """Nothing left, so there is no list."""
        return []


class TwilioGateway:
    """Hands texts to Twilio over its REST API with the `twilio` library, its own retries off.

    `origin` sends the calls to another scheme and host, for a stand-in on loopback. `callback_base` is the configured
    public address; each text's own token is in the path of its status callback.
    """

    name = "twilio"

    def __init__(self, account_sid: str, auth_token: str, sender: str, *, callback_base: str, origin: str = "") -> None:
        self.sender = sender
        self._account = (account_sid, auth_token)
        self._callbacks = callback_base.rstrip("/") + "/hooks/twilio/s/"
        self._origin = origin
        self._made: tuple[Any, Wire, Loop] | None = None
        self._lock = threading.Lock()

    def hand_over(self, message: Message) -> Answer:
        """Post one text, once, and say what its answer proves (promises C.2)."""
        return self.loop().run(self.post(message))

    async def post(self, message: Message) -> Answer:
        """The same, on the event loop of `loop`, among others."""
        client, _, _ = self._client()
        heard = begin()
        if time.monotonic() - message.frozen_at > PAUSE_BUDGET:
            return Answer(Heard.NOT_POSTED)
        try:
            sid = await self._create(client, message)
        except Exception:  # judged by what came over the wire: the library's own differ from version to version
            sid = ""
        return _judge(heard, sid)

    def loop(self) -> Loop:
        """The one thread on which everything of this end travels."""
        return self._client()[2]

    def listed(self, number: str, since: dt.datetime) -> list[Listed] | None:
        """Read the newest of what Twilio's list has for a number: a look, which can be repeated without harm."""
        try:
            found = self.loop().run(self._list(number))
        except Exception:  # whatever it was, the list was not read: that proves nothing
            return None
        ours = (one for one in found if one.from_ == self.sender and one.date_created is not None)
        entries = [Listed(str(one.sid), str(one.status), one.date_created, str(one.error_code or "")) for one in ours]
        return [entry for entry in entries if entry.created_at >= since]

    def their_clock(self) -> dt.datetime | None:
        """The moment it is by Twilio's own clock, from the Date of an answer that moves nothing; None when it is not
        to be had. Any answer will do, so it asks without a key."""
        with contextlib.suppress(Exception):
            return self.loop().run(self._date())
        return None

    def remove(self, sid: str) -> Removal:
        """Ask Twilio to forget one text, by its number there. Asking again does no harm: what is not there is gone."""
        return self.loop().run(self._remove(sid))

    async def _remove(self, sid: str) -> Removal:
        heard = begin()
        with contextlib.suppress(Exception):  # judged by what came over the wire, as above
            await self._client()[0].messages(sid).delete_async()
        return said(heard.status)

    async def _create(self, client: Any, message: Message) -> str:
        sent = await client.messages.create_async(
            to=message.number,
            from_=self.sender,
            body=message.body,
            status_callback=self._callbacks + quote(message.token, safe=""),
            validity_period=message.valid_for,
            smart_encoded=False,
            content_retention="discard",
        )
        return str(sent.sid or "")

    async def _list(self, number: str) -> list[Any]:
        begin()
        found: list[Any] = await self._client()[0].messages.list_async(
            to=number, limit=MOST_LISTED, page_size=MOST_LISTED
        )
        return found

    async def _date(self) -> dt.datetime | None:
        heard = begin()
        await self._client()[1].request("GET", "https://api.twilio.com/2010-04-01.json")
        return heard.date

    def _client(self) -> tuple[Any, Wire, Loop]:
        with self._lock:  # importing the library takes most of a second: only when a text really goes
            if self._made is None:
                from twilio.rest import Client

                wire = Wire(self._origin, lambda: (CONNECT_SECONDS, READ_SECONDS))
                client = Client(*self._account, http_client=wire)
                client.messages.create_async  # noqa: B018 (the rest of the library is imported by this)
                self._made = client, wire, Loop(wire.close)
            return self._made


def _judge(heard: Account, sid: str) -> Answer:
    if heard.status:
        answer = read(heard.status, code=None if sid else heard.code, sid=sid, wait=heard.wait)
        return replace(answer, their_clock=heard.date)
    return Answer(Heard.UNKNOWN if heard.began else Heard.NEVER_CONNECTED)


def is_signed(address: str, form: object, signature: str, auth_token: str) -> bool:
    """Whether Twilio signed this post to this public address; `form` is a request's own. Without a token nothing is."""
    from twilio.request_validator import RequestValidator

    if not auth_token or not signature:
        return False
    return bool(RequestValidator(auth_token).validate(address, form, signature))
