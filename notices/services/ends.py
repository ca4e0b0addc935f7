"""By which end notices leave, at which address they are seen, and which programmes can say what they would say now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, g

from notices.gateway.mail import Mail, Outbox, Relay, Security

KEY = "notices"


class Programme(Protocol):
    """A programme that notices speak of: it alone can say what it would tell now."""

    def current_sentence(self, subject: str) -> str | None:
        """The sentence for "referral:K7Q3XWZ2" now; None where it is not this programme's, or not to be told."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Wired once by the front, for the web and for the worker. The default sends nothing."""

    mail: Mail = field(default_factory=Outbox)
    public_url: str = ""
    mail_domain: str = "waymark.invalid"
    programmes: tuple[Programme, ...] = ()


def install(
    app: Flask,
    *,
    public_url: str,
    programmes: Sequence[Programme] = (),
    smtp_host: str = "",
    smtp_port: int = 587,
    smtp_user: str = "",
    smtp_password: str = "",
    smtp_security: str = Security.STARTTLS,
    smtp_from: str = "",
) -> None:
    """Take the settings: with no SMTP host, an outbox that keeps what it is given. Raises ValueError for a bad one."""
    mail: Mail = Outbox()
    if smtp_host:
        mail = Relay(
            host=smtp_host,
            port=smtp_port,
            username=smtp_user,
            password=smtp_password,
            security=Security(smtp_security),
            from_address=smtp_from,
        )
    domain = smtp_from.rpartition("@")[2] or urlsplit(public_url).hostname or "waymark.invalid"
    app.extensions[KEY] = Ends(
        mail=mail, public_url=public_url.rstrip("/"), mail_domain=domain, programmes=tuple(programmes)
    )


def ends() -> Ends:
    """What was wired; where nothing was, the ends that send nothing."""
    found: Ends = current_app.extensions.setdefault(KEY, Ends())
    return found


def mail_in_use() -> Mail:
    """The end that notices leave by. For pretend people it is an outbox, whatever is set up."""
    return Outbox() if g.get("pretend") else ends().mail


def nothing_leaves() -> bool:
    """Whether notices are only kept here: no relay is set up, or the people are pretend."""
    return isinstance(mail_in_use(), Outbox)


def current_sentence(subject: str) -> str | None:
    """What the programme that knows this subject would say now, or None."""
    said = (programme.current_sentence(subject) for programme in ends().programmes)
    return next((sentence for sentence in said if sentence is not None), None)
