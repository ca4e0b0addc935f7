""" "We missed you": only because a person recorded an absence, never within the first hour, and stopped with one press.

On an order it waits until the supervisor releases it: a missed meeting has consequences that a text must not run ahead
of (domain rules 9 and 16, ux 4.3).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select, update

from casework.accounts.rules import Role
from casework.appointments.models import Appointment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from reminders.models import Text
from reminders.rules.holding import Hold, Stop, stopped_words
from reminders.rules.kinds import TextKind
from reminders.rules.life import MAY_HAVE_GONE, WAITING, TextState
from reminders.rules.wording import CannotSay
from reminders.services.composing import compose
from reminders.services.planning import queue
from reminders.services.reach import reach

SHE_MAY_BE_LATE = dt.timedelta(hours=1)
USEFUL_FOR = dt.timedelta(days=3)
_WENT = [state.value for state in MAY_HAVE_GONE | {TextState.KEPT}]
_WAITS = [state.value for state in WAITING]
ONLY_A_SUPERVISOR = "Only a supervisor may release a text about a missed meeting"
TOO_LATE = "This text has gone, or is on its way. Ring them if it should not have"


@dataclass(frozen=True)
class MissedOffer:
    """The text about one absence, for the banner that says what was recorded.

    `words` are what it would say now, "" where it cannot be said; `goes_at` is UTC, the first moment inside her hours;
    `held` says for staff why it does not go. Of `needs_release`, `stopped` and `went` at most one is true.
    """

    reference: str
    words: str = field(repr=False)
    goes_at: dt.datetime
    held: str = ""
    needs_release: bool = False
    stopped: bool = False
    went: bool = False


def absence_recorded(
    appointment: Appointment, *, by: Actor, at: dt.datetime, needs_release: bool = False
) -> Text | None:
    """Plan "we missed you": an hour after the start at the earliest, since she may be late, and only because a person
    recorded the absence. Useful for three days. With `needs_release` it waits for `release_missed`.

    None when nobody recorded it, its time is not known, or a person has stopped it before. Raises nothing.
    """
    if by.staff_id is None or not appointment.time_known or _stopped(appointment) is not None:
        return None
    text = _plan(appointment, by=by, at=at)
    if needs_release and text.state in _WAITS:
        text.on_hold_at, text.on_hold_why = at, Hold.RELEASE.value
    return text


def missed_offer(appointment: Appointment, *, now: dt.datetime) -> MissedOffer | None:
    """What "we missed you" would say for an appointment and when it goes; None where none was planned."""
    text = _latest(appointment)
    if text is None:
        return None
    found = reach(appointment.person, now)
    said, cannot = _words(text)
    return MissedOffer(
        reference=appointment.reference,
        words=text.body or said,
        goes_at=text.handed_at or found.window.next_open(max(text.not_before, now)) or text.not_before,
        held=found.held or cannot,
        needs_release=text.state in _WAITS and text.on_hold_why == Hold.RELEASE,
        stopped=text.state == TextState.CANCELLED.value,
        went=text.state in _WENT,
    )


def release_missed(appointment: Appointment, *, by: Actor, at: dt.datetime) -> Text:
    """Let "we missed you" go: the supervisor's word where one is needed, or a text taken up again that was stopped.

    Raises Refused for one whose release is another's to give, for one that has gone, and where no absence stands.
    """
    text = _latest(appointment)
    if text is None or appointment.outcome is None:
        raise Refused("No absence is recorded for this appointment")
    if text.state in _WENT:
        raise Refused(TOO_LATE)
    if text.on_hold_why == Hold.RELEASE and not by.has(Role.SUPERVISOR):
        raise Refused(ONLY_A_SUPERVISOR)
    if text.state not in _WAITS:
        text = _plan(appointment, by=by, at=at)
    text.on_hold_at, text.on_hold_by_id, text.on_hold_why, text.next_try_at = None, None, "", text.not_before
    _note(appointment, "released missed", by, at)
    return text


def stop_missed(appointment: Appointment, *, by: Actor, at: dt.datetime) -> None:
    """Stop "we missed you" before it goes; what was stopped stays so whatever is recorded later.

    Raises Refused when it has gone or may have.
    """
    text = _latest(appointment)
    if text is None or text.state == TextState.CANCELLED.value:
        return
    ended = {"state": TextState.CANCELLED.value, "ended_why": stopped_words(Stop.WRONG), "settled_at": at}
    mine = (Text.id == text.id) & Text.state.in_(_WAITS)
    stopped = db.session.execute(update(Text).where(mine).values(**ended, ended_by_id=by.staff_id, owner=None))
    if not getattr(stopped, "rowcount", 0):
        raise Refused(TOO_LATE)
    _note(appointment, "stopped missed", by, at)


def _plan(appointment: Appointment, *, by: Actor, at: dt.datetime) -> Text:
    first = max(at, appointment.starts_at + SHE_MAY_BE_LATE)
    return queue(
        appointment.person,
        TextKind.MISSED,
        key=f"missed:{appointment.id}",
        not_before=first,
        not_after=first + USEFUL_FOR,
        appointment=appointment,
        by=by,
        at=at,
    )


def _latest(appointment: Appointment) -> Text | None:
    db.session.flush()
    mine = select(Text).where(Text.appointment_id == appointment.id, Text.kind == TextKind.MISSED.value)
    return db.session.scalar(mine.order_by(Text.id.desc()).limit(1))


def _stopped(appointment: Appointment) -> Text | None:
    text = _latest(appointment)
    return text if text and text.state == TextState.CANCELLED.value and text.ended_by_id else None


def _words(text: Text) -> tuple[str, str]:
    """What it would say, or why it cannot be said."""
    try:
        return compose(text, reach(text.person, text.not_before).contact).body, ""
    except CannotSay as no:
        return "", str(no)


def _note(appointment: Appointment, did: str, by: Actor, at: dt.datetime) -> None:
    record = f"person:{appointment.person.reference}"
    others = [f"appointment:{appointment.reference}"]
    detail = {"did": did}
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment="messages", detail=detail, others=others)
