"""Eight clients at once before two web processes, served by gunicorn as gunicorn.conf.py says (performance F6)."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask

from casework.kernel.database import dispose
from tests.harness.parts import serve
from tests.support.smtp import free_port
from web.cookies import COOKIE

CLIENTS = 8
_BEGUN_WITHIN = 30
Asked = Sequence[tuple[str, str]]
"""Path and session key, one client after another."""


def times(app: Flask, asked: Asked, *, looks: int, warm: int = 4) -> tuple[float, ...]:
    """How long each answer took, in milliseconds, when every client asks for the next page as soon as it has one."""
    with _served(app) as port, ThreadPoolExecutor(CLIENTS) as clients:
        wanted = [asked[number % len(asked)] for number in range(CLIENTS)]
        list(clients.map(lambda one: _looks(port, one, warm), wanted))
        return tuple(ms for found in clients.map(lambda one: _looks(port, one, looks), wanted) for ms in found)


def _looks(port: int, asked: tuple[str, str], looks: int) -> list[float]:
    """One client's answers: it reads each to its last byte before it asks again."""
    path, key = asked
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    found = []
    for _ in range(looks):
        began = time.perf_counter()
        line.request("GET", path, headers={"Host": "localhost", "Cookie": f"{COOKIE}={key}"})
        answer = line.getresponse()
        answer.read()
        found.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}")
    line.close()
    return found


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    """The port at which two processes, split off from this one, answer for as long as this lasts."""
    dispose(app)
    port, server = free_port(), os.fork()
    if not server:
        try:
            serve(app, port)
        finally:
            os._exit(1)
    try:
        _wait_for(port)
        yield port
    finally:
        os.kill(server, signal.SIGTERM)
        os.waitpid(server, 0)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _BEGUN_WITHIN
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/sign-in", headers={"Host": "localhost"})
            line.getresponse().read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            line.close()
