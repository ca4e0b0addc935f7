"""Notices nobody has acknowledged: chased after one business day, by telephone or by a reminder that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload, load_only

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.kernel import light
from casework.kernel.actors import Actor
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import counted, short_day, short_moment
from notices.models import Notice, NoticeLine
from notices.rules import NoticeState
from notices.rules.life import OPEN, WAITING
from notices.rules.schedule import CHASED_FOR, chase_at, chase_until
from notices.services import last_look, repeating
from notices.services.checks import DATED
from notices.services.records import court_name, find

ASKED = 50
"""No more are shown at once: the soonest court day first."""
_SHOWN = (
    Notice.reference,
    Notice.number,
    Notice.court_code,
    Notice.hearing_day,
    Notice.kind,
    Notice.sent_at,
    Notice.recipient_name,
)
"""What a row says. The letter itself stays sealed: opening every page of every notice took longer than all the rest."""


@dataclass(frozen=True)
class Chase:
    """A notice that went and that nobody has said they have seen. `sent_at` is when it, or its last reminder, went.

    `no_reminder` says why it may not be sent once more, and what to do instead; it is filled in by `looked_at`.
    """

    reference: str
    number: int
    recipient: str
    phone: str
    court_code: str
    court_name: str
    day: date | None
    sent_at: datetime
    people: int
    reminders: int
    no_reminder: str = ""

    @property
    def url(self) -> str:
        """Its own page, where a reminder is sent or what they said by telephone is recorded."""
        return f"/notices/{self.reference}"

    @property
    def remind_url(self) -> str:
        """Where the one press that sends a reminder is posted."""
        return f"{self.url}/reminder"

    @property
    def words(self) -> str:
        """The row of Today. It says "sent", never "seen" or "delivered": that is all that is known."""
        about = f"{self.court_name}, {short_day(self.day)}" if self.day else self.court_name
        again = f", {counted(self.reminders, 'reminder')}" if self.reminders else ""
        ring = f" {self.no_reminder}." if self.no_reminder else f" Telephone {self.phone}" if self.phone else ""
        who = counted(self.people, "person", "people")
        sent = f"Sent {short_moment(self.sent_at)}{again}, not acknowledged."
        return f"Notice {self.number} to {self.recipient}: {about}, {who}. {sent}{ring}"


def chase(agency_id: int, now: datetime, *, most: int = ASKED) -> list[Chase]:
    """The notices to be chased at `now` (UTC), the soonest court day first, `most` of them. Three queries in all.

    A notice is chased one business day after it or its last reminder went, or at the last look before its court day
    where that comes sooner; not after the court day, and not while a reminder is on its way. One that speaks only of
    people whom the reader may not see is left out.
    """
    since = {"made_since": now - 2 * CHASED_FOR, "heard_since": (now - CHASED_FOR).date()}
    found = list(db.session.scalars(_unseen(), {"agency": agency_id, **since}))
    again = _reminders([each.id for each in found])
    people = _people([each.id for each in found])
    closed = closed_days()
    made = []
    for each in found:
        last, count, waiting = again.get(each.id, (None, 0, False))
        sent = max(filter(None, (each.sent_at, last)))
        day = each.hearing_day if each.kind in DATED else None
        if each.id in people and not waiting and chase_at(sent, day, closed) <= now < chase_until(sent, day):
            made.append(_chase(each, day, sent, people[each.id], count))
    return sorted(made, key=lambda one: (one.day or date.max, one.number))[:most]


def _chase(row: Notice, day: date | None, sent: datetime, people: int, reminders: int) -> Chase:
    return Chase(
        reference=row.reference,
        number=row.number,
        recipient=row.recipient_name,
        phone=row.contact.phone,
        court_code=row.court_code,
        court_name=court_name(row.court_code),
        day=day,
        sent_at=sent,
        people=people,
        reminders=reminders,
    )


@cache
def _unseen() -> Select[Notice]:
    """Sent within four weeks, not acknowledged, not itself a reminder, and replaced by no later notice.

    Made once, which takes longer than asking it; it leaves open `agency`, `made_since` and `heard_since`."""
    later = aliased(Notice)
    replaced = select(later.id).where(later.replaces_id == Notice.id, later.state != NoticeState.DROPPED)
    return (
        select(Notice)
        .where(Notice.agency_id == bindparam("agency"), Notice.state == NoticeState.SENT)
        .where(Notice.made_at >= bindparam("made_since"))
        .where(Notice.acknowledged_at.is_(None), Notice.repeats_id.is_(None), ~replaced.exists())
        .where(or_(Notice.hearing_day.is_(None), Notice.hearing_day >= bindparam("heard_since")))
        .options(load_only(*_SHOWN), joinedload(Notice.contact))
        .order_by(Notice.hearing_day, Notice.number)
    )


_AGAIN = light.Question(
    lambda among: select(Notice.repeats_id, Notice.state, Notice.sent_at).where(among(Notice.repeats_id))
)
_PEOPLE = light.Question(
    lambda among: (
        select(NoticeLine.notice_id, func.count()).where(among(NoticeLine.notice_id)).group_by(NoticeLine.notice_id)
    )
)


def _reminders(ids: Sequence[int]) -> dict[int | None, tuple[datetime | None, int, bool]]:
    """By notice: when its last reminder went, how many went, and whether one is on its way."""
    found: dict[int | None, tuple[datetime | None, int, bool]] = {}
    for repeats, state, sent in _AGAIN.seen(ids):
        last, count, waiting = found.get(repeats, (None, 0, False))
        on_its_way = NoticeState(state) in WAITING | OPEN
        went = state == NoticeState.SENT
        moments = [each for each in (last, sent) if each is not None]
        found[repeats] = (max(moments, default=None), count + went, waiting or on_its_way)
    return found


def _people(ids: Sequence[int]) -> dict[int, int]:
    return {row[0]: row[1] for row in _PEOPLE.seen(ids)}


def why_no_reminder(notice: Notice, *, at: datetime) -> str:
    """Why no reminder of this notice can be sent at `at` (UTC), and what to do instead; empty when one can."""
    if notice.repeats_id is not None:
        return "This is itself a reminder. Send another from the notice that it repeats"
    if notice.acknowledged_at is not None:
        return "They have been told, so there is nothing to remind them of"
    if notice.state not in repeating.REPEATED:
        return "It has not gone, so there is nothing to repeat"
    if repeating.on_its_way(notice):
        return "A reminder is already on its way"
    if repeating.replaced(notice):
        return "A later notice takes its place. Remind them of that one"
    return last_look.why_not_repeat(notice, at)


def remind(reference: str, *, by: Actor, at: datetime) -> Notice:
    """Send a notice once more, as one of its own with its own number, that says which it repeats. `at` is UTC.

    Raises Refused where there is nothing to repeat or what it says no longer holds; NotFound without the right.
    """
    found = find(reference)
    if found is None or not may(by, Action.DISCLOSE, Compartment.COMPLIANCE, Facts(found.agency_id)).allowed:
        raise NotFound
    notice = db.session.get_one(Notice, found.id, with_for_update=True, populate_existing=True)
    if reason := why_no_reminder(notice, at=at):
        raise Refused(reason)
    return repeating.repeat(notice, by=by, at=at)
