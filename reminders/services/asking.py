"""What replies and failing numbers ask of people: on Today, on the messages page, and in the unmatched inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from casework.accounts.models import Agency
from casework.accounts.rules import Role
from casework.kernel.actors import Actor
from casework.kernel.clock import local_day
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.showing import Rank, Task
from casework.people.models import Person, SafeContact
from reminders.models import Reply, ReplyCandidate, TextTask
from reminders.rules import asking, replies
from reminders.rules.asking import Asking
from reminders.rules.replies import READ_FIRST, Meaning

MOST = 100
SHARED = "A reply came on a number that more than one person has. Nobody sees it until somebody says whose it is"
_ASKED = frozenset({Meaning.CHANGE, Meaning.LATE, Meaning.CALL, Meaning.CHOICE, Meaning.YES})


def unread(*, agency_id: int) -> list[Reply]:
    """Replies nobody has read, danger first, then the other urgent kinds, then oldest first. Few queries."""
    return sorted(_UNREAD.objects(agency=agency_id), key=_urgency)


def _urgency(reply: Reply) -> tuple[bool, bool, dt.datetime]:
    kind = Meaning(reply.meaning)
    return (kind is not Meaning.SAFETY, kind not in READ_FIRST, reply.received_at)


def _ours() -> ColumnElement[bool]:
    """Of one of ours, or on a shared number one of whose people is ours and which nobody has claimed (case W13)."""
    mine = exists().where(ReplyCandidate.reply_id == Reply.id, ReplyCandidate.agency_id == bindparam("agency"))
    known = and_(Reply.person_id.is_not(None), Reply.agency_id == bindparam("agency"))
    return or_(known, and_(Reply.person_id.is_(None), mine))


_UNREAD = Fixed(lambda: select(Reply).where(Reply.read_at.is_(None), _ours()).order_by(Reply.received_at).limit(MOST))


def tasks(*, agency_id: int) -> list[Task]:
    """What replies and numbers ask of the agency today. A reply of danger stands above everything."""
    came = unread(agency_id=agency_id)
    shared = _candidates([one.id for one in came if one.person_id is None], agency_id)
    references = _references({one.person_id for one in came if one.person_id} | {p for _, p in shared})
    found = [_read(one, references) for one in came if one.person_id and not _needs_nobody(one)]
    found += [_claim(one, person, references) for one in came for id, person in shared if id == one.id]
    return [*found, *_asked(agency_id)]


def _needs_nobody(reply: Reply) -> bool:
    """A YES that keeps a booking is shown with it; nobody has to do anything."""
    return Meaning(reply.meaning) is Meaning.YES and reply.appointment_id is not None


def _candidates(replies: Collection[int], agency_id: int) -> list[tuple[int, int]]:
    wanted = select(ReplyCandidate.reply_id, ReplyCandidate.person_id).where(
        ReplyCandidate.reply_id.in_(replies), ReplyCandidate.agency_id == agency_id
    )
    return [(row.reply_id, row.person_id) for row in db.session.execute(wanted)] if replies else []


def _references(people: Collection[int | None]) -> dict[int, str]:
    rows = select(Person.id, Person.reference).where(Person.id.in_(people))
    return {row.id: row.reference for row in db.session.execute(rows)} if people else {}


def _read(reply: Reply, references: dict[int, str]) -> Task:
    kind, person = Meaning(reply.meaning), reply.person_id or 0
    rank = Rank.ASKED_TO_CHANGE if kind in _ASKED else Rank.READ_FIRST
    why = f"{replies.words(kind)}. {reply.did}" if reply.did else replies.words(kind)
    due = dt.date.min if kind is Meaning.SAFETY else local_day(reply.received_at)
    return Task(rank, person, why, f"/people/{references[person]}/messages", "Read", due=due)


def _claim(reply: Reply, person: int, references: dict[int, str]) -> Task:
    due = dt.date.min if Meaning(reply.meaning) is Meaning.SAFETY else local_day(reply.received_at)
    return Task(Rank.READ_FIRST, person, SHARED, f"/people/{references[person]}/messages", "Open", due=due)


def _asked(agency_id: int) -> list[Task]:
    found = _ASKS.objects(agency=agency_id)
    references = _references({one.person_id for one in found})
    return [
        Task(
            Rank.NOT_DELIVERED,
            one.person_id,
            asking.words(Asking(one.kind)),
            f"/people/{references[one.person_id]}/messages",
            "Open",
            due=local_day(one.at),
        )
        for one in found
    ]


_ASKS = Fixed(
    lambda: (
        select(TextTask)
        .where(TextTask.agency_id == bindparam("agency"), TextTask.done_at.is_(None))
        .order_by(TextTask.at)
        .limit(MOST)
    )
)


def standing(person: Person) -> list[TextTask]:
    """What is still asked about one person's number."""
    rows = select(TextTask).where(TextTask.person_id == person.id, TextTask.done_at.is_(None)).order_by(TextTask.at)
    return list(db.session.scalars(rows))


def other_ways(people: Collection[int]) -> dict[int, str]:
    """The next best agreed way to each of these people, when a text did not reach them. One query."""
    rows = select(SafeContact).where(SafeContact.person_id.in_(people), SafeContact.superseded_at.is_(None))
    found = {row.person_id: row for row in db.session.scalars(rows)} if people else {}
    return {one: _way(found.get(one)) for one in people}


def _way(contact: SafeContact | None) -> str:
    return asking.other_way(*(contact.call, contact.voicemail, contact.letters) if contact else ("", "", ""))


def sees_unmatched(by: Actor) -> bool:
    """Whether replies from numbers nobody has are shown to this actor: a manager of the agency whose site this is.

    With several agencies on one site that is the one set up first: such a reply belongs to none of them (case W12).
    """
    return Role.MANAGER in by.roles and by.agency_id == db.session.scalar(select(func.min(Agency.id)))


def unmatched(*, limit: int = MOST) -> list[Reply]:
    """Replies from numbers that nobody has, which nobody has read; nothing is ever answered to them."""
    rows = select(Reply).where(Reply.person_id.is_(None), Reply.shared.is_(False), Reply.read_at.is_(None))
    return list(db.session.scalars(rows.order_by(Reply.received_at).limit(limit)))
