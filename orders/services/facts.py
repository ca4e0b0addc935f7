"""From rows to facts: everything the rules may look at, read once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from casework.appointments.models import Appointment, Attendance
from casework.kernel import clock, light
from notices.models import Notice
from notices.rules import NoticeState
from orders.models import CourtTold, ExcuseOpinion, MeetingBooking, MeetingTold, OrderEnding, SupportOrder
from orders.rules import AtCourt, Kept, MeetingFacts, OrderFacts
from orders.rules.outcomes import how_kept
from orders.rules.path import PathFacts, Step, Taken, pressing
from orders.services.lean import AnyBooking, AnyMeeting, AnyOrder, LeanEnding, LeanOpinion

REVOKED = "revoked"


def facts_of(order: SupportOrder, *, at: datetime) -> OrderFacts:
    """What is known of an order at a moment (UTC), as the rules of this room take it."""
    return _facts(order, told_days([order]).get(order.id), at)


def facts_of_all(orders: Sequence[AnyOrder], *, at: datetime) -> dict[int, OrderFacts]:
    """The facts of many orders by their ids, in one query more than it took to load them."""
    told = told_days(orders)
    return {order.id: _facts(order, told.get(order.id), at) for order in orders}


def _facts(order: AnyOrder, told_on: date | None, at: datetime) -> OrderFacts:
    standing = [opinion for opinion in order.opinions if opinion.withdrawal is None]
    deciding = pressing(tuple(path_of(opinion) for opinion in standing))
    against = {opinion.booking_id for opinion in standing}
    return OrderFacts(
        made_on=order.made_on,
        required_by=order.must_by,
        meetings=tuple(
            _meeting(meeting, booking, at, against) for meeting in order.meetings for booking in meeting.bookings
        ),
        court_told_on=told_on,
        opinion_on=deciding.formed_on if deciding else None,
        at_court=_at_court(order.endings) or (deciding.at_court if deciding else None),
        ended_on=min((row.ended_on for row in order.endings if row.kind != REVOKED), default=None),
        revoked_on=min((row.ended_on for row in order.endings if row.kind == REVOKED), default=None),
        query=order.query_with_court,
    )


def standing_opinions(order: SupportOrder) -> list[ExcuseOpinion]:
    """The opinions about this order that nobody has taken back, oldest first."""
    return [opinion for opinion in order.opinions if opinion.withdrawal is None]


def opinion_about(booking: MeetingBooking) -> ExcuseOpinion | None:
    """The opinion that stands about this meeting as it was fixed here, or None."""
    mine = (opinion for opinion in standing_opinions(booking.meeting.order) if opinion.booking_id == booking.id)
    return next(mine, None)


def path_of(opinion: ExcuseOpinion | LeanOpinion) -> PathFacts:
    """How far an opinion has been taken. Days are London days."""
    hearings = [row.hearing for row in opinion.steps if row.hearing is not None]
    return PathFacts(
        formed_on=clock.local_day(opinion.formed_at),
        taken=tuple(Taken(Step(row.step), row.on_day, row.said) for row in opinion.steps),
        heard_on=hearings[-1].day if hearings else None,
    )


def current_attendance(appointment: Appointment) -> Attendance | None:
    """What was last said of an appointment."""
    return next((row for row in appointment.attendances if row.superseded_at is None), None)


def was_told(booking: MeetingBooking) -> bool:
    """Whether what she was told of the time and place as they now are is recorded (domain rule 14)."""
    return bool(tellings_that_count(booking))


def tellings_that_count(booking: MeetingBooking) -> list[MeetingTold]:
    """The tellings of the time and place as they now are.

    A telling from before the last move was of another time, and one from after the meeting was of no use: neither
    counts.
    """
    return [telling for telling, counts in zip(booking.tellings, _counts(booking), strict=True) if counts]


def _counts(booking: AnyBooking) -> list[bool]:
    """Of each telling, whether it was of the time and place as they now are."""
    moved = max((move.recorded_at for move in booking.appointment.moves), default=None)
    told = ((row.recorded_at, row.told_on) for row in booking.tellings)
    return [(moved is None or at >= moved) and day <= booking.appointment.day for at, day in told]


def told_days(orders: Sequence[AnyOrder]) -> dict[int, date]:
    """By order, the London day on which a notice of compliance first went to the court, or was acknowledged.

    A notice that is waiting, kept here, refused, or of which nobody knows whether it went, has told the court
    nothing yet.
    """
    found: dict[int, date] = {}
    for order_id, went in sorted(_went(orders), key=lambda row: row[1], reverse=True):
        found[order_id] = clock.local_day(went)
    return found


_COURT_TOLD = light.Question(
    lambda among: (
        select(CourtTold.order_id, Notice.state, Notice.sent_at, Notice.acknowledged_at)
        .join(Notice, Notice.id == CourtTold.notice_id)
        .where(among(CourtTold.order_id), CourtTold.compliance)
    )
)


def _went(orders: Sequence[AnyOrder]) -> list[tuple[int, datetime]]:
    rows = _COURT_TOLD.seen([order.id for order in orders])
    moments = ((row.order_id, row.sent_at if row.state == NoticeState.SENT else row.acknowledged_at) for row in rows)
    return [(order_id, went) for order_id, went in moments if went is not None]


def _meeting(meeting: AnyMeeting, booking: AnyBooking, at: datetime, against: Collection[int]) -> MeetingFacts:
    appointment = booking.appointment
    said = next((row for row in appointment.attendances if row.superseded_at is None), None)
    kept = how_kept(said.outcome, counts=said.counts) if said else None
    if kept is not None and kept.missed and booking.id in against:
        kept = Kept.OPINION
    return MeetingFacts(
        number=meeting.position,
        day=appointment.day,
        kept=kept,
        started=appointment.starts_at <= at,
        told=any(_counts(booking)),
        reference=appointment.reference,
    )


def _at_court(endings: Sequence[OrderEnding | LeanEnding]) -> AtCourt | None:
    known = {kind.value: kind for kind in (AtCourt.FINE, AtCourt.MADE_AGAIN)}
    return next((known[row.kind] for row in reversed(endings) if row.kind in known), None)
