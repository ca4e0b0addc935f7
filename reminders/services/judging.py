"""Whether a text may go at this moment: everything read again from what is recorded (promises C.1 rule 1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.appointments.models import Appointment, AppointmentMove
from casework.appointments.rules import Outcome
from casework.courts.models import Hearing
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.people.models import Person
from reminders.models import Text
from reminders.rules import holding, kinds, timing
from reminders.rules.holding import Hold
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from reminders.services.crowding import ANOTHER_GOES, COUNTS
from reminders.services.known import known, person_of, row
from reminders.services.reach import Reach, reach
from reminders.services.wiring import unwanted

LOOK_AGAIN = dt.timedelta(hours=1)
_WAITS_A_DAY = "Another text went that day, so this one goes the next"


@dataclass(frozen=True)
class Go:
    """It may go, to this number in these hours."""

    reach: Reach


@dataclass(frozen=True)
class Later:
    """Not now: look again at this moment; `why` is shown while it waits."""

    at: dt.datetime
    why: str = ""
    index: bytes | None = None


@dataclass(frozen=True)
class End:
    """It will never go, and why."""

    state: TextState
    why: str


Verdict = Go | Later | End


def judge(text: Text, now: dt.datetime) -> Verdict:
    """Decide for one claimed text. The first reason counts; a booking that changed comes before everything."""
    if why := _gone(text, now):
        return End(TextState.DROPPED, why)
    if now >= text.not_after:
        return _too_late(text)
    if text.on_hold_why:
        return Later(text.not_after, holding.held_words(Hold(text.on_hold_why)))
    return _by_person(text, now) or _by_day(text, now) or Go(_reach(text, now))


def _too_late(text: Text) -> End:
    """Its moment has passed. A text that waited for a release nobody gave was never promised to anybody."""
    if not text.on_hold_why:
        return End(TextState.EXPIRED, text.held_why or "It could not go in time")
    why = Hold(text.on_hold_why)
    state = TextState.CANCELLED if why is Hold.RELEASE else TextState.EXPIRED
    return End(state, holding.too_late_words(why))


def _by_person(text: Text, now: dt.datetime) -> Verdict | None:
    """Her say: whether, to which number, in which hours."""
    found = _reach(text, now)
    if held := found.otherwise if text.kind == TextKind.REPLY_STOP else found.held:
        return Later(min(now + LOOK_AGAIN, text.not_after), held)
    if found.index != text.number_index:
        return Later(now, "", found.index)  # claimed under her old number: claim it again under the new one
    opens = now if TextKind(text.kind) in kinds.REPLIES else window_of(text, found).next_open(now)
    if opens is None or opens >= text.not_after:
        return End(TextState.EXPIRED, "None of their hours for texts are left before it. Ring them")
    return Later(opens) if opens > now else None


def window_of(text: Text, found: Reach) -> timing.Window:
    """The hours in which a text may go: hers, or any where she asked for this one at once, of use for an hour."""
    return found.window if text.asked_now_at is None else timing.ANY_HOUR


def _by_day(text: Text, now: dt.datetime) -> Verdict | None:
    """The programme's say, and one automatic reminder a day with the court first."""
    if why := unwanted(text):
        return End(TextState.DROPPED, why)
    if TextKind(text.kind) not in kinds.REMINDERS:
        return None
    return _one_a_day(text, _others_of_the_day(text, now), now)


def _one_a_day(text: Text, others: Sequence[Any], now: dt.datetime) -> Verdict | None:
    """Whether another reminder takes this one's day. A court date that comes after a lesser one waits for the next
    day while that still helps; everything else becomes a task for a person."""
    mine = timing.day_order(TextKind(text.kind), text.not_before, text.id)
    sent = next((TextKind(other.kind) for other in others if other.handed_at is not None), None)
    if sent and TextKind(text.kind) in kinds.COURT and sent not in kinds.COURT:
        tomorrow = _reach(text, now).window.next_open(start_of_day(local_day(now) + dt.timedelta(days=1)))
        if tomorrow and tomorrow < text.not_after:
            return Later(tomorrow, _WAITS_A_DAY)
    before = [other for other in others if timing.day_order(TextKind(other.kind), other.not_before, other.id) < mine]
    first = sent or next((TextKind(other.kind) for other in before), None)
    return End(TextState.DROPPED, ANOTHER_GOES.format(kinds.words(first))) if first else None


def _reach(text: Text, now: dt.datetime) -> Reach:
    return reach(person_of(text), now, to_confirm_number=text.kind == TextKind.FIRST_CONTACT)


def _gone(text: Text, now: dt.datetime) -> str:
    """Why the booking or court date behind a text no longer stands; read under a lock, so that a change either comes
    first or finds the text handed over."""
    _locked(Person, text.person_id)
    if text.appointment_id is not None:
        return _appointment_gone(text, now)
    return _hearing_gone(text, now) if text.hearing_id is not None else ""


def _locked(model: Any, key: int | None) -> Any:
    """The row as it is now, under a lock: as the batch in hand has read it, else read here."""
    if (model, key) in known().locked:
        return row(model, key)
    return db.session.get_one(model, key, with_for_update={"read": True}, populate_existing=True)


def _appointment_gone(text: Text, now: dt.datetime) -> str:
    found = _locked(Appointment, text.appointment_id)
    outcome = Outcome(found.outcome) if found.outcome else None
    if text.kind == TextKind.MISSED:
        return "" if outcome and outcome.means_missed else "No absence is recorded"
    if outcome is not None and not outcome.leaves_it_open:
        return "The appointment is already recorded"
    if found.version != text.appointment_version and _moved_since(text):
        return "The appointment was moved"
    about_it = TextKind(text.kind) in kinds.MAY_BE_PLANNED
    return "The appointment has begun" if about_it and found.starts_at <= now else ""


def _moved_since(text: Text) -> bool:
    later = select(AppointmentMove.id).where(
        AppointmentMove.appointment_id == text.appointment_id, AppointmentMove.recorded_at > text.planned_at
    )
    return db.session.scalar(later.limit(1)) is not None


def _hearing_gone(text: Text, now: dt.datetime) -> str:
    found = _locked(Hearing, text.hearing_id)
    if text.kind == TextKind.DONE_RELEASED:
        return ""  # it rests on the court date being off; the programme says whether that still stands
    if found.outcome is not None:
        return "The court date is already settled"
    return "The hearing has begun" if found.starts_at <= now else ""


def _others_of_the_day(text: Text, now: dt.datetime) -> Sequence[Any]:
    """Her other reminders that have gone this London day, or that wait to go on it, whenever they first fell due."""
    crowded = known().crowded
    if crowded is not None and text.person_id not in crowded:
        return []
    today = local_day(now)
    first, last = start_of_day(today), start_of_day(today + dt.timedelta(days=1))
    waits = Text.handed_at.is_(None) & (Text.not_before < last) & (Text.not_after > now) & (Text.on_hold_why == "")
    rows = select(Text.id, Text.kind, Text.not_before, Text.handed_at).where(
        Text.person_id == text.person_id,
        Text.id.not_in([text.id, text.again_of_id or 0]),
        Text.kind.in_(sorted(kinds.REMINDERS)),
        Text.state.in_(COUNTS),
        Text.handed_at.between(first, last) | waits,
    )
    return db.session.execute(rows).all()
