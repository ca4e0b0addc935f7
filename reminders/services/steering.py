"""What a person does to a text before it goes: holds it, lets it go on, changes when or in which words, or stops it.

Each is only for a text that still waits. One that has been handed over meanwhile is never pretended to be stopped.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import clock_time, short_moment
from casework.people.models import Person
from reminders.models import Text
from reminders.rules import saying
from reminders.rules.holding import Hold, Stop, held_words, stopped_words
from reminders.rules.kinds import TextKind
from reminders.rules.life import WAITING, TextState
from reminders.services.reach import reach

TOO_LATE = "This text has gone, or is on its way. Ring them if it should not have"
NOT_FOR_A_RELEASE = "“You do not need to go” goes at once and in its own words, or is stopped"
ASK_FIRST = "This text waits for somebody else to release it"
_NOT_OURS = frozenset({Hold.RELEASE, Hold.RESTORED})


def load_text(person: Person, text_id: int) -> Text:
    """One text of a person, whatever became of it. Raises NotFound."""
    text = db.session.scalar(select(Text).where(Text.id == text_id, Text.person_id == person.id))
    if text is None:
        raise NotFound
    return text


def waiting_text(person: Person, text_id: int) -> Text:
    """One text of a person that has not been handed over, held until this transaction ends. Raises NotFound, or
    Refused where it is too late."""
    held = select(Text).where(Text.id == text_id, Text.person_id == person.id).with_for_update()
    text = db.session.scalar(held.execution_options(populate_existing=True))
    if text is None:
        raise NotFound
    if text.state not in {state.value for state in WAITING}:
        raise Refused(TOO_LATE)
    return text


def hold(text: Text, why: Hold, *, by: Actor, at: dt.datetime) -> None:
    """Keep a waiting text from going until somebody lets it go on; too late, it becomes a task.

    Raises Refused for one that waits for a release.
    """
    if text.on_hold_why in _NOT_OURS or why in _NOT_OURS:
        raise Refused(ASK_FIRST)
    text.on_hold_at, text.on_hold_by_id, text.on_hold_why = at, by.staff_id, why.value
    _back(text, text.not_after)
    text.held_why = held_words(why)
    _note(text, {"did": "held", "why": why.value}, by, at)


def let_go(text: Text, *, by: Actor, at: dt.datetime) -> None:
    """Let a text that somebody held go on: it is looked at again as any other. Raises Refused for one that is not held
    or that waits for a release."""
    if text.on_hold_why in _NOT_OURS:
        raise Refused(ASK_FIRST)
    if not text.on_hold_why:
        raise Refused("This text is not held")
    text.on_hold_at, text.on_hold_by_id, text.on_hold_why = None, None, ""
    text.held_why = reach(text.person, at).held
    _back(text, text.not_before)
    _note(text, {"did": "let go"}, by, at)


def change(text: Text, *, day: dt.date, time: dt.time, said_as: str, by: Actor, at: dt.datetime) -> None:
    """Let a waiting text go at another moment (London wall time) or in other approved words.

    The moment must lie ahead, inside her hours, and before the text stops being useful. Raises Refused on its field.
    """
    if TextKind(text.kind) is TextKind.DONE_RELEASED:
        raise Refused(NOT_FOR_A_RELEASE)
    moment = _moment(text, day, time, at)
    if said_as and said_as not in {value for value, _ in saying.choices(TextKind(text.kind))}:
        raise Refused("Choose one of the approved texts", "said_as")
    text.not_before, text.said_as = moment, "" if said_as == text.kind else said_as
    _back(text, text.not_after if text.on_hold_why else moment)
    _note(text, {"did": "changed", "as": text.said_as or text.kind}, by, at)


def stop(text: Text, why: Stop, *, by: Actor, at: dt.datetime) -> None:
    """Stop a waiting text for good; nothing plans it again by itself."""
    text.state, text.ended_why, text.settled_at = TextState.CANCELLED.value, stopped_words(why), at
    text.ended_by_id, text.owner = by.staff_id, None
    _note(text, {"did": "stopped", "why": why.value}, by, at)


def _moment(text: Text, day: dt.date, time: dt.time, at: dt.datetime) -> dt.datetime:
    moment = clock.moment(day, time, field="time")
    if moment == text.not_before:
        return moment
    window = reach(text.person, at).window
    if moment <= at:
        raise Refused("Choose a time that is still to come", "time")
    if not window.is_open(moment):
        hours = f"{clock_time(window.start)} to {clock_time(window.end)}"
        raise Refused(f"Choose a time at which they may be texted: {hours}, on their days", "time")
    if moment >= text.not_after:
        raise Refused(f"Choose a time before {short_moment(text.not_after)}: after that it does not help", "time")
    return moment


def _back(text: Text, at: dt.datetime) -> None:
    """Waiting again: one that a sender had claimed goes back, so that this change comes first."""
    text.state, text.owner, text.next_try_at = TextState.PLANNED.value, None, at


def _note(text: Text, detail: dict[str, str], by: Actor, at: dt.datetime) -> None:
    record = f"person:{text.person.reference}"
    about = {"text": text.token, "kind": text.kind, **detail}
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment="messages", detail=about)
