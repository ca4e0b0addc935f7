"""By which end notices leave, at which address they are seen, and which programmes can say what they would say now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, g

from casework.kernel import clock
from notices.gateway.bounces import Mailbox
from notices.gateway.mail import Mail, Outbox, Relay, Security
from notices.rules import CheckFirst, ContactKind, Statement

KEY = "notices"


class Programme(Protocol):
    """A programme that notices speak of: it alone can say what it would tell now."""

    def statements(
        self, subjects: Collection[str], *, agency_id: int, today: date, now: datetime
    ) -> Mapping[str, Statement | CheckFirst]:
        """What may be told of each of these subjects that is this programme's, such as "referral:K7Q3XWZ2"."""
        ...


@dataclass(frozen=True)
class Listed:
    """Somebody before a court on a London date. `completed_on` is the last day kept, where all is kept."""

    subject: str
    court_code: str
    day: date
    completed_on: date | None = None


class CourtDays(Protocol):
    """A programme whose people have court dates, of which CPS and court are told by a schedule."""

    def listed(self, *, agency_id: int, first: date, everybody_until: date, court_code: str = "") -> Sequence[Listed]:
        """Who is listed from `first` on: everybody until `everybody_until`, after that those who have completed."""
        ...

    def scheme_names(self, agency_id: int) -> Sequence[tuple[str, str]]:
        """Its schemes, as a statement names them ("scheme:K7Q3XWZ2"), each with the name staff know."""
        ...

    def scheme_tells(self, agency_id: int) -> Mapping[str, frozenset[ContactKind]]:
        """By scheme, as a statement names it, whom it tells where an administrator chose nothing else."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Wired once by the front, for the web and for the worker. The default sends nothing."""

    mail: Mail = field(default_factory=Outbox)
    mailbox: Mailbox | None = None
    public_url: str = ""
    mail_domain: str = "waymark.invalid"
    programmes: tuple[Programme, ...] = ()
    court_days: tuple[CourtDays, ...] = ()


def install(
    app: Flask,
    *,
    public_url: str,
    programmes: Sequence[Programme] = (),
    court_days: Sequence[CourtDays] = (),
    smtp_host: str = "",
    smtp_port: int = 587,
    smtp_user: str = "",
    smtp_password: str = "",
    smtp_security: str = Security.STARTTLS,
    smtp_from: str = "",
    smtp_return_to: str = "",
    smtp_ca_file: str = "",
    mailbox: Mailbox | None = None,
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
            return_to=smtp_return_to,
            ca_file=smtp_ca_file,
        )
    domain = smtp_from.rpartition("@")[2] or urlsplit(public_url).hostname or "waymark.invalid"
    app.extensions[KEY] = Ends(
        mail=mail,
        mailbox=mailbox,
        public_url=public_url.rstrip("/"),
        mail_domain=domain,
        programmes=tuple(programmes),
        court_days=tuple(court_days),
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


def listed(*, agency_id: int, first: date, everybody_until: date, court_code: str = "") -> list[Listed]:
    """Everybody before a court from `first` on, as `CourtDays.listed` says, of all programmes."""
    asked = {"agency_id": agency_id, "first": first, "everybody_until": everybody_until, "court_code": court_code}
    return [one for each in ends().court_days for one in each.listed(**asked)]  # type: ignore[arg-type]


def scheme_names(agency_id: int) -> list[tuple[str, str]]:
    """The schemes whose people notices speak of: how a statement names each, and the name staff know."""
    return [one for each in ends().court_days for one in each.scheme_names(agency_id)]


def scheme_tells(scheme: str, agency_id: int) -> frozenset[ContactKind]:
    """Whom a scheme tells where nothing else was chosen."""
    found = (each.scheme_tells(agency_id).get(scheme) for each in ends().court_days)
    return next((kinds for kinds in found if kinds is not None), frozenset())
