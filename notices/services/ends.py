"""By which end notices leave, at which address they are seen, and which programmes can say what they would say now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, g

from casework.kernel import clock
from notices.gateway.mail import Mail, Outbox, Relay, Security
from notices.rules import CheckFirst, Sentence, Statement

KEY = "notices"


class Programme(Protocol):
    """A programme that notices speak of: it alone can say what it would tell now."""

    def statements(
        self, subjects: Collection[str], *, agency_id: int, today: date, now: datetime
    ) -> Mapping[str, Statement | CheckFirst]:
        """What may be told of each of these subjects that is this programme's, such as "referral:K7Q3XWZ2"."""
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


def current_statements(subjects: Collection[str], *, agency_id: int, at: datetime) -> dict[str, Statement | CheckFirst]:
    """What the programmes say now of each subject that is theirs, all asked at once."""
    said: dict[str, Statement | CheckFirst] = {}
    for programme in ends().programmes if subjects else ():
        said |= programme.statements(subjects, agency_id=agency_id, today=clock.local_day(at), now=at)
    return said


def current_sentences(subjects: Collection[str], *, agency_id: int, at: datetime) -> dict[str, Sentence]:
    """What the programmes would say now of each subject; what may not be told is left out."""
    said = current_statements(subjects, agency_id=agency_id, at=at)
    return {subject: each.sentence for subject, each in said.items() if isinstance(each, Statement)}
