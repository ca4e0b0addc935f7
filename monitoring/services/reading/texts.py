"""Texts of a quarter, and who came with and without a delivered reminder."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, or_, select

from casework.appointments.models import Appointment, AppointmentMove
from casework.appointments.rules import Outcome
from casework.kernel.database import db
from monitoring.rules.facts import MeetingFact, ReplyFact, TextFact
from monitoring.services.reading.asked import Asked
from reminders.models import Reply, Text
from reminders.rules.kinds import APPOINTMENT_REMINDERS
from reminders.rules.life import MAY_HAVE_GONE, TextState

_STANDS = {
    TextState.DELIVERED: "delivered",
    TextState.UNDELIVERED: "not_delivered",
    TextState.FAILED: "not_delivered",
}
HELD = [one.value for one in Outcome if one.means_attended or one.means_missed]


def texts(asked: Asked) -> Iterator[TextFact]:
    """Texts that were handed over on a day of the quarter; an outbox or a refusal is no sending."""
    chosen = asked.whose(Text) & asked.moment(Text.handed_at) & Text.state.in_(sorted(MAY_HAVE_GONE))
    for row in db.session.execute(select(Text.id, Text.person_id, Text.state).where(chosen)):
        yield TextFact(row.id, row.person_id, _STANDS.get(TextState(row.state), "not_known"))


def replies(asked: Asked) -> Iterator[ReplyFact]:
    """Texts that came in on a day of the quarter."""
    chosen = asked.whose(Reply) & asked.moment(Reply.received_at)
    for row in db.session.execute(select(Reply.id, Reply.person_id).where(chosen)):
        yield ReplyFact(row.id, row.person_id)


def meetings(asked: Asked) -> Iterator[MeetingFact]:
    """Appointments of the quarter to which somebody came or did not; what we cancelled is neither.

    A reminder counts where it was delivered before the appointment began, and sent since it was last moved.
    """
    moved = (
        select(AppointmentMove.id)
        .where(AppointmentMove.appointment_id == Text.appointment_id, AppointmentMove.recorded_at > Text.handed_at)
        .correlate(Text)
        .exists()
    )
    reminded = exists().where(
        Text.appointment_id == Appointment.id,
        Text.kind.in_(sorted(APPOINTMENT_REMINDERS)),
        Text.state == TextState.DELIVERED,
        Text.handed_at < Appointment.starts_at,
        or_(Text.settled_at.is_(None), Text.settled_at <= Appointment.starts_at),
        ~moved,
    )
    chosen = asked.whose(Appointment) & Appointment.outcome.in_(HELD) & asked.moment(Appointment.starts_at)
    wanted = select(Appointment.id, Appointment.person_id, Appointment.outcome, reminded.label("reminded"))
    for row in db.session.execute(wanted.where(chosen)):
        yield MeetingFact(row.id, row.person_id, Outcome(row.outcome).means_attended, bool(row.reminded))
