"""What pages show of texts and replies: what waits, what is held and why, what needs a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import selectinload

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.courts.models import Hearing, HearingOutcome
from casework.kernel.clock import local_day
from casework.kernel.columns import Unopened
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.showing import Rank, Tag, Task
from casework.people.models import Circumstance, Person
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.names import short_name
from reminders.models import CANNOT_OPEN, Reply, Text
from reminders.rules import holding, kinds, life, replies
from reminders.rules.holding import Hold
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from reminders.rules.replies import READ_FIRST, Meaning
from reminders.services import asking, crowding

AHEAD = dt.timedelta(days=7)
BACK = dt.timedelta(days=7)
SOON = dt.timedelta(hours=48)
MOST = 100
_HELD = Tag("Held", "yellow")
_WITH_ANOTHER = select(Appointment.id).where(Appointment.with_staff_id.is_not(None))

NEEDS_A_PERSON = frozenset(
    {
        TextState.PERSON,
        TextState.UNDELIVERED,
        TextState.FAILED,
        TextState.REJECTED,
        TextState.DROPPED,
        TextState.EXPIRED,
    }
)
"""Texts that did not reach her, as far as anybody knows: each asks a person for another way."""


_SAID_WHEN_SEEN = frozenset({TextKind.FIRST_CONTACT, TextKind.MISSED, TextKind.THANKS_NEXT, TextKind.OFFER_TIMES})
"""Texts that a worker has no need to pass on once they have seen the person."""


@dataclass(frozen=True)
class Line:
    """One text as a list shows it."""

    id: int
    person_reference: str
    name: str
    kind: str
    tag: Tag
    why: str
    at: dt.datetime
    body: str = field(default="", repr=False)


@dataclass(frozen=True)
class Came:
    """A reply nobody has read, as a list shows it. One on a shared number names nobody (case W13)."""

    name: str
    person_reference: str
    words: str
    urgent: bool
    at: dt.datetime


@dataclass(frozen=True)
class Board:
    """The agency's texts, by what has to be done about them."""

    replies: list[Came]
    to_do: list[Line]
    held: list[Line]
    waiting: list[Line]
    kept: list[Line]
    sent: list[Line]

    @property
    def people(self) -> list[str]:
        """The references of everybody named, for the record of looks."""
        lines = [*self.to_do, *self.held, *self.waiting, *self.kept, *self.sent]
        named = {line.person_reference for line in lines} | {reply.person_reference for reply in self.replies}
        return sorted(named - {""})


def line(text: Text) -> Line:
    """A text as a list shows it: never a word that sounds like success before there is a signed receipt."""
    state = TextState(text.state)
    held = state is TextState.PLANNED and bool(text.held_why or text.on_hold_why)
    return Line(
        id=text.id,
        person_reference=text.person.reference,
        name=short_name(text.person.known_as or text.person.given_name, text.person.family_name),
        kind=kinds.words(TextKind(text.kind)),
        tag=_held_tag(text) if held else Tag(life.words(state), life.colour(state)),
        why=_why(text, held),
        at=_moment(text),
        body=text.body or "",
    )


def _held_tag(text: Text) -> Tag:
    return Tag("Needs your release", "yellow") if text.on_hold_why == Hold.RELEASE else _HELD


def damaged(text: Text) -> bool:
    """Whether what is kept of a text cannot be opened: it is shown as such, and the others go on (promises P19)."""
    return isinstance(text.body, Unopened) or isinstance(text.number, Unopened)


def _why(text: Text, held: bool) -> str:
    if damaged(text):
        return CANNOT_OPEN
    if text.cancel_late:
        return "It may already have gone, before this changed. Tell them yourself"
    if held and text.on_hold_why:
        return holding.held_words(Hold(text.on_hold_why))
    return text.held_why if held else text.ended_why


def _moment(text: Text) -> dt.datetime:
    waiting = text.state in life.WAITING and not text.handed_at
    return (text.next_try_at or text.not_before) if waiting else (text.handed_at or text.settled_at or text.not_before)


def board(*, agency_id: int, now: dt.datetime) -> Board:
    """Everything about texts that an agency's staff may look at now. A fixed number of queries."""
    mine = Text.agency_id == agency_id
    held, waiting = _coming(mine & (Text.state == TextState.PLANNED.value) & (Text.not_before < now + AHEAD), now)
    lately = mine & (Text.handed_at > now - BACK)
    gone = [life.TextState.HANDED, TextState.ACCEPTED, TextState.DELIVERED, TextState.CLAIMED, TextState.UNKNOWN]
    return Board(
        replies=_came(asking.unread(agency_id=agency_id)),
        to_do=_lines(mine & to_do(now)),
        held=held,
        waiting=waiting,
        kept=_lines(lately & (Text.state == TextState.KEPT.value), newest=True),
        sent=_lines(lately & Text.state.in_(gone), newest=True),
    )


def _coming(planned: ColumnElement[bool], now: dt.datetime) -> tuple[list[Line], list[Line]]:
    """What is held, by what is recorded of her, by a person, or by another text of that day; and what is to go."""
    stays = (Text.held_why != "") | (Text.on_hold_why != "")
    texts = _texts(planned & ~stays)
    crowd = crowding.first_of_each_day(texts, now)
    why = {text.id: crowd.why_not(text) for text in texts}
    beaten = [replace(line(text), tag=_HELD, why=why[text.id]) for text in texts if why[text.id]]
    held = sorted([*_lines(planned & stays), *beaten], key=lambda one: one.at)
    return held, [line(text) for text in texts if not why[text.id]]


def to_do(now: dt.datetime) -> ColumnElement[bool]:
    """Texts that ask for a person, until somebody has dealt with them, nothing is left to tell, or their moment is a
    week past."""
    return _to_do(now, now - BACK)


def _to_do(now: Any, since: Any) -> ColumnElement[bool]:
    failed = (Text.state.in_(NEEDS_A_PERSON) & ~_over(now)) | Text.cancel_late
    return and_(failed, Text.dealt_with_at.is_(None), Text.not_after > since, ~nobody_to_tell())


def nobody_to_tell() -> ColumnElement[bool]:
    """Texts to somebody who has died: nobody is asked to tell them another way (domain rule 30)."""
    recorded = (Circumstance.kind == CircumstanceKind.DIED.value) & Circumstance.ended_at.is_(None)
    return select(Circumstance.id).where(Circumstance.person_id == Text.person_id, recorded).exists()


def _over(now: Any) -> ColumnElement[bool]:
    """Texts with nothing left to tell of: the appointment or court date they told of has begun or been recorded, or
    somebody has seen the person since a text that told of nothing to come."""
    told_of_it = Text.kind.in_(sorted(kinds.MAY_BE_PLANNED))
    done = or_(Appointment.outcome.is_not(None), Appointment.starts_at <= now)
    kept = select(Appointment.id).where(Appointment.id == Text.appointment_id, done)
    held = select(HearingOutcome.id).where(HearingOutcome.hearing_id == Text.hearing_id)
    begun = select(Hearing.id).where(Hearing.id == Text.hearing_id, Hearing.starts_at <= now)
    seen = select(Appointment.id).where(
        Appointment.person_id == Text.person_id,
        Appointment.outcome == Outcome.ATTENDED.value,
        Appointment.starts_at > Text.not_before,
    )
    spoken = Text.kind.in_(sorted(_SAID_WHEN_SEEN)) & seen.exists()
    return (told_of_it & (kept.exists() | held.exists() | begun.exists())) | spoken


def tasks(*, agency_id: int, staff_id: int | None, now: dt.datetime) -> list[Task]:
    """What texts and replies ask of people today (ux 2.4): one row for each person and kind of task."""
    read = asking.tasks(agency_id=agency_id)
    values = {"agency": agency_id, "staff": staff_id, "now": now, "since": now - BACK, "soon": now + SOON}
    failed = _failed(staff_id is None).objects(**values)
    ways = asking.other_ways({text.person_id for text in failed})
    doubled = crowding.doubled(agency_id=agency_id, until=now + SOON, now=now)
    others = _not_theirs([text for text, _ in doubled], staff_id)
    twice = [_task(text, why) for text, why in doubled if text.appointment_id not in others]
    return _once([*read, *(_undelivered(text, ways[text.person_id]) for text in failed), *twice])


@cache
def _failed(team: bool) -> Fixed:
    ours = Text.agency_id == bindparam("agency")
    asks = _to_do(bindparam("now"), bindparam("since")) | _held_soon(bindparam("soon"))
    others = _WITH_ANOTHER.where(Appointment.with_staff_id != bindparam("staff"))
    mine = true() if team else Text.appointment_id.is_(None) | Text.appointment_id.not_in(others)
    wanted = select(Text).where(ours, asks, mine).order_by(Text.not_after)
    return Fixed(wanted.options(selectinload(Text.person)).limit(MOST))


def _not_theirs(texts: Sequence[Text], staff_id: int | None) -> set[int]:
    """Those appointments of these texts that are with somebody else. One query, and none for the team."""
    booked = {text.appointment_id for text in texts} - {None}
    if staff_id is None or not booked:
        return set()
    return set(
        db.session.scalars(_WITH_ANOTHER.where(Appointment.with_staff_id != staff_id, Appointment.id.in_(booked)))
    )


def _people(rows: Iterable[Reply]) -> dict[int, Person]:
    ids = {row.person_id for row in rows if row.person_id}
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}


def _held_soon(soon: Any) -> ColumnElement[bool]:
    held = (Text.state == TextState.PLANNED.value) & ((Text.held_why != "") | (Text.on_hold_why != ""))
    return and_(held, Text.not_before < soon, ~nobody_to_tell())


def _undelivered(text: Text, way: str) -> Task:
    shown = line(text)
    return _task(text, f"{shown.why or shown.tag.words}. {way}")


def _task(text: Text, why: str) -> Task:
    said = f"{kinds.words(TextKind(text.kind))}: {why[:1].lower()}{why[1:]}"
    url = f"/people/{text.person.reference}/messages"
    return Task(Rank.NOT_DELIVERED, text.person_id, said, url, "Open", due=local_day(text.not_after))


def _once(found: Sequence[Task]) -> list[Task]:
    first: dict[tuple[int, Rank], Task] = {}
    for task in found:
        first.setdefault((task.person_id, task.rank), task)
    return list(first.values())


def _lines(which: ColumnElement[bool], *, newest: bool = False) -> list[Line]:
    return [line(text) for text in _texts(which, newest=newest)]


def _texts(which: ColumnElement[bool], *, newest: bool = False) -> list[Text]:
    order = Text.handed_at.desc() if newest else Text.not_before
    rows = select(Text).where(which).order_by(order, Text.id).options(selectinload(Text.person)).limit(MOST)
    return list(db.session.scalars(rows))


def _came(rows: list[Reply]) -> list[Came]:
    people = _people(rows)
    return [_one_came(row, people.get(row.person_id or 0)) for row in rows]


def _one_came(reply: Reply, person: Person | None) -> Came:
    kind = Meaning(reply.meaning)
    return Came(
        name=short_name(person.known_as or person.given_name, person.family_name) if person else "",
        person_reference=person.reference if person else "",
        words=replies.words(kind),
        urgent=kind in READ_FIRST,
        at=reply.received_at,
    )
