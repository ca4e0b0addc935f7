"""A mail server on loopback that keeps what it was given, and refuses whom it is told to refuse."""

from __future__ import annotations

import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Postbox:
    """What arrived; `refusals` maps an address to the answer it gets, such as "550 No such user"."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    answer: str = "250 Kept"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not self.answer.startswith("250"):
            return self.answer
        self.messages.append(BytesParser(EmailMessage, policy=email.policy.default).parsebytes(envelope.content))
        self.recipients.append(list(envelope.rcpt_tos))
        return self.answer


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A running server on a free port; stopped at the end."""
    box = Postbox()
    with socket.socket() as door:
        door.bind((box.host, 0))
        box.port = door.getsockname()[1]
    controller = Controller(box, hostname=box.host, port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
