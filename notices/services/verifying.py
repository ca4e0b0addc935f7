"""Whether an address reaches who it should: a message to it with a link, and what came back (decision 0038).

The message leaves by the same claim, commit, hand over, record as a notice, and says nothing about anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.handover import Steps
from casework.kernel.references import unused
from casework.kernel.refused import NotFound, Refused
from notices.gateway.letter import Letter
from notices.gateway.mail import Mail
from notices.models import AddressCheck
from notices.rules import NoticeState
from notices.rules.answers import Answer, Outcome, minutes_to_wait
from notices.rules.compose import one_line
from notices.rules.life import WAITING
from notices.services.ends import ends

GOOD_FOR = timedelta(days=14)
"""How long a link to verify an address may be used (ours)."""
SETTLED = {
    Outcome.ACCEPTED: NoticeState.SENT,
    Outcome.KEPT: NoticeState.KEPT,
    Outcome.REFUSED: NoticeState.REFUSED,
    Outcome.UNKNOWN: NoticeState.UNKNOWN,
}
WORDS = (
    "{agency} wants to send notices about court cases to this address, and checks first that it is right.\n\n"
    "If this address is {name}, open this page and press its one button. No account is needed.\n{link}\n\n"
    "If it is not, do nothing: nothing will be sent here without a further look. The link works until {until}.\n"
)


def ask_address(contact: CourtContact, *, by: Actor, at: datetime) -> AddressCheck:
    """Send a message to a contact's address with a link that shows it arrived. Its latest link stands beside earlier
    ones, each for the address it was sent to. Raises Refused while one waits to go; NotFound without the right."""
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(contact.agency_id)).allowed:
        raise NotFound
    before = last_check(contact)
    if before is not None and before.email == contact.email and NoticeState(before.state) in WAITING:
        raise Refused("The message to this address is waiting to go. Look again in a minute")
    ref, key = unused(AddressCheck)[0], secrets.token_urlsafe(24)
    row = AddressCheck(
        reference=ref,
        agency_id=contact.agency_id,
        contact_id=contact.id,
        email=contact.email,
        key=key,
        key_hash=_hash(key),
        message_id=f"<address.{ref}@{ends().mail_domain}>",
        asked_at=at,
        asked_by_id=by.staff_id,
        state=NoticeState.TO_SEND,
        next_try_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "asked", by=by, at=at)
    return row


def last_check(contact: CourtContact) -> AddressCheck | None:
    """The latest message to this contact's address, whatever became of it."""
    wanted = select(AddressCheck).where(AddressCheck.contact_id == contact.id).order_by(AddressCheck.id.desc())
    return db.session.scalar(wanted.limit(1))


def find_check(token: str, *, at: datetime) -> AddressCheck:
    """The check of this link. Raises NotFound for one that is not ours, too old, or of an address changed since."""
    found = db.session.scalar(select(AddressCheck).where(AddressCheck.key_hash == _hash(token)))
    if found is None or at > found.asked_at + GOOD_FOR:
        raise NotFound
    if found.contact.email != found.email or found.contact.ended_at is not None:
        raise NotFound
    return found


def address_reached(token: str, *, at: datetime) -> None:
    """Whoever has the address pressed the button: it is verified. Pressing again changes nothing. Raises NotFound."""
    key = find_check(token, at=at).id
    row = db.session.get_one(AddressCheck, key, with_for_update=True, populate_existing=True)
    if row.answered_at is None:
        row.answered_at = at
        by = Actor.system(row.agency_id)
        courts.reached_by_link(row.contact, email=row.email, by=by, at=at)
        _note(row, "reached", by=by, at=at)


class Asking(Steps[Letter, Answer]):
    """One run over the messages that are due. After an answer that is about the server, the rest wait with it."""

    model = AddressCheck
    ready_state = NoticeState.TO_SEND.value

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.stopped: Answer | None = None

    def due(self, now: datetime) -> ColumnElement[bool]:
        """Those whose next try has come."""
        return or_(AddressCheck.next_try_at.is_(None), AddressCheck.next_try_at <= now)

    def prepare(self, row: AddressCheck, now: datetime) -> Letter | None:
        """The message, unless the address was changed or the contact ended meanwhile."""
        if self.stopped is not None:
            _wait(row, self.stopped, now)
            return None
        if row.contact.email != row.email or row.contact.ended_at is not None:
            row.state, row.owner = NoticeState.DROPPED, None
            return None
        return _letter(row, now)

    def send(self, message: Letter) -> Answer:
        """Hand it to the mail server."""
        answer = self.mail.hand(message)
        if answer.stop:
            self.stopped = answer
        return answer

    def settle(self, row: AddressCheck, answer: Answer, now: datetime) -> None:
        """Record what the answer proves; a message that may have gone is not sent again by itself."""
        if answer.outcome is Outcome.LATER:
            if row.state != NoticeState.UNKNOWN:
                _wait(row, answer, now)
            return
        row.state, row.answer, row.owner = SETTLED[answer.outcome], answer.words, None
        if answer.outcome is Outcome.ACCEPTED:
            row.sent_at = now

    def keep(self, rows: object) -> None:
        """The session writes these rows by itself."""
        return


def _letter(row: AddressCheck, now: datetime) -> Letter:
    agency = one_line(db.session.get_one(Agency, row.agency_id).name)
    until = row.asked_at + GOOD_FOR
    words = WORDS.format(
        agency=agency,
        name=one_line(row.contact.name),
        link=f"{ends().public_url}/address/{row.key}",
        until=f"{until.day} {until:%B %Y}",
    )
    return Letter(
        message_id=row.message_id,
        from_name=agency,
        to_name=one_line(row.contact.name),
        to_address=row.email,
        subject=f"Please check this address for notices from {agency}",
        text=words,
        document=b"",
        document_name="",
        dated=now,
    )


def _wait(row: AddressCheck, answer: Answer, now: datetime) -> None:
    row.state, row.answer, row.owner = NoticeState.TO_SEND, answer.words, None
    row.next_try_at = now + timedelta(minutes=minutes_to_wait(row.attempts))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _note(row: AddressCheck, what: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        Act.CONFIGURATION,
        f"contact:{row.contact.reference}",
        by=by,
        at=at,
        compartment=Compartment.SETTINGS,
        detail={"address": what, "check": row.reference},
    )
