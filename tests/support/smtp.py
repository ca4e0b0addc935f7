"""A mail relay on loopback that can be made to fail in every way a relay fails: refuse, defer, drop, stay plain."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.policy
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Relayed:
    """A relay's memory and its faults.

    `refused` answers a recipient (for good with 550, for now with 451); `after_data` answers the whole e-mail;
    `drop_at` closes the connection at "rcpt", at "data" (the e-mail was taken, the answer is lost) or "before" it.
    `doubled` passes each e-mail on twice, as a relay may; `taken` has the Message-ID of each as it was handed over.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    sender_refused: str = ""
    after_data: str = ""
    drop_at: str = ""
    doubled: bool = False
    taken: list[str] = field(default_factory=list)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.sender_refused:
            return self.sender_refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.drop_at == "rcpt":
            _hang_up(server)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.drop_at == "before":
            _hang_up(server)
            return "451 Gone"
        if self.after_data:
            return self.after_data
        self.raw.append(envelope.content)
        letter = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(envelope.content)
        self.taken.append(str(letter["Message-ID"]))
        self.letters += [letter] * (2 if self.doubled else 1)
        self.recipients += envelope.rcpt_tos
        self.over_tls.append(session.ssl is not None)
        if self.drop_at == "data":
            _hang_up(server)
        return "250 Taken"


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@contextmanager
def relay(*, certificate: Path | None = None, password: str = "") -> Iterator[Relayed]:
    """A running relay on a free port of 127.0.0.1; with a certificate it offers and asks for STARTTLS."""
    box = Relayed(port=free_port())
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"tls_context": context, "require_starttls": True}
    if password:
        options |= {"authenticator": _door(password), "auth_required": True}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _door(password: str) -> Any:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = data.password == password.encode()
        return AuthResult(success=right, handled=right)

    return authenticate


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A key and a certificate for `name` in one file, good for a day, that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    path = folder / f"{name}.pem"
    path.write_bytes(pem)
    return path
