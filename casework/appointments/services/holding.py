"""Holding time: one worker, one room and one person are in one place at a time, by the database (promises B3).

Every open appointment writes a row for each five minutes of its worker, room and person; the table's key lets nobody
write the same one again, whoever else is writing at that moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from casework.appointments.models import Appointment, HeldTime
from casework.appointments.rules.steps import step_of, steps_of
from casework.kernel.database import db
from casework.kernel.refused import Refused

WORKER, ROOM, PERSON = "worker", "room", "person"
KEPT = dt.timedelta(days=2)
"""How long the time of an appointment that is over may still be held: nobody can book the past."""

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


@dataclass(frozen=True)
class _Claim:
    """Whose time it is, by kind, and from which step up to but not including which."""

    holders: dict[str, int]
    steps: range
    appointment_id: int

    @property
    def rows(self) -> list[dict[str, object]]:
        """What to write, in an order that everybody keeps, so that no two wait for each other in a circle."""
        return [
            {"kind": kind, "holder_id": holder, "step": step, "appointment_id": self.appointment_id}
            for kind, holder in sorted(self.holders.items())
            for step in self.steps
        ]


class _Clash(Exception):
    """The database would not let this be written twice."""

    def __init__(self, claim: _Claim) -> None:
        super().__init__("held already")
        self.claim = claim


@contextmanager
def holding(appointment: Appointment, *, again: bool = False) -> Iterator[None]:
    """Do something that takes this appointment's time, whole or not at all; `again` where it held time before.

    At the end its worker, room and person hold its time. Raises Taken where somebody else has any of it, and then
    nothing that was done inside is kept: the database says so, not a look beforehand.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
            if again:
                db.session.execute(delete(HeldTime).where(HeldTime.appointment_id == appointment.id))
            _write(_claim(appointment))
    except _Clash as clash:
        raise Taken(_whose(clash.claim)) from clash


def _write(claim: _Claim) -> None:
    try:
        db.session.execute(insert(HeldTime), claim.rows)
    except IntegrityError as twice:
        raise _Clash(claim) from twice


def _whose(claim: _Claim) -> str:
    """Whose time was taken, to say it well; the one who had it may have let go since."""
    ours = [(HeldTime.kind == kind) & (HeldTime.holder_id == holder) for kind, holder in claim.holders.items()]
    wanted = HeldTime.step.between(claim.steps.start, claim.steps.stop - 1)
    rows = select(HeldTime.kind).where(or_(*ours), wanted, HeldTime.appointment_id != claim.appointment_id)
    found = set(db.session.scalars(rows.distinct())) or set(claim.holders)
    return next(kind for kind in (PERSON, ROOM, WORKER) if kind in found)


def let_go(appointment: Appointment, *, at: dt.datetime) -> None:
    """Hold nothing for this appointment any more, nor what its worker and person held days before `at` (UTC)."""
    past = HeldTime.step < step_of(at - KEPT)
    old = [
        and_(HeldTime.kind == kind, HeldTime.holder_id == holder, past)
        for kind, holder in _claim(appointment).holders.items()
    ]
    db.session.execute(delete(HeldTime).where(or_(HeldTime.appointment_id == appointment.id, *old)))


def follow(appointment: Appointment, *, is_open: bool, came: bool, at: dt.datetime) -> None:
    """Let an appointment's time go once it is settled, and hold it again where what was said is taken back before it
    is over. While somebody who came is still there, her time stays held. `at` is UTC.

    Raises Taken where somebody else has the time by then.
    """
    over = at >= appointment.starts_at + dt.timedelta(minutes=appointment.minutes)
    if is_open and not over:
        with holding(appointment, again=True):
            pass
    elif not came or over:
        let_go(appointment, at=at)


def _claim(appointment: Appointment) -> _Claim:
    named = {PERSON: appointment.person_id, WORKER: appointment.with_staff_id, ROOM: appointment.room_id}
    holders = {kind: key for kind, key in named.items() if key is not None}
    return _Claim(holders, steps_of(appointment.starts_at, appointment.minutes), appointment.id)
