"""A mail server's report that an e-mail could not be delivered (RFC 3464), read as far as it is about a notice of ours.

Such a report is signed by nobody. So it is believed only where it costs least: a person is asked to tell them another
way. That something *was* delivered is never taken from a report (promises P34).
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

LONGEST = 200


@dataclass(frozen=True)
class Failed:
    """A notice that could not be delivered: its Message-ID, and what the mail server said, for staff."""

    message_id: str
    words: str


def read(raw: bytes) -> Failed | None:
    """What a message says has failed; None where it is no such report, or one of a delay or a delivery."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    failed = next((block for block in _blocks(message) if _said(block, "Action").lower() == "failed"), None)
    about = next(_originals(message), "")
    return Failed(about, _words(failed)) if failed is not None and about else None


def _blocks(message: Message) -> Iterator[Message]:
    """The groups of lines of the part for machines: one about the server, then one for each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _originals(message: Message) -> Iterator[str]:
    """The Message-ID of the e-mail that is spoken of, from the part that returns it or its headers."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0)
            found = _said(inner, "Message-ID") if isinstance(inner, Message) else ""
        elif kind == "text/rfc822-headers" and isinstance(part, EmailMessage):
            found = _said(email.message_from_string(str(part.get_content())), "Message-ID")
        else:
            continue
        if found:
            yield found


def _words(block: Message) -> str:
    said = _said(block, "Diagnostic-Code").partition(";")[2].strip() or _said(block, "Status")
    return said[:LONGEST]


def _said(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())
