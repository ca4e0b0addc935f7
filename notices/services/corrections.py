"""Which notices a later one takes the place of, and which reminders a notice has had."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from casework.kernel.database import db
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.life import MAY_HAVE_GONE, WAITING


def replaced(notices: Sequence[Notice]) -> set[int]:
    """The ids of those that a later notice replaces; a reminder is replaced with the notice that it repeats."""
    firsts = {each.repeats_id or each.id for each in notices}
    wanted = select(Notice.replaces_id).where(Notice.replaces_id.in_(firsts), Notice.state != NoticeState.DROPPED)
    found = set(db.session.scalars(wanted)) if firsts else set()
    return {each.id for each in notices if (each.repeats_id or each.id) in found}


def spoken_of_later(notices: Sequence[Notice]) -> dict[int, set[str]]:
    """By notice, the subjects of which its contact was told again in a later one, a correction or another court day's.

    One query. Reminders are left out: they say the same again.
    """
    subjects = {line.subject for each in notices for line in each.lines}
    states = [state.value for state in MAY_HAVE_GONE | WAITING]
    wanted = (
        select(Notice.contact_id, NoticeLine.subject, func.max(Notice.number))
        .join(NoticeLine.notice)
        .where(NoticeLine.subject.in_(subjects), Notice.contact_id.in_({each.contact_id for each in notices}))
        .where(Notice.repeats_id.is_(None), Notice.state.in_(states) | Notice.acknowledged_at.is_not(None))
        .group_by(Notice.contact_id, NoticeLine.subject)
    )
    latest = {(contact, subject): number for contact, subject, number in db.session.execute(wanted)} if subjects else {}
    return {
        each.id: {line.subject for line in each.lines if latest.get((each.contact_id, line.subject), 0) > each.number}
        for each in notices
    }


def reminders_of(notice: Notice) -> tuple[Notice, ...]:
    """Every reminder of a notice, the first one first."""
    wanted = select(Notice).where(Notice.repeats_id == notice.id, Notice.state != NoticeState.DROPPED)
    return tuple(db.session.scalars(wanted.order_by(Notice.number)))
