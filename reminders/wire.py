"""The HTTP client given to the `twilio` library: one plain request over a connection kept open, and what came of it.

It never tries again and follows no redirect. The connection is made first, so that whatever fails before the first
byte of the request is proof that nothing was sent. Each thread has its own connection and its own account of it.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import http.client
import json
import select
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import SplitResult, unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

LONGEST_LINE, MOST_HEADERS, LONGEST_BODY = 65_536, 200, 4 * 2**20


@dataclass
class Heard:
    """What one thread knows of its last request: whether a byte may have left, and its whole answer, if it had one."""

    began: bool = False
    status: int = 0
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Wire:
    """Speaks HTTP to one place. `origin` sends everything to another scheme and host; `seconds` says how long to wait
    for a connection and for an answer. Without `origin` a site's own proxy is honoured."""

    def __init__(self, origin: str, seconds: Callable[[], tuple[float, float]]) -> None:
        self._origin = urlsplit(origin) if origin else None
        self._seconds = seconds
        self._here = threading.local()
        self._trust: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    @property
    def heard(self) -> Heard:
        """What this thread heard last."""
        found: Heard = self._here.heard
        return found

    def begin(self) -> None:
        """Start afresh: nothing sent, nothing heard."""
        self._here.heard = Heard()

    @property
    def code(self) -> int | None:
        """The provider's error code in the answer this thread heard."""
        try:
            code = json.loads(self.heard.text).get("code")
        except (ValueError, AttributeError):
            return None
        return code if isinstance(code, int) else None

    @property
    def wait(self) -> dt.timedelta | None:
        """How long the other side asked this thread to wait."""
        seconds = self.heard.headers.get("retry-after", "")
        return dt.timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() else None

    @property
    def date(self) -> dt.datetime | None:
        """The other side's own clock in the answer this thread heard, in UTC."""
        said = self.heard.headers.get("date", "")
        kept: tuple[str, dt.datetime | None] = getattr(self._here, "date", ("", None))
        if kept[0] != said:
            kept = self._here.date = (said, _moment(said))
        return kept[1]

    def request(
        self, method: str, url: str, *, params: Any = None, data: Any = None, headers: Any = None, **asked: Any
    ) -> Any:
        """What the library calls. Raises OSError or http.client.HTTPException where no whole answer came."""
        from twilio.http.response import Response

        place = urlsplit(url)
        body = urlencode(data or {}, doseq=True).encode()
        line = self._line(self._origin or place)
        line.ready()
        self.heard.began = True
        asks = _written(method, place, params, headers or {}, asked.get("auth"), line.host, body)
        status, said, text = line.ask(asks)
        self._here.heard = Heard(True, status, text, said)
        return Response(status, text, said)

    def _line(self, place: SplitResult) -> _Line:
        lines: dict[str, _Line] = self._here.__dict__.setdefault("lines", {})
        if place.netloc not in lines:
            lines[place.netloc] = _Line(place, self._seconds, self._trusted, direct=self._origin is not None)
        return lines[place.netloc]

    def _trusted(self) -> ssl.SSLContext:
        with self._lock:  # reading the certificates takes a while: once for all threads
            if self._trust is None:
                from requests.utils import DEFAULT_CA_BUNDLE_PATH

                self._trust = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
            return self._trust


class _Line:
    """One connection, made when it is needed and kept open while the other side keeps it."""

    def __init__(
        self,
        place: SplitResult,
        seconds: Callable[[], tuple[float, float]],
        trusted: Callable[[], ssl.SSLContext],
        *,
        direct: bool,
    ) -> None:
        self._made: http.client.HTTPConnection | None = None
        self._file: BinaryIO | None = None
        self.host = place.netloc
        self._place, self._seconds, self._trusted, self._direct = place, seconds, trusted, direct

    def ready(self) -> None:
        """Connect where there is no live connection. What fails here, name look-up to handshake, sent nothing."""
        if self._made is not None and select.select([self._made.sock], [], [], 0)[0]:
            self.close()  # closed by the other side while nobody spoke
        if self._made is None:
            connect, read = self._seconds()
            made = self._connection(connect)
            made.connect()
            made.sock.settimeout(read)
            self._made, self._file = made, made.sock.makefile("rb")

    def ask(self, request: bytes) -> tuple[int, dict[str, str], str]:
        """Write the request and read the whole answer. Raises, and closes, where there is none."""
        made, file = self._made, self._file
        if made is None or file is None:
            raise http.client.NotConnected
        try:
            made.sock.sendall(request)
            status, headers, body, goes_on = _answer(file)
        except BaseException:
            self.close()
            raise
        if not goes_on:
            self.close()
        return status, headers, body.decode("utf-8", "replace")

    def close(self) -> None:
        """Let go of the connection."""
        made, file, self._made, self._file = self._made, self._file, None, None
        for one in (file, made):
            if one is not None:
                with contextlib.suppress(OSError):
                    one.close()

    def __del__(self) -> None:
        self.close()

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        place, host = self._place, self._place.hostname or ""
        proxy = "" if self._direct or proxy_bypass(host) else getproxies().get(place.scheme, "")
        door = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else place
        port = door.port or (443 if door.scheme == "https" else 80)
        made: http.client.HTTPConnection
        if place.scheme == "https":
            made = http.client.HTTPSConnection(door.hostname or "", port, timeout=seconds, context=self._trusted())
        else:
            made = http.client.HTTPConnection(door.hostname or "", port, timeout=seconds)
        if proxy:
            made.set_tunnel(host, place.port or (443 if place.scheme == "https" else 80), headers=_for_proxy(door))
        return made


def _for_proxy(door: SplitResult) -> dict[str, str]:
    if not door.username:
        return {}
    return {"Proxy-Authorization": _basic(unquote(door.username), unquote(door.password or ""))}


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _written(
    method: str, place: SplitResult, params: Any, headers: Mapping[str, str], auth: Any, host: str, body: bytes
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
    return f"{head}{said}\r\n".encode("latin-1") + body


def _answer(file: BinaryIO) -> tuple[int, dict[str, str], bytes, bool]:
    status, http_1_1, headers = _head(file)
    while 100 <= status < 200:
        status, http_1_1, headers = _head(file)
    body, measured = _body(file, status, headers)
    return status, headers, body, measured and http_1_1 and headers.get("connection", "").lower() != "close"


def _head(file: BinaryIO) -> tuple[int, bool, dict[str, str]]:
    first = _text_line(file)
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise http.client.BadStatusLine(first[:80])
    headers: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        line = _text_line(file)
        if not line:
            return int(rest[:3]), version == "HTTP/1.1", headers
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    raise http.client.HTTPException("too many headers")


def _text_line(file: BinaryIO) -> str:
    line = file.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise http.client.IncompleteRead(line)
    return line.rstrip(b"\r\n").decode("latin-1")


def _body(file: BinaryIO, status: int, headers: Mapping[str, str]) -> tuple[bytes, bool]:
    """The body, and whether its end was measured, so that the connection may be used again."""
    if status in (204, 304):
        return b"", True
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(iter(lambda: _chunk(file), b"")), True
    if "content-length" in headers:
        return _exactly(file, int(headers["content-length"])), True
    return file.read(LONGEST_BODY), False


def _chunk(file: BinaryIO) -> bytes:
    size = int(_text_line(file).partition(";")[0], 16)
    if size:
        chunk = _exactly(file, size)
        _text_line(file)
        return chunk
    while _text_line(file):
        pass
    return b""


def _exactly(file: BinaryIO, size: int) -> bytes:
    if not 0 <= size <= LONGEST_BODY:
        raise http.client.HTTPException("too long an answer")
    found = file.read(size)
    if len(found) != size:
        raise http.client.IncompleteRead(found, size - len(found))
    return found


def _moment(said: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
