"""A mailbox on loopback, by POP3 over TLS, and the reports that mail servers put into one."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import smtp


@dataclass
class Box:
    """What lies in it. `hang_up` closes the connection at this command."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    hang_up: str = ""


@contextmanager
def mailbox(certificate: Path, password: str = "right") -> Iterator[Box]:
    """A running mailbox on a free port of localhost."""
    box = Box(port=smtp.free_port())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            private = context.wrap_socket(self.request, server_side=True)
            with private, private.makefile("rwb", buffering=0) as line:
                line.write(b"+OK\r\n")
                _talk(box, password, line)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust us hangs up: that is what some tests are about."""

    with Server(("127.0.0.1", box.port), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield box
        server.shutdown()
        thread.join()


def _talk(box: Box, password: str, line: Any) -> None:
    gone: set[int] = set()
    for said in iter(line.readline, b""):
        word, *rest = said.decode().split()
        if word == box.hang_up:
            return
        if word == "QUIT":
            box.letters = [letter for n, letter in enumerate(box.letters, start=1) if n not in gone]
        line.write(_answer(box, password, word, rest, gone))
        if word == "QUIT":
            return


def _answer(box: Box, password: str, word: str, rest: list[str], gone: set[int]) -> bytes:
    if word == "PASS" and rest != [password]:
        return b"-ERR no\r\n"
    if word == "LIST":
        sizes = (f"{n} {len(letter)}\r\n".encode() for n, letter in enumerate(box.letters, start=1))
        return b"+OK\r\n" + b"".join(sizes) + b".\r\n"
    if word == "RETR":
        return b"+OK\r\n" + box.letters[int(rest[0]) - 1].rstrip(b"\r\n") + b"\r\n.\r\n"
    if word == "DELE":
        gone.add(int(rest[0]))
    return b"+OK\r\n"


def report(message_id: str, *, action: str = "failed", headers_only: bool = False, status: str = "5.1.1") -> bytes:
    """What a mail server writes of an e-mail that it could not deliver (RFC 3464)."""
    inner = "text/rfc822-headers" if headers_only else "message/rfc822"
    text = f"""\
From: Mail Delivery System <mailer-daemon@example.org>
To: notices@lantern.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

I am sorry to say that it could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; results@cps.example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user here

--edge
Content-Type: {inner}

Message-ID: {message_id}
Subject: Scheme results

--edge--
"""
    return text.replace("\n", "\r\n").encode()
