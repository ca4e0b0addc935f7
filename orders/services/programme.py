"""What texts and notices may ask of this room: how far a person has come, what is still wanted, what is true now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock, light
from casework.kernel.database import db
from orders.models import MeetingBooking, OrderProcess
from orders.rules import MEETINGS, Status
from orders.rules.months import finish_by
from orders.services.facts import facts_of
from orders.services.restating import standing_of
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress

_BOOKINGS = light.Question(
    lambda among: select(MeetingBooking.appointment_id).where(among(MeetingBooking.appointment_id))
)
_PROCESSES = light.Question(
    lambda among: select(OrderProcess.agency_id, OrderProcess.name).where(among(OrderProcess.agency_id))
)


class OrderProgramme:
    """Wired once by the front, for the web and for the worker. Every answer is worked out at the moment of asking."""

    def progress(self, appointment_id: int) -> Progress | None:
        """How many of the three meetings are kept, and by which day; None for an appointment that is no meeting."""
        booking = _booking_of(appointment_id)
        if booking is None:
            return None
        order = booking.meeting.order
        facts = facts_of(order, at=clock.now())
        return Progress(done=len(facts.counted), total=MEETINGS, by=finish_by(order.made_on, order.must_by))

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> list[str] | None:
        """None: an order has no scheme, so the agency's own choice of reminders stands."""
        return None

    def among(self, appointment_ids: Collection[int]) -> set[int]:
        """Which of these appointments are meetings of an order."""
        return {row.appointment_id for row in _BOOKINGS.ask(appointment_ids)}

    def names(self, agency_ids: Collection[int]) -> list[tuple[int, str]]:
        """What these agencies call the way they run orders, now or earlier (ux 4.2, rule 6)."""
        return [(row.agency_id, row.name) for row in _PROCESSES.ask(agency_ids)]

    def wanted(self, text: Text) -> str | None:
        """Why a text about a meeting is no longer wanted: the order is over or complied with, or "we missed you" of
        somebody who came after all. None while it is wanted."""
        booking = _booking_of(text.appointment_id) if text.appointment_id else None
        if booking is None:
            return None
        if text.kind == TextKind.MISSED and booking.appointment.outcome != Outcome.REASON_NOT_KNOWN:
            return "What was recorded has changed"
        status = standing_of(booking.meeting.order, at=clock.now()).status
        return "The order is over" if status.over or status is Status.COMPLIED_NOT_TOLD else None


def _booking_of(appointment_id: int) -> MeetingBooking | None:
    return db.session.scalar(select(MeetingBooking).where(MeetingBooking.appointment_id == appointment_id))
