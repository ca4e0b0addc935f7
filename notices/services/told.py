"""What has been told of whom, to whom: read by the programmes, the court list and the next notice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from casework.kernel.database import db
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.life import MAY_HAVE_GONE, WAITING


def _known_told() -> ColumnElement[bool]:
    """Notices of which it is known that they were told: a relay took them, or somebody said that they saw them."""
    return or_(Notice.state == NoticeState.SENT, Notice.acknowledged_at.is_not(None))


def last_told(subject: str, *, agency_id: int) -> NoticeLine | None:
    """The latest line that CPS or court is known to have been told about a subject, such as "referral:K7Q3XWZ2"."""
    return last_told_of([subject], agency_id=agency_id).get(subject)


def last_told_of(subjects: Collection[str], *, agency_id: int) -> dict[str, NoticeLine]:
    """The same for many subjects in one query, for a court list."""
    wanted = (
        select(NoticeLine)
        .join(NoticeLine.notice)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects), _known_told())
        .order_by(Notice.number)
    )
    return {line.subject: line for line in db.session.scalars(wanted)}


def told_of(subjects: Collection[str], *, agency_id: int) -> set[str]:
    """Which of many subjects CPS or court is known to have been told of, whatever they were told. One query."""
    wanted = (
        select(NoticeLine.subject)
        .join(NoticeLine.notice)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects), _known_told())
    )
    return set(db.session.scalars(wanted)) if subjects else set()


def told_about(subject: ColumnElement[str], *, agency_id: Any) -> ColumnElement[bool]:
    """The same as SQL, for a list: whether CPS or court is known to have been told of the subject of its row."""
    line = select(NoticeLine.id).join(Notice, Notice.id == NoticeLine.notice_id)
    return line.where(NoticeLine.subject == subject, NoticeLine.agency_id == agency_id, _known_told()).exists()


def lines_about(subject: str, *, agency_id: int) -> list[NoticeLine]:
    """Every line ever written about a subject, the newest notice first, whatever became of the notice."""
    wanted = (
        select(NoticeLine)
        .join(NoticeLine.notice)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject == subject)
        .order_by(Notice.number.desc())
    )
    return list(db.session.scalars(wanted))


def latest_for(contact_id: int, subjects: Collection[str], *, day: date | None) -> dict[str, NoticeLine]:
    """For one contact, the last line about each subject that has gone, may have gone, or waits to go; no reminder's.

    With a court day, only what was told for that day: after an adjournment the next court day is told afresh.
    """
    counts = [state.value for state in (*MAY_HAVE_GONE, *WAITING)]
    wanted = (
        select(NoticeLine)
        .join(NoticeLine.notice)
        .where(NoticeLine.subject.in_(subjects), Notice.contact_id == contact_id)
        .where(or_(Notice.state.in_(counts), Notice.acknowledged_at.is_not(None)), Notice.repeats_id.is_(None))
        .order_by(Notice.number)
    )
    if day is not None:
        wanted = wanted.where(Notice.hearing_day == day)
    return {line.subject: line for line in db.session.scalars(wanted)}


def may_have_gone_since(subjects: Collection[str], *, agency_id: int, since: datetime) -> bool:
    """Whether a notice about one of these subjects, made since a moment (UTC), was handed over or may have been."""
    gone = or_(Notice.state.in_([state.value for state in MAY_HAVE_GONE]), Notice.acknowledged_at.is_not(None))
    wanted = (
        select(NoticeLine.id)
        .join(NoticeLine.notice)
        .where(NoticeLine.agency_id == agency_id, NoticeLine.subject.in_(subjects), Notice.made_at >= since, gone)
    )
    return db.session.scalar(wanted.limit(1)) is not None
