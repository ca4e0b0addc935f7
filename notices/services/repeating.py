"""A notice sent once more: a notice of its own, with its own number, that says which one it repeats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.kernel.actors import Actor
from casework.kernel.database import db
from notices.models import Notice
from notices.rules import NoticeKind, NoticeState
from notices.rules.life import OPEN, WAITING
from notices.services import checks, last_look, numbers
from notices.services.corrections import reminders_of
from notices.services.freeze import Draft, freeze
from notices.services.issue import sender_of
from notices.services.sorting import Parcel

REPEATED = frozenset({NoticeState.SENT, NoticeState.UNKNOWN})
"""Only what went, or may have gone, is repeated; what was refused or came back is told afresh, to a right address."""


def repeat(notice: Notice, *, by: Actor, at: datetime) -> Notice:
    """Issue the reminder of a notice, inside the caller's transaction; the caller has asked whether one may go."""
    statements = last_look.same_again(notice, at)
    kind = NoticeKind(notice.kind)
    draft = Draft(
        kind=kind,
        court=checks.known_court(notice.court_code),
        day=notice.hearing_day or statements[0].hearing_day or at.date(),
        sender=sender_of(by),
        by=by,
        at=at,
        service_note=notice.service_note,
    )
    parcel = Parcel(statements, kind, repeats=notice)
    return freeze(draft, notice.contact, parcel, numbers.hold(notice.agency_id))


def on_its_way(notice: Notice) -> bool:
    """Whether a reminder of it waits to go or is being handed over."""
    states = [state.value for state in WAITING | OPEN]
    wanted = select(Notice.id).where(Notice.repeats_id == notice.id, Notice.state.in_(states))
    return db.session.scalar(wanted.limit(1)) is not None


def replaced(notice: Notice) -> bool:
    """Whether a later notice takes its place."""
    wanted = select(Notice.id).where(Notice.replaces_id == notice.id, Notice.state != NoticeState.DROPPED)
    return db.session.scalar(wanted.limit(1)) is not None


def family(notice: Notice) -> tuple[Notice, ...]:
    """The notice, the one it repeats, and every other reminder of that: they all say the same words."""
    first = db.session.get_one(Notice, notice.repeats_id) if notice.repeats_id is not None else notice
    return (first, *reminders_of(first))
