"""The HTTP client given to the `twilio` library: plain requests over connections kept open, and what came of each.

It never tries again and follows no redirect. A connection is made first, so that whatever fails before the first byte
of the request is proof that nothing was sent. One thread and one event loop serve all connections; each request has an
account of its own, in the context of the task that makes it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import http.client
import io
import json
import re
import select
import ssl
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote_plus, unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from reminders.answered import LONGEST_BODY, Answered, answer

Seconds = Callable[[], tuple[float, float]]
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.~ -]")


@dataclass
class Heard:
    """What is known of one request: whether a byte may have left, and its whole answer, if it had one."""

    began: bool = False
    status: int = 0
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        """The provider's error code in the answer."""
        try:
            code = json.loads(self.text).get("code")
        except (ValueError, AttributeError):
            return None
        return code if isinstance(code, int) else None

    @property
    def wait(self) -> dt.timedelta | None:
        """How long the other side asked to wait."""
        seconds = self.headers.get("retry-after", "")
        return dt.timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() else None

    @property
    def date(self) -> dt.datetime | None:
        """The other side's own clock in the answer, in UTC."""
        return _moment(self.headers.get("date", ""))


_heard: ContextVar[Heard] = ContextVar("heard")


def begin() -> Heard:
    """The account of the request that this task makes next: nothing sent, nothing heard."""
    here = Heard()
    _heard.set(here)
    return here


class Wire:
    """Speaks HTTP to one place. `origin` sends everything to another scheme and host; `seconds` says how long to wait
    for a connection and for an answer. Without `origin` a site's own proxy is honoured."""

    is_async = True

    def __init__(self, origin: str, seconds: Seconds) -> None:
        self._origin = urlsplit(origin) if origin else None
        self._seconds = seconds
        self._idle: dict[str, list[_Line]] = {}

    async def request(
        self, method: str, url: str, *, params: Any = None, data: Any = None, headers: Any = None, **asked: Any
    ) -> Any:
        """What the library calls. Raises OSError, TimeoutError or http.client.HTTPException where no whole answer
        came."""
        from twilio.http.response import Response

        heard, place = _heard.get(), urlsplit(url)
        to = self._origin or place
        form = urlencode(data or {}, doseq=True, quote_via=_quoted)
        asks = _written(method, place, params, headers or {}, asked.get("auth"), to.netloc, form)
        connect, read = self._seconds()
        line = self._kept(to.netloc)
        if line is None:
            async with asyncio.timeout(connect):  # what fails here, from name look-up to handshake, sent nothing
                line = await _connected(to, direct=self._origin is not None)
        heard.began = True
        try:
            async with asyncio.timeout(read):
                said = await line.ask(asks)
        except BaseException:
            line.close()
            raise
        self._keep(to.netloc, line, said)
        heard.status, heard.headers, heard.text = said.status, said.headers, said.body.decode("utf-8", "replace")
        return Response(heard.status, heard.text, heard.headers)

    def close(self) -> None:
        """Let go of every connection that nobody uses."""
        for lines in self._idle.values():
            while lines:
                lines.pop().close()

    def _kept(self, where: str) -> _Line | None:
        """A live connection that was kept open, if there is one."""
        idle = self._idle.setdefault(where, [])
        while idle:
            line = idle.pop()
            if line.is_fresh:
                return line
            line.close()
        return None

    def _keep(self, where: str, line: _Line, said: Answered) -> None:
        if said.goes_on:
            self._idle[where].append(line)
        else:
            line.close()


class _Line(asyncio.Protocol):
    """One connection: what came in, and who waits for more."""

    def __init__(self) -> None:
        self._came = bytearray()
        self._over = False
        self._waits: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the other side has neither closed it nor said anything unasked."""
        if self.transport is None or self._over or self._came or self.transport.is_closing():
            return False
        return not select.select([self.transport.get_extra_info("socket")], [], [], 0)[0]

    async def ask(self, request: bytes, *, only_head: bool = False) -> Answered:
        """Write the request and read the whole answer. Raises where there is none."""
        if self.transport is None:
            raise http.client.NotConnected
        self.transport.write(request)
        while True:
            with contextlib.suppress(http.client.IncompleteRead):
                found = answer(io.BytesIO(self._came), over=self._over, only_head=only_head)
                self._came.clear()
                return found
            if self._over or len(self._came) > 2 * LONGEST_BODY:
                raise http.client.IncompleteRead(b"")
            self._waits = asyncio.get_running_loop().create_future()
            await self._waits

    def close(self) -> None:
        """Let go of the connection."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (no other kind is made here)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._over = True
        self._wake()

    def _wake(self) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(None)


async def _connected(to: SplitResult, *, direct: bool) -> _Line:
    loop, host, secret = asyncio.get_running_loop(), to.hostname or "", to.scheme == "https"
    port = to.port or (443 if secret else 80)
    proxy = "" if direct or proxy_bypass(host) else getproxies().get(to.scheme, "")
    if not proxy:
        _, line = await loop.create_connection(_Line, host, port, ssl=_trusted() if secret else None)
        return line
    door = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    _, line = await loop.create_connection(_Line, door.hostname or "", door.port or 80)
    try:
        await _through(line, door, f"{host}:{port}")
        if secret and line.transport is not None:
            line.transport = await loop.start_tls(line.transport, line, _trusted(), server_hostname=host)
    except BaseException:
        line.close()
        raise
    return line


async def _through(line: _Line, door: SplitResult, where: str) -> None:
    """Ask a proxy for a way to a place. Raises OSError where it gives none."""
    asks = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n"
    if door.username:
        asks += f"Proxy-Authorization: {_basic(unquote(door.username), unquote(door.password or ''))}\r\n"
    said = await line.ask(f"{asks}\r\n".encode("latin-1"), only_head=True)
    if not 200 <= said.status < 300:
        raise OSError("the proxy gives no way through")


@lru_cache(1)
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes a while: once for all connections."""
    from requests.utils import DEFAULT_CA_BUNDLE_PATH

    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


def _quoted(text: Any, *asked: Any) -> str:
    """As `quote_plus`, which looks at every letter one by one."""
    if not isinstance(text, str):
        return quote_plus(text, *asked)
    letters = text if text.isascii() else text.encode().decode("latin-1")
    return _NOT_PLAIN.sub(_in_hex, letters).replace(" ", "+")


def _in_hex(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _written(
    method: str,
    place: SplitResult,
    params: Mapping[str, Any] | None,
    headers: Mapping[str, str],
    auth: tuple[str, str] | None,
    host: str,
    body: str,
) -> bytes:
    """The request as it goes over the wire. Raises ValueError for a header that would break out of its line."""
    query = urlencode(params, doseq=True) if params else place.query
    lines = {**headers, "Host": host, "Content-Length": str(len(body))}
    if auth is not None:
        lines["Authorization"] = _basic(*auth)
    head = f"{method} {place.path or '/'}{'?' if query else ''}{query} HTTP/1.1\r\n"
    said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    if said.count("\r") != len(lines) or said.count("\n") != len(lines):
        raise ValueError("a header holds a line break")
    return f"{head}{said}\r\n{body}".encode("latin-1")


@lru_cache(8)
def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@lru_cache(8)
def _moment(said: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
