"""Texts after a restore: what may have gone is asked about, never sent again; what waits is held (promises C.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, event, select
from sqlalchemy.orm import joinedload

from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit, ledger
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import NotFound
from casework.people import services as people
from reminders.models import Text, TextsOff
from reminders.rules.holding import Hold
from reminders.rules.life import OPEN, WAITING, TextState
from reminders.services.wiring import wired

AHEAD = dt.timedelta(days=14)
_MAY_HAVE_GONE = "It may have gone before the restore. Ask, or send another: they may get it twice"


@dataclass(frozen=True)
class AfterRestore:
    """What a release found: texts that may have gone, and texts that wait for somebody to say that they still hold."""

    may_have_gone: int
    held: int
    switched_off: int


def after_restore(*, noticed_at: dt.datetime, by: Actor, at: dt.datetime) -> AfterRestore:
    """Make the texts of a database that went back in time safe to go on from. All moments are UTC.

    What was planned before the restore was noticed and was due by now may have left from the lost database: it waits
    for evidence, or for a person where a number has several. What is still to come is held until somebody has said
    that its appointment still stands. Numbers that asked for no more texts since are switched off again.
    """
    planned = select(Text).where(Text.planned_at <= noticed_at).order_by(Text.not_before, Text.id)
    waiting = [state.value for state in WAITING | {TextState.HANDED}]
    rows = list(db.session.scalars(planned.where(Text.state.in_(waiting)).with_for_update()))
    due = [row for row in rows if row.not_before <= at or row.state == TextState.HANDED.value]
    _ask_about(due)
    held = _hold(_about_soon([row for row in rows if row not in due], at), by=by, at=at)
    return AfterRestore(len(due), held, switch_off_again(at))


def _ask_about(rows: Iterable[Text]) -> None:
    """At most one open text for one number: the rest become a person's question at once."""
    rows = list(rows)
    open_now = {row.number_index for row in rows if row.state in {TextState.CLAIMED.value, TextState.HANDED.value}}
    open_now |= set(db.session.scalars(select(Text.number_index).where(Text.state == TextState.UNKNOWN.value)))
    for row in rows:
        row.number, row.gateway = row.number or _number_of(row), row.gateway or _live_name()
        row.handed_at, row.owner, row.ended_why = row.handed_at or row.not_before, None, _MAY_HAVE_GONE
        free = row.state in OPEN or row.number_index not in open_now
        row.state = (TextState.UNKNOWN if free and row.number else TextState.PERSON).value
        open_now.add(row.number_index)


def _live_name() -> str:
    """The provider whose list may know more; none where nothing real ever leaves."""
    live = wired().live
    return live.name if live is not None else ""


def _number_of(row: Text) -> str | None:
    """The number it was planned for, while that is still hers."""
    contact = people.safe_contact(row.person)
    number = contact.mobile if contact else None
    return number if number and people.number_index(number) == row.number_index else None


def _about_soon(rows: list[Text], at: dt.datetime) -> list[Text]:
    """Those about an appointment or a court date of the next 14 days."""
    return [row for row in rows if (when := _starts_at(row)) is None or when <= at + AHEAD]


def _starts_at(row: Text) -> dt.datetime | None:
    source = db.session.get(Appointment, row.appointment_id) if row.appointment_id else None
    about = source or (db.session.get(Hearing, row.hearing_id) if row.hearing_id else None)
    return about.starts_at if about else None


def _hold(rows: list[Text], *, by: Actor, at: dt.datetime) -> int:
    for row in rows:
        row.state, row.owner = TextState.PLANNED.value, None
        if row.on_hold_why != Hold.RELEASE:  # what waits for a supervisor goes on waiting for one
            row.on_hold_at, row.on_hold_by_id, row.on_hold_why = at, by.staff_id, Hold.RESTORED.value
    return len(rows)


def to_check(agency_id: int, *, limit: int = 200) -> list[Text]:
    """Texts held since a restore until somebody has said that what they are about still stands, soonest first."""
    return _HELD.objects(agency=agency_id, most=limit)


_HELD = Fixed(
    lambda: (
        select(Text)
        .where(Text.agency_id == bindparam("agency"), Text.state == TextState.PLANNED.value)
        .where(Text.on_hold_why == Hold.RESTORED.value)
        .options(joinedload(Text.person))
        .order_by(Text.not_before)
        .limit(bindparam("most", type_=Integer))
    )
)


def still_stands(token: str, *, by: Actor, at: dt.datetime) -> Text:
    """Let go what a restore held about one appointment or court date, because somebody checked that it stands.

    Raises NotFound for another agency's text or one that is not held so.
    """
    text = db.session.scalar(select(Text).where(Text.token == token, Text.on_hold_why == Hold.RESTORED.value))
    if text is None or text.agency_id != by.agency_id:
        raise NotFound
    same = select(Text).where(
        Text.person_id == text.person_id,
        Text.appointment_id == text.appointment_id,
        Text.hearing_id == text.hearing_id,
        Text.on_hold_why == Hold.RESTORED.value,
    )
    for row in db.session.scalars(same):
        row.on_hold_at, row.on_hold_by_id, row.on_hold_why, row.next_try_at = None, None, "", row.not_before
    detail = {"text": text.token, "did": "still stands"}
    record = f"person:{text.person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment="messages", detail=detail)
    return text


@event.listens_for(TextsOff, "after_insert")
def _note_off(_mapper: object, _connection: object, row: TextsOff) -> None:
    """Keep outside the database that a number asked for no more texts: a restore must not forget it (promises C.7)."""
    ledger.write("optout", row.number_index.hex(), row.at.isoformat(), "off")


@event.listens_for(TextsOff, "after_update")
def _note_on(_mapper: object, _connection: object, row: TextsOff) -> None:
    if row.lifted_at is not None:
        ledger.write("optout", row.number_index.hex(), row.lifted_at.isoformat(), "on")


def switch_off_again(at: dt.datetime) -> int:
    """Switch off each number whose last line in the ledger says so and that this database still texts."""
    last = ledger.last("optout", "off", "on")
    wanted = {bytes.fromhex(index) for index, said in last.items() if said == "off"}
    off = set(db.session.scalars(select(TextsOff.number_index).where(TextsOff.lifted_at.is_(None))))
    for index in wanted - off:
        db.session.add(TextsOff(number_index=index, why="stop", at=at))
    return len(wanted - off)
