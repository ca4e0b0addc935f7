"""A notice as an e-mail: headers that hold no names, a plain-text body, and the document."""

from __future__ import annotations

import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One e-mail to one contact. `message_id` is fixed per notice, so that a second copy can be recognised."""

    message_id: str
    from_name: str
    to_name: str
    to_address: str
    subject: str
    text: str
    document: bytes
    document_name: str
    dated: datetime
    sheet: str = ""
    sheet_name: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for anything that could end a header early, or an address mail cannot carry."""
        names = (self.document_name, self.sheet_name)
        for value in (self.message_id, self.from_name, self.to_name, self.to_address, self.subject, *names):
            if any(ord(character) < 32 or ord(character) == 127 for character in value):
                raise ValueError("a header of a notice stays on one line")
        if not self.to_address.isascii() or self.to_address.count("@") != 1:
            raise ValueError("a notice needs one plain e-mail address")

    def message(self, from_address: str) -> EmailMessage:
        """The e-mail itself: 7-bit on the wire, so every relay carries it unchanged."""
        made = EmailMessage(policy=email.policy.SMTP)
        made["Message-ID"] = self.message_id
        made["Date"] = format_datetime(self.dated.astimezone(UTC))
        made["From"] = Address(self.from_name, addr_spec=from_address)
        made["To"] = Address(self.to_name, addr_spec=self.to_address)
        made["Subject"] = self.subject
        made.set_content(self.text, cte="quoted-printable")
        if self.document:
            made.add_attachment(self.document, maintype="application", subtype="pdf", filename=self.document_name)
        if self.sheet:
            made.add_attachment(
                self.sheet.encode("utf-8-sig"), maintype="text", subtype="csv", filename=self.sheet_name
            )
        return made
