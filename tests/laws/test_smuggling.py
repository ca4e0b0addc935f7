"""Two lengths in one request are never read as two requests: the server refuses them (ASVS 4.2.1)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.laws.test_door import free_port
from tests.support import house

SECOND = "GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n"
BEGIN = "POST /first HTTP/1.1\r\nHost: localhost\r\n"
VECTORS = {
    "a length and chunks": f"{BEGIN}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SECOND}",
    "two lengths": f"{BEGIN}Content-Length: 5\r\nContent-Length: 0\r\n\r\n{SECOND}",
    "a length with a sign": f"{BEGIN}Content-Length: +0\r\n\r\n{SECOND}",
    "chunks under another name": f"{BEGIN}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SECOND}",
    "chunks twice": f"{BEGIN}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{SECOND}",
    "a header with a space before its colon": f"{BEGIN}Content-Length : 5\r\n\r\n{SECOND}",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The server that serves Waymark, serving one word."""
    chosen = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "tests/support/one_word.py",
        "-b",
        f"127.0.0.1:{chosen}",
        "-k",
        "gthread",
        "--threads",
        "2",
    ]
    server = subprocess.Popen(
        [*command, "--no-control-socket", "--log-level", "critical", "tests.support.one_word:app"], cwd=house.ROOT
    )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", chosen), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield chosen
    server.terminate()
    server.wait(30)


def said(port: int, request: str) -> bytes:
    """Everything that is answered until the server closes the connection."""
    heard = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as door:
        door.sendall(request.encode())
        door.shutdown(socket.SHUT_WR)
        while part := door.recv(65536):
            heard += part
    return heard


def test_an_honest_request_is_answered(port: int) -> None:
    assert b"/second" in said(port, SECOND)


@pytest.mark.parametrize("how", VECTORS)
def test_one_request_is_never_read_as_two(port: int, how: str) -> None:
    heard = said(port, VECTORS[how])
    assert heard.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    assert b"/second" not in heard
