"""One person's texts and replies, in the order they happened, and what goes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.kernel.database import db
from casework.kernel.words import DAYS, joined
from casework.people.models import Person
from casework.people.rules.contact import LANGUAGES
from casework.people.rules.names import short_name
from casework.people.rules.phones import shown as shown_number
from reminders.models import Reply, ReplyCandidate, Text
from reminders.rules import replies
from reminders.rules.asking import Asking, words
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.rules.replies import Meaning
from reminders.rules.timing import EVERY_DAY, Window
from reminders.services import asking
from reminders.services.off import owners
from reminders.services.oneoff import why_not_again
from reminders.services.reach import reach
from reminders.services.showing import NEEDS_A_PERSON, Line, line

MOST = 50
_SHOWN = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT, TextState.REJECTED}]


@dataclass(frozen=True)
class Said:
    """One bubble: ours, or theirs. `open` says that it still asks for a person."""

    at: dt.datetime
    words: str = field(repr=False)
    ours: bool
    note: str
    failed: bool = False
    open: bool = False
    text_id: int = 0
    reply: str = ""
    again: bool = False
    safety: bool = False


@dataclass(frozen=True)
class Asked:
    """Something about the number that a person is asked."""

    id: int
    words: str


@dataclass(frozen=True)
class Thread:
    """Everything between us and one person."""

    name: str
    said: list[Said]
    next: list[Line]
    not_sent: list[Line]
    held: str
    off: bool
    window: Window
    number: str
    way: str
    goes: dt.datetime | None
    at_once: bool
    sharing: int
    shared: list[Reply]
    asked: list[Asked]

    @property
    def days(self) -> str:
        """The days on which texts may go, as the end of a sentence; "" where it is every day."""
        if self.window.days == EVERY_DAY:
            return ""
        return ", " + joined([f"{DAYS[day]}s" for day in sorted(self.window.days)])


def thread(person: Person, *, now: dt.datetime) -> Thread:
    """The last texts and replies, what waits, what was not sent, and why nothing may go just now."""
    found = reach(person, now)
    opens = found.window.next_open(now)
    return Thread(
        name=short_name(person.known_as or person.given_name, person.family_name),
        said=sorted([*_ours(person, now), *_theirs(person)], key=lambda one: one.at)[-MOST:],
        next=planned(person.id, agency_id=person.agency_id),
        not_sent=_not_sent(person, now),
        held=found.held,
        off=found.off,
        window=found.window,
        number=shown_number(found.number),
        way=asking.other_ways({person.id})[person.id],
        goes=opens,
        at_once=opens == now,
        sharing=len(owners(found.index)) if found.index else 0,
        shared=shared_replies(person),
        asked=[Asked(one.id, words(Asking(one.kind))) for one in asking.standing(person)],
    )


def shared_replies(person: Person) -> list[Reply]:
    """Replies on a number this person shares which nobody has claimed yet; their words are shown to nobody."""
    rows = (
        select(Reply)
        .join(ReplyCandidate, ReplyCandidate.reply_id == Reply.id)
        .where(ReplyCandidate.person_id == person.id, Reply.person_id.is_(None))
    )
    return list(db.session.scalars(rows.order_by(Reply.received_at).limit(MOST)))


def planned(person_id: int, *, agency_id: int) -> list[Line]:
    """The texts that wait for one person, soonest first; each says when it may go, or why it is held."""
    waiting = select(Text).where(
        Text.person_id == person_id, Text.agency_id == agency_id, Text.state.in_([one.value for one in WAITING])
    )
    rows = db.session.scalars(waiting.order_by(Text.not_before).options(selectinload(Text.person)).limit(MOST))
    return [line(text) for text in rows]


def _not_sent(person: Person, now: dt.datetime) -> list[Line]:
    lost = [TextState.DROPPED.value, TextState.EXPIRED.value]
    set_aside = (Text.state == TextState.PERSON.value) & Text.body.is_(None)  # it never had words: no bubble shows it
    which = Text.state.in_(lost) | set_aside
    rows = select(Text).where(Text.person_id == person.id, which, Text.dealt_with_at.is_(None))
    recent = rows.where(Text.not_after > now - dt.timedelta(days=7)).order_by(Text.not_before)
    return [line(text) for text in db.session.scalars(recent.limit(MOST))]


def _ours(person: Person, now: dt.datetime) -> list[Said]:
    gone = select(Text).where(Text.person_id == person.id, Text.state.in_(_SHOWN), Text.body.is_not(None))
    rows = db.session.scalars(gone.order_by(Text.handed_at.desc()).limit(MOST))
    return [_our(text, now) for text in rows]


def _our(text: Text, now: dt.datetime) -> Said:
    shown = line(text)
    state = TextState(text.state)
    failed = (state in NEEDS_A_PERSON or text.cancel_late) and text.dealt_with_at is None
    note = f"{shown.tag.words}. {shown.why}" if shown.why else shown.tag.words
    notes = [note, *(["Sent again"] if text.again_of_id else []), *_in_english(text)]
    resend = failed and not why_not_again(text, now)
    return Said(
        shown.at, text.body or "", True, ". ".join(notes), failed=failed, open=failed, text_id=text.id, again=resend
    )


def _in_english(text: Text) -> list[str]:
    if text.language == text.language_wanted:
        return []
    return [f"In English: no {LANGUAGES.get(text.language_wanted, text.language_wanted)} words were approved"]


def _theirs(person: Person) -> list[Said]:
    rows = select(Reply).where(Reply.person_id == person.id).order_by(Reply.received_at.desc()).limit(MOST)
    return [_their(reply) for reply in db.session.scalars(rows)]


def _their(reply: Reply) -> Said:
    kind = Meaning(reply.meaning)
    note = f"Unverified reply. {replies.words(kind)}" + (f". {reply.did}" if reply.did else "")
    unread, at = reply.read_at is None, reply.received_at
    return Said(
        at, reply.body, False, note, open=unread, reply=reply.reference, safety=unread and kind is Meaning.SAFETY
    )
