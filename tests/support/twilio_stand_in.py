"""A text provider on loopback that answers as Twilio's public API description says, and misbehaves when asked.

Its ledger is the truth about what was accepted. A fault is chosen for one number, or for whatever comes next.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.provider import words
from tests.support.provider.words import ACCOUNT, SENDER, TOKEN

__all__ = ["ACCOUNT", "SENDER", "TOKEN", "Fault", "StandIn", "running"]


class Fault(StrEnum):
    """What the provider does wrong."""

    SLOW = "slow"
    ACCEPT_THEN_500 = "accept_then_500"
    ACCEPT_THEN_RESET = "accept_then_reset"
    ACCEPT_THEN_RUBBISH = "accept_then_rubbish"
    FAIL_500 = "fail_500"
    TOO_MANY = "too_many"
    OPTED_OUT = "opted_out"
    BAD_NUMBER = "bad_number"
    BAD_KEY = "bad_key"
    RESET_BEFORE = "reset_before"
    REDIRECT = "redirect"


@dataclass
class StandIn:
    """What it was sent, and what it is told to do."""

    ledger: list[dict[str, str]] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    next_faults: list[Fault] = field(default_factory=list)
    number_faults: dict[str, Fault] = field(default_factory=dict)
    slow_seconds: float = 1.0
    removed: list[str] = field(default_factory=list)
    list_lags: bool = False
    list_breaks: bool = False
    status: str = "sent"
    origin: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def sent_to(self, number: str) -> list[str]:
        """The texts accepted for a number."""
        return [text["Body"] for text in self.ledger if text["To"] == number]

    def doubled(self) -> dict[str, int]:
        """Status addresses that were accepted more than once: each carries the token of one text."""
        seen: dict[str, int] = defaultdict(int)
        for text in self.ledger:
            seen[text["StatusCallback"]] += 1
        return {address: times for address, times in seen.items() if times > 1}

    def fault_for(self, number: str) -> Fault | None:
        with self._lock:
            return self.next_faults.pop(0) if self.next_faults else self.number_faults.get(number)

    def accept(self, form: dict[str, str]) -> dict[str, Any]:
        with self._lock:
            sid = f"SM{next(self._numbers):032x}"
            created = dt.datetime.now(dt.UTC)
            self.ledger.append({**form, "sid": sid, "created": created.isoformat()})
        return words.message(sid, form, created)

    def listed(self, number: str) -> list[dict[str, Any]]:
        """What the list says of a number, newest first: what was accepted, unless it is told to lag behind."""
        mine = [text for text in self.ledger if text["To"] == number and not self.list_lags]
        return [
            words.message(text["sid"], {**text, "Body": ""}, dt.datetime.fromisoformat(text["created"]), self.status)
            for text in reversed(mine)
        ]


_ERRORS = {
    Fault.FAIL_500: (500, 20500, "Internal server error"),
    Fault.TOO_MANY: (429, 20429, "Too many requests"),
    Fault.OPTED_OUT: (400, 21610, "Attempt to send to unsubscribed recipient"),
    Fault.BAD_NUMBER: (400, 21211, "The 'To' number is not a valid phone number"),
    Fault.BAD_KEY: (401, 20003, "Authenticate"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_POST(self) -> None:
        """Take one text."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self.stand_in.requests.append({**form, "path": self.path})
        fault = self.stand_in.fault_for(form.get("To", ""))
        if fault in _ERRORS:
            self._answer(*words.error(*_ERRORS[fault]))
        elif fault is Fault.RESET_BEFORE:
            self._reset()
        elif fault is Fault.REDIRECT:
            self._answer(307, {}, {"Location": f"{self.stand_in.origin}{self.path}"})
        else:
            self._accept(form, fault)

    def do_GET(self) -> None:
        """Read the list, by number."""
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if self.stand_in.list_breaks:
            self._answer(*words.error(500, 20500, "Internal server error"))
        else:
            found = self.stand_in.listed(asked.get("To", ""))
            self._answer(200, words.page(found, int(asked.get("PageSize", 50))), {})

    def do_DELETE(self) -> None:
        """Forget one text: 204 without a word, 404 for what is not known, as the public description says."""
        sid = self.path.rpartition("/")[2].removesuffix(".json")
        fault = self.stand_in.fault_for(sid)
        mine = [one for one in self.stand_in.ledger if one["sid"] == sid]
        if fault in _ERRORS:
            self._answer(*words.error(*_ERRORS[fault]))
        elif fault is Fault.RESET_BEFORE:
            self._reset()
        elif not mine:
            self._answer(*words.error(404, 20404, "The requested resource was not found"))
        else:
            self.stand_in.ledger.remove(mine[0])
            self.stand_in.removed.append(sid)
            self.send_response(204)
            self.end_headers()

    def _accept(self, form: dict[str, str], fault: Fault | None) -> None:
        made = self.stand_in.accept(form)
        if fault is Fault.SLOW:
            time.sleep(self.stand_in.slow_seconds)
        if fault is Fault.ACCEPT_THEN_RESET:
            self._reset()
        elif fault is Fault.ACCEPT_THEN_500:
            self._answer(*words.error(500, 20500, "Internal server error"))
        else:
            self._answer(201, "rubbish" if fault is Fault.ACCEPT_THEN_RUBBISH else made, {})

    def _answer(self, status: int, body: object, headers: dict[str, str]) -> None:
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked has given up waiting

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[StandIn]:
    """A stand-in provider on a free port; its `origin` is where the calls go."""
    made = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
