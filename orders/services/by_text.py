"""What is stored of a meeting that was told only by text, for the opinion and for the order's record (rule 14)."""

from __future__ import annotations

from collections.abc import Collection

from orders.models import MeetingBooking
from orders.rules.by_text import Instruction, known_of_it
from orders.services.facts import tellings_that_count
from reminders.rules.proof import Proof
from reminders.services import said_yes
from reminders.services.evidence import proofs_of


def known_by_text(booking: MeetingBooking) -> list[str]:
    """What is known of the texts that told a meeting, where nothing but a text told it; else nothing."""
    ids = [booking.appointment_id]
    return known_lines(booking, proofs_of(ids).get(booking.appointment_id, []), said_yes(ids))


def known_lines(booking: MeetingBooking, texts: list[Proof], yes: Collection[int]) -> list[str]:
    """The same from what was read already: the texts about this appointment, and which appointments had a yes."""
    appointment = booking.appointment
    return known_of_it(
        Instruction(
            hows=[telling.how for telling in tellings_that_count(booking)],
            texts=texts,
            begins_at=appointment.starts_at,
            fixed_at=max((move.recorded_at for move in appointment.moves), default=None),
            said_yes=booking.appointment_id in yes,
        )
    )
