"""The bare loop: `python -m tests.bench.bare '{"origin": …, "texts": …, "at_once": …}'`.

Posts the same bytes over so many connections kept open, one request each at a time, and does nothing else: what the
other side and the machine allow at best. No product does less.
"""

from __future__ import annotations

import json
import resource
import selectors
import socket
import sys
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.twilio_stand_in import ACCOUNT, SENDER


def request(host: str) -> bytes:
    """One text as the product posts it."""
    form = {
        "To": "+447700900123",
        "From": SENDER,
        "Body": "Hi Jo, your appointment with Sam is Tue 8 Dec, 2:00pm at the blue door. Reply YES to keep it.",
        "StatusCallback": "https://waymark.example/hooks/twilio/s/" + "x" * 24,
        "ValidityPeriod": "27000",
        "SmartEncoded": "false",
        "ContentRetention": "discard",
    }
    body = urlencode(form).encode()
    head = f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1\r\nHost: {host}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def loop(origin: str, texts: int, at_once: int) -> float:
    """Seconds that the loop takes, connecting included."""
    place = urlsplit(origin)
    raw, left, done = request(place.netloc), texts, 0
    began = time.perf_counter()
    waiting = selectors.DefaultSelector()
    for _ in range(min(at_once, texts)):
        line = socket.create_connection((place.hostname or "", place.port or 80))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(line, selectors.EVENT_READ)
        line.sendall(raw)
        left -= 1
    while done < texts:
        for key, _ in waiting.select():
            line = key.fileobj  # type: ignore[assignment]
            answer = line.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 201"), answer[:100]
            done += 1
            if left:
                line.sendall(raw)
                left -= 1
    for key in list(waiting.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return time.perf_counter() - began


def main(asked: dict[str, Any]) -> str:
    """Run it once and say what it took."""
    wall = loop(asked["origin"], asked["texts"], asked["at_once"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    return json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime})


if __name__ == "__main__":
    sys.stdout.write(main(json.loads(sys.argv[1])))
