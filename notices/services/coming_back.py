"""A notice that the mail server took and that came back later: said by a person, or by the report of a mail server."""

from __future__ import annotations

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
from notices.rules.answers import without_addresses
from notices.rules.life import MAY_HAVE_GONE
from notices.services.records import find


def came_back(reference: str, *, why: str, by: Actor, at: datetime) -> Notice:
    """A member of staff saw that a notice came back; `why` is what the report said, `at` UTC.

    Raises Refused where it never went or somebody has said since that it was seen; NotFound without the right.
    """
    found = find(reference)
    if found is None or not may(by, Action.DISCLOSE, Compartment.COMPLIANCE, Facts(found.agency_id)).allowed:
        raise NotFound
    notice = _locked(found.id)
    if reason := why_not(notice):
        raise Refused(reason)
    _bounce(notice, why, by=by, at=at, how="person")
    return notice


def came_back_by_report(message_id: str, *, words: str, at: datetime) -> bool:
    """A mail server reports that a notice could not be delivered. Whether it is one of ours; said twice, or of one
    that somebody has seen, it changes nothing."""
    found = db.session.scalar(select(Notice).where(Notice.message_id == message_id))
    if found is None:
        return False
    notice = _locked(found.id)
    if not why_not(notice):
        _bounce(notice, words, by=Actor.system(notice.agency_id), at=at, how="report")
    return True


def why_not(notice: Notice) -> str:
    """Why it cannot be said of this notice that it came back; empty when it can."""
    if notice.acknowledged_at is not None:
        return "They have said that they have seen this notice, so it did not come back"
    if notice.state not in MAY_HAVE_GONE:
        return "This notice did not go, so it cannot have come back"
    return ""


def _locked(key: int) -> Notice:
    return db.session.get_one(Notice, key, with_for_update=True, populate_existing=True)


def _bounce(notice: Notice, why: str, *, by: Actor, at: datetime, how: str) -> None:
    notice.state, notice.came_back_at, notice.owner = NoticeState.BOUNCED, at, None
    notice.answer = without_addresses(why)[:200]
    audit.record(
        Act.ALTERATION,
        f"notice:{notice.reference}",
        by=by,
        at=at,
        compartment="compliance",
        detail={"state": notice.state, "number": str(notice.number), "said_by": how},
        others=[line.subject for line in notice.lines],
    )
