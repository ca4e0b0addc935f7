"""Mail to the owners of accounts: a way to a new password, and that an unused account is about to close (C.11).

It leaves by the same claim, commit, hand over, record as a notice. Neither subject nor words name anybody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, or_, select

from casework.accounts.models import Staff
from casework.accounts.rules.unused import CLOSED
from casework.accounts.services import email_index, links
from casework.accounts.services.links import LinkKind
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.handover import Steps
from casework.kernel.references import unused
from notices.gateway.letter import Letter
from notices.gateway.mail import Mail, Outbox
from notices.rules import NoticeState
from notices.rules.answers import Answer, Outcome, minutes_to_wait
from notices.services import mail_in_use
from web.models import AccountMail

KEPT = dt.timedelta(days=1)
"""How long it is kept that somebody asked."""


class MailKind(StrEnum):
    """What a message is about."""

    RESET = "reset"
    UNUSED = "unused"


@dataclass(frozen=True)
class Ours:
    """Where links lead, and which site a message is from."""

    public_url: str
    mail_domain: str


RESET_WORDS = (
    "Somebody asked for a new password for the account with this address.\n\n"
    "If it was you, open this link and press its button. It works once, until {until}, "
    "and asks for your second step.\n{link}\n\n"
    "If it was not you, do nothing: your password stays as it is. Tell an administrator of your service if it "
    "happens again.\n"
)
UNUSED_WORDS = (
    "The account with this address has not been used for 38 days. It closes on {until} unless you sign in before.\n"
    "{link}\n\nIf you do not need it any more, tell an administrator of your service, who ends it.\n"
)
SUBJECTS = {MailKind.RESET: "Your link to a new password", MailKind.UNUSED: "Your account is about to close"}


def can_mail() -> bool:
    """Whether mail leaves this site at all: the same for everybody, whatever they ask."""
    return not isinstance(mail_in_use(), Outbox)


def ask_for_link(email: str, *, at: dt.datetime) -> None:
    """Keep that somebody asked for a way to a new password. The same happens whether or not an account has the
    address, so that neither words nor time tell (ASVS 6.3.8); the worker looks."""
    _ask(MailKind.RESET, email_index(email), at=at)


def say_unused(staff: Staff, *, at: dt.datetime) -> None:
    """Write to the owner of an account that it is about to close."""
    _ask(MailKind.UNUSED, staff.email_index, at=at)


def _ask(kind: MailKind, index: bytes, *, at: dt.datetime) -> None:
    db.session.execute(delete(AccountMail).where(AccountMail.asked_at <= at - KEPT))
    row = AccountMail(reference=unused(AccountMail)[0], kind=kind.value, email_index=index, asked_at=at)
    row.state, row.next_try_at = NoticeState.TO_SEND.value, at
    db.session.add(row)


def _still(row: AccountMail, staff: Staff, now: dt.datetime) -> bool:
    if row.kind == MailKind.UNUSED.value:
        return staff.is_active
    return now < row.asked_at + LinkKind.RESET.lasts and links.may_ask(staff, at=now)


class Writing(Steps[Letter, Answer]):
    """One run over the messages that are due."""

    model = AccountMail
    ready_state = NoticeState.TO_SEND.value

    def __init__(self, mail: Mail, ours: Ours) -> None:
        self.mail, self.ours = mail, ours

    def due(self, now: dt.datetime) -> ColumnElement[bool]:
        """Those whose next try has come."""
        return or_(AccountMail.next_try_at.is_(None), AccountMail.next_try_at <= now)

    def prepare(self, row: AccountMail, now: dt.datetime) -> Letter | None:
        """The message, with a link that is made now; None where no account has the address, or its time is over."""
        staff = db.session.scalar(select(Staff).where(Staff.email_index == row.email_index))
        if staff is None or not _still(row, staff, now):
            row.state, row.owner = NoticeState.DROPPED.value, None
            return None
        return self._letter(row, staff, now)

    def _letter(self, row: AccountMail, staff: Staff, now: dt.datetime) -> Letter:
        kind = MailKind(row.kind)
        if kind is MailKind.RESET:
            key = links.make_own_link(staff, asked_at=row.asked_at, at=now)
            link, until, said = f"/link/{key}", row.asked_at + LinkKind.RESET.lasts, RESET_WORDS
        else:
            link, until, said = "/sign-in", (staff.used_at or now) + CLOSED, UNUSED_WORDS
        text = said.format(link=f"{self.ours.public_url}{link}", until=words.short_moment(until))
        return Letter(
            message_id=f"<account.{row.reference}.{row.attempts}@{self.ours.mail_domain}>",
            from_name="Waymark",
            to_name="",
            to_address=staff.email,
            subject=SUBJECTS[kind],
            text=text,
            document=b"",
            document_name="",
            dated=now,
        )

    def send(self, message: Letter) -> Answer:
        """Hand it to the mail server."""
        return self.mail.hand(message)

    def settle(self, row: AccountMail, answer: Answer, now: dt.datetime) -> None:
        """Record what the answer proves. What certainly did not go is tried again, with a link of its own."""
        row.owner = None
        if answer.outcome is Outcome.LATER:
            row.state = NoticeState.TO_SEND.value
            row.next_try_at = now + dt.timedelta(minutes=minutes_to_wait(row.attempts))
        else:
            row.state = {Outcome.REFUSED: NoticeState.REFUSED, Outcome.UNKNOWN: NoticeState.UNKNOWN}.get(
                answer.outcome, NoticeState.SENT
            )
