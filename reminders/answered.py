"""Reading an HTTP answer out of the bytes that have come so far. It opens nothing and knows no network."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_LINE, MOST_HEADERS, LONGEST_BODY = 65_536, 200, 4 * 2**20


@dataclass(frozen=True)
class Answered:
    """A whole answer, and whether the connection it came by may be used again."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    goes_on: bool


def answer(came: BinaryIO, *, over: bool, only_head: bool = False) -> Answered:
    """The answer in what has come; `over` says that nothing more will, `only_head` that no body follows.

    Raises http.client.IncompleteRead where more is needed, and other HTTPExceptions and ValueError for what is no
    answer. Where anything stands behind the answer, the connection is not used again.
    """
    status, is_1_1, headers = _head(came)
    while 100 <= status < 200:
        status, is_1_1, headers = _head(came)
    body, measured = (b"", True) if only_head else _body(came, status, headers, over)
    goes_on = measured and is_1_1 and headers.get("connection", "").lower() != "close" and not came.read(1)
    return Answered(status, headers, body, goes_on)


def _head(came: BinaryIO) -> tuple[int, bool, dict[str, str]]:
    first = _text_line(came)
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise http.client.BadStatusLine(first[:80])
    headers: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        line = _text_line(came)
        if not line:
            return int(rest[:3]), version == "HTTP/1.1", headers
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    raise http.client.HTTPException("too many headers")


def _text_line(came: BinaryIO) -> str:
    line = came.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        if len(line) == LONGEST_LINE:
            raise http.client.LineTooLong("answer")
        raise http.client.IncompleteRead(line)
    return line.rstrip(b"\r\n").decode("latin-1")


def _body(came: BinaryIO, status: int, headers: Mapping[str, str], over: bool) -> tuple[bytes, bool]:
    """The body, and whether its end was measured, so that the connection may be used again."""
    if status in (204, 304):
        return b"", True
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(iter(lambda: _chunk(came), b"")), True
    if "content-length" in headers:
        return _exactly(came, int(headers["content-length"])), True
    if not over:
        raise http.client.IncompleteRead(b"")
    return came.read(LONGEST_BODY), False


def _chunk(came: BinaryIO) -> bytes:
    size = int(_text_line(came).partition(";")[0], 16)
    if size:
        chunk = _exactly(came, size)
        _text_line(came)
        return chunk
    while _text_line(came):
        pass
    return b""


def _exactly(came: BinaryIO, size: int) -> bytes:
    if not 0 <= size <= LONGEST_BODY:
        raise http.client.HTTPException("too long an answer")
    found = came.read(size)
    if len(found) != size:
        raise http.client.IncompleteRead(found, size - len(found))
    return found
