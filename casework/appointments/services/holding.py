"""Holding time: one worker, one room and one person are in one place at a time, by the database (promises B3).

Every open appointment writes a row for each five minutes of its worker, room and person; the table's key lets nobody
write the same one again, whoever else is writing at that moment.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from casework.appointments.models import Appointment, HeldTime
from casework.appointments.rules.steps import step_of, steps_of
from casework.kernel.database import db
from casework.kernel.refused import Refused

WORKER, ROOM, PERSON = "worker", "room", "person"
KEPT = dt.timedelta(days=2)
"""How long an unrecorded appointment's time is still held after it: nobody can book the past."""

_SAID = {
    PERSON: "They already have an appointment at that time. Choose another time",
    WORKER: "That time was taken a moment ago, or somebody else is seen then. Choose another time",
    ROOM: "The room is taken at that time. Choose another room or another time",
}


class Taken(Refused):
    """Somebody else has this time: `what` says whose, "worker", "room" or "person". Offer `free_times` with it."""

    def __init__(self, what: str) -> None:
        super().__init__(_SAID[what], "room" if what == ROOM else "time")
        self.what = what


def holding() -> AbstractContextManager[object]:
    """Do something that takes time, whole or not at all: when the time is taken nothing of it is kept."""
    return db.session.begin_nested()


def take(appointment: Appointment, *, at: dt.datetime) -> None:
    """Hold an appointment's time for its worker, room and person, in place of what it held. Raises Taken.

    Call it inside `holding`: what the failed write broke is undone there. `at` is UTC; what these three held days
    before it is let go. Everybody takes in the same order, so that no two wait for each other in a circle.
    """
    let_go(appointment)
    steps = steps_of(appointment.starts_at, appointment.minutes)
    for kind, holder in sorted(_holders(appointment).items()):
        mine = (HeldTime.kind == kind) & (HeldTime.holder_id == holder)
        db.session.execute(delete(HeldTime).where(mine, HeldTime.step < step_of(at - KEPT)))
        row = {"kind": kind, "holder_id": holder, "appointment_id": appointment.id}
        try:
            db.session.execute(insert(HeldTime), [row | {"step": step} for step in steps])
        except IntegrityError as clash:
            raise Taken(kind) from clash


def let_go(appointment: Appointment) -> None:
    """Hold nothing for this appointment any more. Letting go twice does nothing."""
    db.session.execute(delete(HeldTime).where(HeldTime.appointment_id == appointment.id))


def follow(appointment: Appointment, *, is_open: bool, came: bool, at: dt.datetime) -> None:
    """Let an appointment's time go once it is settled, and hold it again where what was said is taken back before it
    is over. While somebody who came is still there, her time stays held. `at` is UTC.

    Raises Taken where somebody else has the time by then.
    """
    over = at >= appointment.starts_at + dt.timedelta(minutes=appointment.minutes)
    if is_open and not over:
        with holding():
            take(appointment, at=at)
    elif not came or over:
        let_go(appointment)


def _holders(appointment: Appointment) -> dict[str, int]:
    named = {PERSON: appointment.person_id, WORKER: appointment.with_staff_id, ROOM: appointment.room_id}
    return {kind: key for kind, key in named.items() if key is not None}
