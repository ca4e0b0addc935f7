"""What orders hold of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select, update

from casework.appointments.models import Appointment
from casework.courts.services.records import court_name
from casework.kernel.database import db
from casework.kernel.words import long_day
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Figure, Lasts, RoomRecords, table_of
from orders.models import (
    ApplicationDecided,
    BreachStep,
    CourtTold,
    ExcuseOpinion,
    Meeting,
    MeetingBooking,
    MeetingTold,
    OpinionWithdrawn,
    OrderApplication,
    OrderEnding,
    SupportOrder,
)
from orders.rules.words import Status

AT_COURT = frozenset({Status.COMPLIED_NOT_TOLD, Status.NO_REASONABLE_EXCUSE, Status.BACK_AT_COURT})


class OrderRecords(RoomRecords):
    """Engagement and Support Orders, their meetings, and what followed."""

    room = "orders"
    tables: ClassVar[Mapping[Any, str]] = {
        SupportOrder: "Your orders",
        Meeting: "The meetings of your orders",
        MeetingBooking: "When your meetings were fixed",
        MeetingTold: "When you were told of a meeting",
        CourtTold: "When the court was told about your order",
        OrderEnding: "How your orders ended",
        ExcuseOpinion: "The supervisor's opinion about a missed meeting",
        OpinionWithdrawn: "Opinions that were taken back",
        BreachStep: "What went to court about your order",
        OrderApplication: "Applications to change your order",
        ApplicationDecided: "What the court decided about a change",
    }
    lasts = (
        Lasts(Kind.ORDER, SupportOrder.made_on),
        Lasts(Kind.ORDER, SupportOrder.must_by),
        Lasts(Kind.ORDER, SupportOrder.complied_on),
        Lasts(Kind.ORDER, OrderEnding.ended_on),
        Lasts(Kind.ORDER, BreachStep.on_day),
    )
    aside = frozenset({"support_order.supervisor_name", "order_application.supervisor_name", "meeting_told.told_by"})
    words: ClassVar[Mapping[str, Any]] = {
        "support_order.court_code": court_name,
        "breach_step.court_code": court_name,
        "order_application.court_code": court_name,
    }
    charged = (SupportOrder,)

    def standing(self, person: Person, today: date) -> list[str]:
        """An order that runs, and one that the court has or must be told of (domain rules 15 and 16)."""
        rows = db.session.scalars(select(SupportOrder).where(SupportOrder.person_id == person.id))
        return [f"The order made on {long_day(row.made_on)} is not over" for row in rows if _goes_on(row, today)]

    def figures(self, person: Person) -> list[Figure]:
        """Each order with its status, its meetings and how it ended."""
        rows = db.session.scalars(select(SupportOrder).where(SupportOrder.person_id == person.id))
        return [Figure("order", row.made_on, _counted(row)) for row in rows]

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """Meetings booked since for an order of theirs are theirs."""
        orders = select(SupportOrder.id).where(SupportOrder.person_id == other.id)
        meetings = select(Meeting.id).where(Meeting.order_id.in_(orders))
        booked = select(MeetingBooking.appointment_id).where(MeetingBooking.meeting_id.in_(meetings))
        theirs = update(table_of(Appointment)).where(Appointment.id.in_(booked), Appointment.person_id == kept.id)
        db.session.execute(theirs.values(person_id=other.id))


def _goes_on(row: SupportOrder, today: date) -> bool:
    status = Status(row.status)
    if status in AT_COURT:
        return True
    return not status.over and (row.must_by is None or row.must_by >= today)


def _counted(row: SupportOrder) -> dict[str, Any]:
    return {
        "status": row.status,
        "done": row.done,
        "complied_on": row.complied_on.isoformat() if row.complied_on else None,
        "court": row.court_code,
        "endings": [ending.kind for ending in row.endings],
        "opinions": len(row.opinions),
    }
