"""Notices a person must see to: refused, come back, not known, stopped before leaving, or waiting too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.words import short_day
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.life import STANDINGS, TROUBLED, Standing
from notices.rules.schedule import WAITS_AT_MOST
from notices.services.records import court_name

SHOWN_FOR = timedelta(days=28)
"""How long a notice that did not arrive is asked about where nobody says what was done (ours)."""
WAITING_LONG = Standing(
    "Not gone yet", "red", "The mail server has not taken it. It is tried again while it is of use."
)
_GONE_SINCE = [state.value for state in NoticeState if state not in TROUBLED | {NoticeState.DROPPED, NoticeState.KEPT}]


@dataclass(frozen=True)
class Trouble:
    """A notice that is not known to have arrived, and what staff can do about it."""

    reference: str
    number: int
    recipient: str
    phone: str
    court_name: str
    day: date | None
    standing: Standing
    why: str

    @property
    def url(self) -> str:
        """Its own page: what went wrong, and where it is recorded that they were told another way."""
        return f"/notices/{self.reference}"

    @property
    def words(self) -> str:
        """The row of Today."""
        about = f"{self.court_name}, {short_day(self.day)}" if self.day else self.court_name
        ring = f" Telephone {self.phone}" if self.phone else ""
        why = f" {self.why.rstrip('.')}." if self.why else ""
        return f"Notice {self.number} to {self.recipient}: {about}. {self.standing.word}.{why}{ring}"


_SEALED = (Notice.body, Notice.document, Notice.sheet, Notice.pdf, Notice.service_note, Notice.recipient_email)
"""The letter itself, which no row shows: opening every page of every notice takes longer than all the rest."""


def troubles(agency_id: int, now: datetime) -> list[Trouble]:
    """What must be seen to at `now` (UTC), the soonest court day first. Three queries, however many there are.

    A notice is seen to once somebody was told another way, or once a later notice to the same contact speaks of
    everybody in it.
    """
    found = _TROUBLED.objects(agency=agency_id, since=now - SHOWN_FOR, waits_since=now - WAITS_AT_MOST)
    later = _later_lines(found)
    open_still = [each for each in found if not _taken_up(each, later)]
    return [_trouble(each) for each in sorted(open_still, key=lambda row: (row.hearing_day or date.max, row.number))]


def _troubled() -> Select[Notice]:
    waiting = [NoticeState.TO_SEND.value, NoticeState.CLAIMED.value]
    long = and_(Notice.state.in_(waiting), Notice.made_at < bindparam("waits_since"))
    return (
        select(Notice)
        .where(
            Notice.agency_id == bindparam("agency"),
            Notice.made_at >= bindparam("since"),
            Notice.acknowledged_at.is_(None),
        )
        .where(or_(Notice.state.in_([state.value for state in TROUBLED]), long))
        .options(*map(defer, _SEALED), joinedload(Notice.contact))
        .options(selectinload(Notice.lines).load_only(NoticeLine.notice_id, NoticeLine.subject))
    )


_TROUBLED = Fixed(_troubled)
Later = dict[tuple[int, str], int]


def _later_lines(found: Sequence[Notice]) -> Later:
    """By contact and subject, the highest number of a notice that went, is going or waits to go."""
    subjects = {line.subject for each in found for line in each.lines}
    wanted = (
        select(Notice.contact_id, NoticeLine.subject, Notice.number)
        .join(NoticeLine.notice)
        .where(Notice.contact_id.in_({each.contact_id for each in found}), NoticeLine.subject.in_(subjects))
        .where(Notice.state.in_(_GONE_SINCE))
        .order_by(Notice.number)
    )
    return {(contact, subject): number for contact, subject, number in db.session.execute(wanted)} if found else {}


def _taken_up(row: Notice, later: Later) -> bool:
    return all(later.get((row.contact_id, line.subject), 0) > row.number for line in row.lines)


def _trouble(row: Notice) -> Trouble:
    state = NoticeState(row.state)
    return Trouble(
        reference=row.reference,
        number=row.number,
        recipient=row.recipient_name,
        phone=row.contact.phone,
        court_name=court_name(row.court_code),
        day=row.hearing_day,
        standing=STANDINGS[state] if state in TROUBLED else WAITING_LONG,
        why=row.quarantine_reason or row.answer,
    )
