"""What lists say of each person's notices: to whom, what is known of it, and no more than that (promises P34)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from casework.kernel.database import db
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.life import Standing, standing


@dataclass(frozen=True)
class ToldTo:
    """The latest notice to one contact about one subject. `at` is when it was seen, taken by the relay, or made."""

    kind: str
    recipient: str
    number: int
    url: str
    standing: Standing
    at: datetime


def states_of(subjects: Collection[str], *, agency_id: int, day: date | None = None) -> dict[str, list[ToldTo]]:
    """By subject, such as "referral:K7Q3XWZ2", the latest notice to each contact, in one query.

    With a court day, only notices for that day. A reminder stands for the notice that it repeats. Whether what was
    told still holds is asked of `changed_since`.
    """
    wanted = (
        select(NoticeLine)
        .join(NoticeLine.notice)
        .options(contains_eager(NoticeLine.notice))
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects))
        .where(Notice.state != NoticeState.DROPPED)
        .order_by(Notice.number)
    )
    if day is not None:
        wanted = wanted.where(Notice.hearing_day == day)
    latest = {(line.subject, line.notice.contact_id): line.notice for line in db.session.scalars(wanted)}
    found: dict[str, list[ToldTo]] = defaultdict(list)
    for (subject, _), notice in latest.items():
        found[subject].append(_told_to(notice))
    return found


def _told_to(notice: Notice) -> ToldTo:
    return ToldTo(
        kind=notice.contact_kind,
        recipient=notice.recipient_name,
        number=notice.number,
        url=f"/notices/{notice.reference}",
        standing=standing_of(notice),
        at=notice.acknowledged_at or notice.sent_at or notice.made_at,
    )


def standing_of(notice: Notice, *, changed: bool = False, replaced: bool = False) -> Standing:
    """The one tag of a notice, from what is recorded of it."""
    return standing(
        NoticeState(notice.state),
        acknowledged=notice.acknowledged_at is not None,
        how=notice.acknowledged_how,
        changed=changed,
        replaced=replaced,
    )
