"""The two real ends of a text: Twilio, and an outbox that keeps what it was given (house habit 9).

Only the Twilio end speaks to the outside. It never tries again by itself, follows no redirect, and can tell "never
connected" from "perhaps accepted": that difference decides whether a text may ever be handed over twice.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from reminders.rules.answers import Answer, Heard, read

CONNECT_SECONDS, READ_SECONDS = 5, 10
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


class Outbox:
    """Keeps what it was given: the default, and the only end of practice mode and of pretend people."""

    name = "outbox"

    def __init__(self, keep: int = 200) -> None:
        self.kept: deque[Message] = deque(maxlen=keep)

    def hand_over(self, message: Message) -> Answer:
        """Keep the text; nothing leaves."""
        self.kept.append(message)
        return Answer(Heard.KEPT)


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
        self._made: tuple[Any, _Wire] | None = None
        self._lock = threading.Lock()

    def hand_over(self, message: Message) -> Answer:
        """Post one text, once, and say what its answer proves (promises C.2)."""
        client, wire = self._client()
        wire.begin()
        if time.monotonic() - message.frozen_at > PAUSE_BUDGET:
            return Answer(Heard.NOT_POSTED)
        return _hear(lambda: self._post(client, message), wire)

    def _post(self, client: Any, message: Message) -> str:
        sent = client.messages.create(
            to=message.number,
            from_=self.sender,
            body=message.body,
            status_callback=self._callbacks + quote(message.token, safe=""),
            validity_period=message.valid_for,
            smart_encoded=False,
            content_retention="discard",
        )
        return str(sent.sid or "")

    def _client(self) -> tuple[Any, _Wire]:
        with self._lock:  # importing the library takes most of a second: only when a text really goes
            if self._made is None:
                from twilio.rest import Client

                wire = _Wire(self._origin)
                self._made = Client(*self._account, http_client=wire), wire
            return self._made


def _hear(post: Callable[[], str], wire: _Wire) -> Answer:
    """Judge by what came over the wire; the library's own exceptions differ from version to version."""
    try:
        sid = post()
    except Exception:
        sid = ""
    if wire.status:
        return read(wire.status, code=wire.code, sid=sid, wait=wire.wait)
    return Answer(Heard.UNKNOWN if wire.began else Heard.NEVER_CONNECTED)


class _Wire:
    """The HTTP client given to the library: one plain request, and whether a byte of it may have left.

    Each thread has its own connection and its own account of what happened.
    """

    def __init__(self, origin: str) -> None:
        self._origin = urlsplit(origin) if origin else None
        self._here = threading.local()

    @property
    def began(self) -> bool:
        """Whether a byte of this thread's request may have been written."""
        return bool(self._here.began)

    @property
    def status(self) -> int:
        """The HTTP status this thread heard; 0 when there was no whole answer."""
        return int(self._here.status)

    @property
    def code(self) -> int | None:
        """The provider's error code in the answer this thread heard."""
        try:
            code = json.loads(self._here.text).get("code")
        except (ValueError, AttributeError):
            return None
        return code if isinstance(code, int) else None

    @property
    def wait(self) -> dt.timedelta | None:
        """How long the other side asked this thread to wait."""
        seconds = str(self._here.headers.get("Retry-After", ""))
        return dt.timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() else None

    def begin(self) -> None:
        """Start afresh: nothing sent, nothing heard."""
        self._here.began, self._here.status, self._here.text, self._here.headers = False, 0, "", {}

    def request(self, method: str, url: str, *, auth: Any = None, data: Any = None, **asked: Any) -> Any:
        """What the library calls. Never tries again and follows no redirect."""
        from twilio.http.response import Response

        answer = self._session().request(
            method,
            self._address(url),
            params=asked.get("params"),
            data=data,
            headers=asked.get("headers"),
            auth=auth,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )
        self._here.status, self._here.text, self._here.headers = answer.status_code, answer.text, answer.headers
        return Response(int(answer.status_code), answer.text, answer.headers)

    def _address(self, url: str) -> str:
        if self._origin is None:
            return url
        parts = urlsplit(url)
        return urlunsplit((self._origin.scheme, self._origin.netloc, parts.path, parts.query, ""))

    def _session(self) -> Any:
        if getattr(self._here, "session", None) is None:
            self._here.session = _session(self._note, trust_env=self._origin is None)
        return self._here.session

    def _note(self) -> None:
        self._here.began = True


def _session(note: Callable[[], None], *, trust_env: bool) -> Any:
    """A session whose connections say when the first byte is about to be written, and not before."""
    import requests

    session = requests.Session()
    session.trust_env = trust_env  # a site's own proxy is honoured, but never between us and a stand-in
    for scheme in ("https://", "http://"):
        session.mount(scheme, _adapter(note))
    return session


def _adapter(note: Callable[[], None]) -> Any:
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def send(self, data: Any) -> None:
            _send(self, super().send, data, note)

    class Secure(HTTPSConnection):
        def send(self, data: Any) -> None:
            _send(self, super().send, data, note)

    plain_pool = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
    secure_pool = type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
    adapter = HTTPAdapter(max_retries=0, pool_connections=1, pool_maxsize=1)
    adapter.poolmanager.pool_classes_by_scheme = {"http": plain_pool, "https": secure_pool}
    return adapter


def _send(connection: Any, write: Callable[[Any], None], data: Any, note: Callable[[], None]) -> None:
    if connection.sock is None:
        connection.connect()  # what fails here, name look-up to handshake, proves that nothing was sent
    note()
    write(data)


def is_signed(address: str, form: object, signature: str, auth_token: str) -> bool:
    """Whether Twilio signed this post to this public address; `form` is a request's own. Without a token nothing is."""
    from twilio.request_validator import RequestValidator

    if not auth_token or not signature:
        return False
    return bool(RequestValidator(auth_token).validate(address, form, signature))
