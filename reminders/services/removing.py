"""Texts that the provider is to forget: asked for when a person is erased, and of every text after thirty days.

A row says a number of the provider's and nothing else, so that it may stand when everything of the person is gone. It
is tried until the provider has forgotten; what it still has after a day is somebody's task (promises C.5, C.13, P31).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.kernel.database import db
from reminders.gateway import TwilioGateway
from reminders.models import ProviderRemoval, Reply, ReplyCandidate, Text
from reminders.rules.removing import KEPT, LOOKED_BACK, STUCK_AFTER, Removal, next_try
from reminders.services.wiring import wired

MOST = 50
"""Texts asked about in one waking: each is one question to the provider."""


@dataclass(frozen=True)
class Wanted:
    """One text that the provider is to forget."""

    id: int
    sid: str


@dataclass(frozen=True)
class Stuck:
    """What the provider has not forgotten after a day: how many, and the numbers of the first of them there."""

    count: int
    sids: Sequence[str]


def forget_all_of(person_id: int, at: dt.datetime) -> None:
    """Note every text to and from a person, inside the transaction that erases them, before their rows go."""
    asked = select(ReplyCandidate.reply_id).where(ReplyCandidate.person_id == person_id)
    sent = select(Text.provider_sid).where(Text.person_id == person_id, Text.gateway == "twilio")
    came = select(Reply.sid).where(or_(Reply.person_id == person_id, Reply.id.in_(asked)))
    _note([*db.session.scalars(sent), *db.session.scalars(came)], at)


def forget_the_old(now: dt.datetime) -> int:
    """Note the texts that have been at the provider for thirty days; how many. `now` is UTC."""
    sent = select(Text.provider_sid).where(Text.gateway == "twilio", _is_old(Text.handed_at, now))
    came = select(Reply.sid).where(_is_old(Reply.received_at, now))
    known = select(ProviderRemoval.id)
    old = [
        *db.session.scalars(sent.where(~known.where(ProviderRemoval.sid == Text.provider_sid).exists()).limit(MOST)),
        *db.session.scalars(came.where(~known.where(ProviderRemoval.sid == Reply.sid).exists()).limit(MOST)),
    ]
    return _note(old, now)


def _is_old(column: Any, now: dt.datetime) -> ColumnElement[bool]:
    return and_(column < now - KEPT, column > now - LOOKED_BACK)


def _note(sids: Iterable[str | None], at: dt.datetime) -> int:
    wanted = {sid for sid in sids if sid}
    known = set(db.session.scalars(select(ProviderRemoval.sid).where(ProviderRemoval.sid.in_(wanted))))
    new = sorted(wanted - known)
    db.session.add_all(ProviderRemoval(sid=sid, asked_at=at, next_try_at=at) for sid in new)
    db.session.flush()
    return len(new)


def due(now: dt.datetime) -> list[Wanted]:
    """Those to be asked about now (UTC), the longest due first."""
    rows = select(ProviderRemoval.id, ProviderRemoval.sid).where(ProviderRemoval.next_try_at <= now)
    return [Wanted(*row) for row in db.session.execute(rows.order_by(ProviderRemoval.next_try_at).limit(MOST))]


def settle(one: Wanted, heard: Removal, now: dt.datetime) -> None:
    """Keep what asking came to; where it is not gone, it is asked again later."""
    row = db.session.get(ProviderRemoval, one.id, with_for_update=True)
    if row is None or row.next_try_at is None:
        return
    row.tries, row.failed = row.tries + 1, "" if heard is Removal.GONE else heard.value
    row.next_try_at = None if heard is Removal.GONE else now + next_try(row.tries)


def stuck(now: dt.datetime) -> Stuck | None:
    """What the provider has had for a day after it was to go, or None: also where it is set up here no more."""
    late = ProviderRemoval.next_try_at.is_not(None), ProviderRemoval.asked_at < now - STUCK_AFTER
    rows = select(ProviderRemoval.sid, func.count().over()).where(*late).order_by(ProviderRemoval.id).limit(MOST)
    found = db.session.execute(rows).all()
    return Stuck(found[0][1], [row[0] for row in found]) if found else None


def end() -> TwilioGateway | None:
    """The provider that can be asked to forget, where one is set up."""
    live = wired().live
    return live if isinstance(live, TwilioGateway) else None
