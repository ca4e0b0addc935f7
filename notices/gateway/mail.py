"""The two real ends of a notice: a mail relay, and an outbox that keeps what it was given and sends nothing."""

from __future__ import annotations

import contextlib
import ipaddress
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from notices.gateway.letter import Letter
from notices.rules.answers import Answer, Outcome, of_reply

CONNECT_SECONDS = 5
ANSWER_SECONDS = 20
NOT_REACHED = "The mail server could not be reached"
NOT_PRIVATE = "The mail server does not offer an encrypted connection"
LOST = "The connection was lost after the notice was handed over"


class Security(StrEnum):
    """How the connection to the relay is kept private. `NONE` is for a relay on this machine, or by choice."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Mail(Protocol):
    """An end that notices leave by."""

    def hand(self, letter: Letter) -> Answer:
        """Hand over one e-mail and say what is known. Never raises for what the other side does."""
        ...


@dataclass
class Outbox:
    """Keeps what it was given; nothing leaves. The default until a relay is set up."""

    kept: list[Letter] = field(default_factory=list)

    def hand(self, letter: Letter) -> Answer:
        """Keep the letter, and say that it was kept and not sent."""
        self.kept.append(letter)
        return Answer(Outcome.KEPT)


class _NotYet(Exception):
    """A step before the notice's own words was not passed: nothing can have been accepted."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.words)
        self.answer = answer


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail relay by SMTP. An encrypted connection is asked for unless the relay is on this machine.

    Each notice goes to one recipient in a connection of its own, so that every answer is about that notice alone.
    `return_to` is where reports of what could not be delivered are asked to go, if not to `from_address`.
    """

    host: str
    from_address: str
    port: int = 587
    username: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.STARTTLS
    ca_file: str = ""
    return_to: str = ""

    def hand(self, letter: Letter) -> Answer:
        """Hand over one e-mail: accepted, refused, later (certainly not accepted), or unknown (perhaps accepted)."""
        message = letter.message(self.from_address).as_bytes()
        try:
            smtp = self._connected()
        except _NotYet as early:
            return early.answer
        try:
            self._introduced(smtp, letter.to_address)
            return _contents(smtp, message)
        except _NotYet as early:
            return early.answer
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """An open, private, signed-in connection."""
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._open()
            self._make_private(smtp)
            if self.username:
                smtp.login(self.username, self.password)
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            if smtp is not None:
                smtp.close()
            raise _NotYet(_why_not_connected(error)) from error
        return smtp

    def _open(self) -> smtplib.SMTP:
        here = self.from_address.rpartition("@")[2]
        if self.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, here, timeout=CONNECT_SECONDS, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, here, timeout=CONNECT_SECONDS)
        if smtp.sock is not None:
            smtp.sock.settimeout(ANSWER_SECONDS)
        return smtp

    def _make_private(self, smtp: smtplib.SMTP) -> None:
        """STARTTLS, refused where it is not offered; only a relay on this machine may go without."""
        smtp.ehlo_or_helo_if_needed()
        if self.security is not Security.STARTTLS:
            return
        if smtp.has_extn("starttls") or not on_this_machine(self.host):
            smtp.starttls(context=self._trust())
            smtp.ehlo_or_helo_if_needed()

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file or None)

    def _introduced(self, smtp: smtplib.SMTP, to_address: str) -> None:
        """Sender, recipient and the word DATA, each answered; raises _NotYet at the first that is not accepted."""
        try:
            _must(smtp.mail(self.return_to or self.from_address), stop=True)
            _must(smtp.rcpt(to_address))
            code, words = smtp.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            raise _NotYet(Answer(Outcome.LATER, NOT_REACHED, stop=True)) from error
        if code != 354:
            raise _NotYet(of_reply(code if code >= 400 else 451, _words(code, words)))


def _contents(smtp: smtplib.SMTP, message: bytes) -> Answer:
    """Send the words themselves. From the first byte on, silence proves nothing: only the reply does."""
    try:
        smtp.send(_dotted(message))
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError):
        return Answer(Outcome.UNKNOWN, LOST)
    return of_reply(code, _words(code, words))


def _dotted(message: bytes) -> bytes:
    """The message as SMTP carries it: leading dots doubled, a dot alone at the end (RFC 5321 4.5.2)."""
    lines = message.removesuffix(b"\r\n").replace(b"\r\n.", b"\r\n..")
    return lines + b"\r\n.\r\n"


def _must(reply: tuple[int, bytes], *, stop: bool = False) -> None:
    code, words = reply
    if not 200 <= code < 300:
        raise _NotYet(of_reply(code, _words(code, words), stop=stop))


def _words(code: int, words: bytes) -> str:
    """A server's reply as staff may see it: one line, short."""
    said = " ".join(words.decode("utf-8", "replace").split())
    return f"{code} {said}"[:200]


def _why_not_connected(error: Exception) -> Answer:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Answer(Outcome.LATER, NOT_PRIVATE, stop=True)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Answer(Outcome.LATER, "The mail server did not accept our user name and password", stop=True)
    if isinstance(error, ssl.SSLError):
        return Answer(Outcome.LATER, "The mail server's certificate could not be trusted", stop=True)
    return Answer(Outcome.LATER, NOT_REACHED, stop=True)


def on_this_machine(host: str) -> bool:
    """Whether a host is this machine itself, so that what is said to it crosses no network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
