"""Reading many orders as plain values for Today and the clocks, in a fixed number of queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.courts.models import Hearing
from casework.kernel import light
from casework.kernel.questions import Fixed
from orders.models import (
    BreachStep,
    ExcuseOpinion,
    Meeting,
    MeetingBooking,
    MeetingTold,
    OpinionWithdrawn,
    OrderEnding,
    SupportOrder,
)
from orders.services.lean import (
    LeanAppointment,
    LeanBooking,
    LeanEnding,
    LeanHearing,
    LeanMeeting,
    LeanMove,
    LeanOpinion,
    LeanOrder,
    LeanSaid,
    LeanStep,
    LeanTelling,
)

_OWN = ("id", "reference", "agency_id", "person_id", "supervisor_id", "made_on", "must_by", "query_with_court")
_MOVED = (
    select(func.max(AppointmentMove.recorded_at))
    .where(AppointmentMove.appointment_id == Appointment.id)
    .scalar_subquery()
)


def read_lean(among: Collection[Any], *, agency_id: int, by: str = "id") -> list[LeanOrder]:
    """These orders of an agency, named by their ids or `by` their reference, in the order in which they were recorded,
    with what their facts are read from. Five queries."""
    return _whole(_ORDERS[by].seen(among, agency=agency_id))


def read_listed(*, agency_id: int, court_code: str, day: date) -> list[LeanOrder]:
    """The same of the orders that a court made, of people who have a hearing there on a London date."""
    return _whole(_LISTED.seen(agency=agency_id, court=court_code, day=day))


def _whole(rows: Sequence[Row[Any]]) -> list[LeanOrder]:
    ids = [row.id for row in rows]
    meetings, opinions, endings = _meetings(ids), _opinions(ids), _endings(ids)
    return [
        LeanOrder(**row._mapping, meetings=meetings[row.id], opinions=opinions[row.id], endings=endings[row.id])
        for row in rows
    ]


def _rows(*wanted: ColumnElement[bool]) -> Select[Any]:
    own = select(*(getattr(SupportOrder, name) for name in _OWN)).where(SupportOrder.agency_id == bindparam("agency"))
    return own.where(*wanted).order_by(SupportOrder.id)


def _heard() -> ColumnElement[bool]:
    """At the court that made the order, on a day. It leaves open `agency`, `court` and `day`."""
    there = (Hearing.court_code == bindparam("court"), Hearing.day == bindparam("day"))
    heard = select(Hearing.person_id).where(Hearing.agency_id == bindparam("agency"), *there)
    return SupportOrder.person_id.in_(heard) & (SupportOrder.court_code == bindparam("court"))


_ORDERS = {
    "id": light.Question(lambda among: _rows(among(SupportOrder.id))),
    "reference": light.Question(lambda among: _rows(among(SupportOrder.reference))),
}
_LISTED = Fixed(lambda: _rows(_heard()))
_MEETINGS = light.Question(
    lambda among: (
        select(
            Meeting.order_id,
            Meeting.id,
            Meeting.position,
            MeetingBooking.id.label("booking_id"),
            Appointment.reference,
            Appointment.day,
            Appointment.starts_at,
            _MOVED.label("moved_at"),
            Attendance.outcome,
            Attendance.counts,
        )
        .outerjoin(MeetingBooking, MeetingBooking.meeting_id == Meeting.id)
        .outerjoin(Appointment, Appointment.id == MeetingBooking.appointment_id)
        .outerjoin(Attendance, (Attendance.appointment_id == Appointment.id) & Attendance.superseded_at.is_(None))
        .where(among(Meeting.order_id))
        .order_by(Meeting.order_id, Meeting.position, MeetingBooking.id)
    )
)


def _meetings(ids: Collection[int]) -> Mapping[int, tuple[LeanMeeting, ...]]:
    tellings, same = _tellings(ids), defaultdict(list)
    for row in _MEETINGS.seen(ids):
        same[row.id].append(row)
    found: dict[int, tuple[LeanMeeting, ...]] = defaultdict(tuple)
    for rows in same.values():
        fixed = (row for row in rows if row.booking_id is not None)
        bookings = tuple(LeanBooking(row.booking_id, _appointment(row), tellings[row.booking_id]) for row in fixed)
        found[rows[0].order_id] += (LeanMeeting(rows[0].position, bookings),)
    return found


def _appointment(row: Row[Any]) -> LeanAppointment:
    said = () if row.outcome is None else (LeanSaid(row.outcome, row.counts),)
    moves = () if row.moved_at is None else (LeanMove(row.moved_at),)
    return LeanAppointment(row.reference, row.day, row.starts_at, said, moves)


_TELLINGS = light.Question(
    lambda among: (
        select(MeetingTold.booking_id, MeetingTold.told_on, MeetingTold.recorded_at)
        .join(MeetingBooking, MeetingBooking.id == MeetingTold.booking_id)
        .join(Meeting, Meeting.id == MeetingBooking.meeting_id)
        .where(among(Meeting.order_id))
        .order_by(MeetingTold.id)
    )
)


def _tellings(ids: Collection[int]) -> Mapping[int, tuple[LeanTelling, ...]]:
    found: dict[int, tuple[LeanTelling, ...]] = defaultdict(tuple)
    for row in _TELLINGS.seen(ids):
        found[row.booking_id] += (LeanTelling(row.told_on, row.recorded_at),)
    return found


_OPINIONS = light.Question(
    lambda among: (
        select(ExcuseOpinion.order_id, ExcuseOpinion.id, ExcuseOpinion.booking_id, ExcuseOpinion.formed_at)
        .add_columns(BreachStep.step, BreachStep.on_day, BreachStep.said, Hearing.day)
        .outerjoin(BreachStep, BreachStep.opinion_id == ExcuseOpinion.id)
        .outerjoin(Hearing, Hearing.id == BreachStep.hearing_id)
        .where(among(ExcuseOpinion.order_id))
        .where(~select(OpinionWithdrawn.id).where(OpinionWithdrawn.opinion_id == ExcuseOpinion.id).exists())
        .order_by(ExcuseOpinion.id, BreachStep.id)
    )
)


def _opinions(ids: Collection[int]) -> Mapping[int, tuple[LeanOpinion, ...]]:
    same: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in _OPINIONS.seen(ids):
        same[row.id].append(row)
    found: dict[int, tuple[LeanOpinion, ...]] = defaultdict(tuple)
    for rows in same.values():
        steps = tuple(_step(row) for row in rows if row.step is not None)
        found[rows[0].order_id] += (LeanOpinion(rows[0].booking_id, rows[0].formed_at, steps),)
    return found


def _step(row: Row[Any]) -> LeanStep:
    return LeanStep(row.step, row.on_day, row.said, None if row.day is None else LeanHearing(row.day))


_ENDINGS = light.Question(
    lambda among: (
        select(OrderEnding.order_id, OrderEnding.kind, OrderEnding.ended_on)
        .where(among(OrderEnding.order_id))
        .order_by(OrderEnding.id)
    )
)


def _endings(ids: Collection[int]) -> Mapping[int, tuple[LeanEnding, ...]]:
    found: dict[int, tuple[LeanEnding, ...]] = defaultdict(tuple)
    for row in _ENDINGS.seen(ids):
        found[row.order_id] += (LeanEnding(row.kind, row.ended_on),)
    return found
