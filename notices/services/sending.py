"""How notices leave: the steps that `casework.kernel.handover` takes with each (promises C.1)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.models import Agency
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.handover import Steps
from notices.gateway.letter import Letter
from notices.gateway.mail import Mail
from notices.models import Notice
from notices.rules import NoticeState
from notices.rules.answers import Answer, Outcome, minutes_to_wait
from notices.rules.compose import one_line, seen_words
from notices.services import last_look
from notices.services.ends import ends

SETTLED = {
    Outcome.ACCEPTED: NoticeState.SENT,
    Outcome.KEPT: NoticeState.KEPT,
    Outcome.LATER: NoticeState.TO_SEND,
    Outcome.REFUSED: NoticeState.REFUSED,
    Outcome.UNKNOWN: NoticeState.UNKNOWN,
}


class Sending(Steps[Letter, Answer]):
    """One run over the notices that are due. After an answer that is about the server, the rest wait with it."""

    model = Notice
    ready_state = NoticeState.TO_SEND.value

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.stopped: Answer | None = None

    def due(self, now: datetime) -> ColumnElement[bool]:
        """Those whose next try has come and whose document is printed."""
        return or_(Notice.next_try_at.is_(None), Notice.next_try_at <= now) & Notice.pdf.is_not(None)

    def prepare(self, row: Notice, now: datetime) -> Letter | None:
        """The e-mail, from frozen words alone; the link that says "seen" is added here and shown to nobody else."""
        if self.stopped is not None:
            wait(row, self.stopped, now)
            return None
        if reason := last_look.why_not(row, now):
            row.state, row.quarantine_reason, row.owner = NoticeState.PERSON, reason, None
            _note(row, now)
            return None
        letter = letter_of(row, now)
        row.body_digest = hashlib.sha256(letter.text.encode()).digest()
        return letter

    def send(self, message: Letter) -> Answer:
        """Hand it to the mail server."""
        answer = self.mail.hand(message)
        if answer.stop:
            self.stopped = answer
        return answer

    def settle(self, row: Notice, answer: Answer, now: datetime) -> None:
        """Record what the answer proves, and no more."""
        if row.state == NoticeState.UNKNOWN and answer.outcome is Outcome.LATER:
            return  # somebody may have telephoned meanwhile: what was not known is never sent again by itself
        row.gateway = "outbox" if answer.outcome is Outcome.KEPT else "smtp"
        if answer.outcome is Outcome.LATER:
            wait(row, answer, now)
            return
        row.state, row.answer, row.owner = SETTLED[answer.outcome], answer.words, None
        if answer.outcome is Outcome.ACCEPTED:
            row.sent_at = now
        _note(row, now)


def wait(row: Notice, answer: Answer, now: datetime) -> None:
    """Back to the queue: it is certain that nobody has it. The words say why it has not gone yet."""
    row.state, row.answer, row.owner = NoticeState.TO_SEND, answer.words, None
    row.next_try_at = now + timedelta(minutes=minutes_to_wait(row.attempts))


def letter_of(row: Notice, now: datetime) -> Letter:
    """The e-mail of a notice as it stands frozen. Raises ValueError where its document is not printed yet."""
    if row.pdf is None:
        raise ValueError("a notice goes with its document")
    agency = db.session.get_one(Agency, row.agency_id)
    link = f"{ends().public_url}/seen/{row.seen_key}"
    return Letter(
        message_id=row.message_id,
        from_name=one_line(agency.name),
        to_name=row.recipient_name,
        to_address=row.recipient_email,
        subject=row.subject,
        text=f"{row.body}\n{seen_words(link, agency.phone)}\n",
        document=row.pdf,
        document_name=f"notice-{row.number}.pdf",
        sheet=row.sheet or "",
        sheet_name=f"notice-{row.number}.csv" if row.sheet else "",
        dated=now,
    )


def unprinted(limit: int = 50) -> list[tuple[int, str]]:
    """Notices whose document is not printed yet: id and frozen page."""
    wanted = select(Notice.id, Notice.document).where(
        Notice.state == NoticeState.TO_SEND, Notice.pdf.is_(None), Notice.quarantine_reason.is_(None)
    )
    return [(row.id, row.document) for row in db.session.execute(wanted.order_by(Notice.id).limit(limit))]


def keep_document(key: int, made: bytes) -> None:
    """Store a printed document beside its notice, once."""
    row = db.session.get(Notice, key, with_for_update=True, populate_existing=True)
    if row is not None and row.pdf is None:
        row.pdf = made


def give_up_printing(key: int, error: Exception, now: datetime) -> None:
    """A page that cannot be printed goes to a person; the others go on (promises P19)."""
    row = db.session.get(Notice, key, with_for_update=True, populate_existing=True)
    if row is not None and row.state == NoticeState.TO_SEND:
        row.state, row.quarantine_reason = NoticeState.PERSON, f"Could not be printed: {type(error).__name__}"
        _note(row, now)


def _note(row: Notice, now: datetime) -> None:
    audit.record(
        Act.ALTERATION,
        f"notice:{row.reference}",
        by=Actor.system(row.agency_id),
        at=now,
        compartment="compliance",
        detail={"state": row.state, "number": str(row.number)},
    )
