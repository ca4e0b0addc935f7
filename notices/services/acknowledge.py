"""Saying that a notice was seen: by its own link, or by telephone with who and when. The first stands."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from notices.models import Notice
from notices.rules import NoticeState
from notices.rules.life import BY_LINK, BY_PHONE, BY_REPEAT
from notices.services import repeating
from notices.services.records import find


def find_by_token(token: str) -> Notice:
    """The notice of this link. Raises NotFound: a mistyped link must not be thanked for."""
    found = db.session.scalar(select(Notice).where(Notice.seen_hash == hashlib.sha256(token.encode()).digest()))
    if found is None:
        raise NotFound
    return found


def acknowledge_by_token(token: str, *, at: datetime) -> None:
    """Whoever holds the link says that the notice was seen. Saying so again changes nothing. Raises NotFound."""
    notice = _locked(find_by_token(token).id)
    if notice.acknowledged_at is None:
        _acknowledge(notice, how=BY_LINK, who="", by=Actor.system(notice.agency_id), at=at)


def acknowledge_by_phone(reference: str, *, who: str, by: Actor, at: datetime) -> Notice:
    """A member of staff heard from `who` that the notice was seen; who heard it and when is the audit's event.

    Raises Refused where somebody has said so before, or the notice never went; NotFound without the right.
    """
    found = find(reference)
    if found is None or not may(by, Action.DISCLOSE, Compartment.COMPLIANCE, Facts(found.agency_id)).allowed:
        raise NotFound
    notice = _locked(found.id)
    if notice.acknowledged_at is not None:
        raise Refused("Somebody has already said that this notice was seen")
    if notice.state == NoticeState.DROPPED:
        raise Refused("This notice did not go, so it cannot have been seen")
    _acknowledge(notice, how=BY_PHONE, who=who, by=by, at=at)
    return notice


def _locked(key: int) -> Notice:
    return db.session.get_one(Notice, key, with_for_update=True, populate_existing=True)


def _acknowledge(notice: Notice, *, how: str, who: str, by: Actor, at: datetime) -> None:
    """The notice, and whichever says the same words: the one it repeats and the reminders of that."""
    for each in repeating.family(notice):
        if each.acknowledged_at is None:
            _note(each, how=how if each.id == notice.id else BY_REPEAT, who=who, by=by, at=at)


def _note(notice: Notice, *, how: str, who: str, by: Actor, at: datetime) -> None:
    notice.acknowledged_at, notice.acknowledged_how, notice.acknowledged_by = at, how, who
    audit.record(
        Act.ALTERATION,
        f"notice:{notice.reference}",
        by=by,
        at=at,
        compartment="compliance",
        detail={"acknowledged": how},
        others=[line.subject for line in notice.lines],
    )
