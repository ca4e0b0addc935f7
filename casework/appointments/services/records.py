"""What appointments hold of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from casework.appointments.models import Appointment, AppointmentMove, AppointmentNeed, Attendance, HeldTime, Place
from casework.kernel import words
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Lasts, RoomRecords, table_of

PERSON = "person"
AT_ONCE = "The two records have appointments at the same time. Move or cancel one of them, then join them"


def _place(key: int | None) -> str:
    row = db.session.get(Place, key) if key else None
    return row.name if row else ""


class AppointmentRecords(RoomRecords):
    """Where somebody was to be and when, and whether they came."""

    room = "appointments"
    tables: ClassVar[Mapping[Any, str]] = {
        Appointment: "Your appointments",
        AppointmentNeed: "What was needed for you to come",
        AppointmentMove: "Appointments that were moved",
        Attendance: "Whether you came",
        HeldTime: "Times held for you",
    }
    lasts = (Lasts(Kind.CONTACT, Appointment.day),)
    aside = frozenset(
        {
            "attendance.told_by_name",
            "attendance.told_by_role",
            "appointment.with_other",
            "appointment.starts_at",
            "held_time.kind",
            "held_time.step",
        }
    )
    words: ClassVar[Mapping[str, Any]] = {"appointment.place_id": _place}

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """Appointments to come."""
        coming = select(func.count()).select_from(Appointment)
        mine = coming.where(Appointment.person_id == person.id, Appointment.outcome.is_(None), Appointment.day >= today)
        count = db.session.scalar(mine) or 0
        return [f"{words.counted(count, 'appointment')} still to come or to record. Settle them first"] if count else []

    def may_join(self, kept: Person, other: Person, at: dt.datetime) -> None:
        """Raises Refused where two of their times would meet."""
        one, two = HeldTime, aliased(HeldTime)
        meet = exists().where(
            one.kind == PERSON,
            one.holder_id == kept.id,
            two.kind == PERSON,
            two.holder_id == other.id,
            one.step == two.step,
        )
        if db.session.scalar(select(meet)):
            raise Refused(AT_ONCE)

    def joining(self, kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
        """Their times are held for the one person from now on."""
        _hold_for(kept, held_by=other)
        return {}

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """Each time is held for whoever its appointment is of."""
        theirs = select(Appointment.id).where(Appointment.person_id == other.id)
        _hold_for(other, held_by=kept, appointments=theirs)


def _hold_for(person: Person, *, held_by: Person, appointments: Any = None) -> None:
    change = update(table_of(HeldTime)).where(HeldTime.kind == PERSON, HeldTime.holder_id == held_by.id)
    if appointments is not None:
        change = change.where(HeldTime.appointment_id.in_(appointments))
    db.session.execute(change.values(holder_id=person.id))
