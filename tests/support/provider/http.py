"""Just enough HTTP: keep-alive connections that ask one thing at a time, and posts of a form."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import cast
from urllib.parse import urlsplit

_REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found", 429: "Too Many"}


@dataclass(frozen=True)
class Request:
    """One request, whole."""

    method: str
    target: str
    body: bytes


class Connection(asyncio.Protocol):
    """One connection from the product; `ask` answers by `answer` or `reset`, at once or later, or never."""

    def __init__(self, ask: Callable[[Connection, Request], None], now: Callable[[], dt.datetime]) -> None:
        self._ask, self._now, self._waiting = ask, now, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        head, gap, rest = self._waiting.partition(b"\r\n\r\n")
        if not gap:
            return
        first, *lines = head.split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line[:15].lower() == b"content-length:"), 0)
        if len(rest) >= length:
            self._waiting = rest[length:]
            method, target, _ = first.decode().split(" ", 2)
            self._ask(self, Request(method, target, rest[:length]))

    def answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        """Answer, unless whoever asked has gone."""
        if self.transport is None:
            return
        raw = b"" if status == 204 else json.dumps(body).encode()
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        more += f"Date: {format_datetime(self._now(), usegmt=True)}\r\nContent-Type: application/json\r\n"
        top = f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}\r\n{more}"
        self.transport.write(f"{top}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)

    def reset(self) -> None:
        """End the connection as a crash does."""
        if self.transport is None:
            return
        plug: socket.socket = self.transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


async def post(address: str, body: str, headers: dict[str, str], *, seconds: float = 5.0) -> int:
    """Post a form; the status that was answered, or 0 where nothing was."""
    place = urlsplit(address)
    try:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
    except OSError:
        return 0
    try:
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n{more}"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        line = await asyncio.wait_for(reader.readline(), seconds)
        return int(line.split()[1]) if line else 0
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0
    finally:
        writer.close()
