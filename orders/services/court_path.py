"""Information, summons, hearing, result: each step a row with who and when (domain rule 17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from casework.appointments import services as appointments
from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.services import hold
from orders.models import BreachStep, ExcuseOpinion, OrderEnding, SupportOrder
from orders.rules import AtCourt
from orders.rules.path import BREACH_CODE, ENDS_THE_ORDER, RESULT_CODES, Said, Step, Taken, next_step, step_fault
from orders.services.facts import path_of
from orders.services.opinions import note
from orders.services.recording import needs_supervisor, refuse
from orders.services.restating import restate
from reminders import services as reminders

MATTER = "Engagement and Support Order, failing to comply"
NOT_STANDING = "This opinion has been withdrawn, so nothing follows from it"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Where and when a hearing is: an OU code, a London day and London wall time."""

    court_code: str
    day: date
    time: time


def lay_information(opinion: ExcuseOpinion, *, on: date, court_code: str, by: Actor, at: datetime) -> BreachStep:
    """Record that an information was laid: the London day, and the court (rules 16 and 17). Raises Refused."""
    _known_court(court_code)
    taking = Taken(Step.INFORMATION, on)
    return _take(opinion, taking, court_code=court_code, code=BREACH_CODE, by=by, at=at)


def record_summons(opinion: ExcuseOpinion, *, on: date, hearing: Listed | None, by: Actor, at: datetime) -> BreachStep:
    """Record what the justice did with the information: a summons for this hearing, or None where none was issued.

    The hearing is listed among the person's court dates, so that nobody says that court is off. Raises Refused.
    """
    said = Said.ISSUED if hearing else Said.NOT_ISSUED
    refuse(step_fault(path_of(opinion), Taken(Step.SUMMONS, on, said), today=clock.local_day(at)))
    listed = _list(opinion.order, hearing, not_before=on, by=by, at=at) if hearing else None
    return _take(opinion, Taken(Step.SUMMONS, on, said), hearing=listed, by=by, at=at)


def record_hearing(
    opinion: ExcuseOpinion, said: Said, *, on: date, to: Listed | None = None, by: Actor, at: datetime
) -> BreachStep:
    """Record what happened at the hearing: heard, put off `to` another day, or a warrant because they did not come.

    The person's court dates follow. Raises Refused, on the field, for what is missing or cannot be.
    """
    taking = Taken(Step.HEARING, on, said)
    refuse(step_fault(path_of(opinion), taking, today=clock.local_day(at)))
    now = current_hearing(opinion)
    if said is Said.PUT_OFF:
        now = _put_off(now, to, on, by=by, at=at)
    elif said is Said.WARRANT and now is not None and now.outcome is None:
        courts.record_hearing_outcome(
            now, HearingResult.WARRANT, decided_by="The court", decided_on=on, reference="", by=by, at=at
        )
    return _take(opinion, taking, hearing=now, by=by, at=at)


def record_result(opinion: ExcuseOpinion, result: AtCourt, *, on: date, by: Actor, at: datetime) -> BreachStep:
    """Record what the court did: made the order again, fined, took no action, or revoked the order (rule 17).

    The CJS result code is kept with it. Where the order ends, its end is a row of its own, meetings still fixed are
    cancelled and their texts stopped in the same transaction. Raises Refused.
    """
    if result not in RESULT_CODES:
        raise Refused("Choose what the court did", "result")
    taking, now = Taken(Step.RESULT, on, result), current_hearing(opinion)
    row = _take(opinion, taking, hearing=now, code=RESULT_CODES[result], by=by, at=at)
    if now is not None and now.outcome is None:
        code = RESULT_CODES[result]
        courts.record_hearing_outcome(
            now, HearingResult.WENT_AHEAD, result_code=code, decided_by="The court", decided_on=on, by=by, at=at
        )
    if result in ENDS_THE_ORDER:
        end_order(opinion.order, result, on=on, by=by, at=at)
    restate(opinion.order, at=at)
    return row


def end_order(order: SupportOrder, how: AtCourt, *, on: date, by: Actor, at: datetime) -> None:
    """Keep that the court ended an order, and cancel the meetings that are still to come with their texts (B8)."""
    order.endings.append(
        OrderEnding(kind=how.value, ended_on=on, decided_by="The court", recorded_at=at, recorded_by_id=by.staff_id)
    )
    db.session.flush()
    for booking in (booking for meeting in order.meetings for booking in meeting.bookings):
        appointment = booking.appointment
        if appointment.outcome is None and appointment.starts_at > at:
            appointments.record_outcome(appointment, Outcome.CANCELLED_BY_US, by=by, at=at)
            reminders.appointment_settled(appointment, at=at)


def current_hearing(opinion: ExcuseOpinion) -> Hearing | None:
    """The hearing of this failure as it is listed now: also where somebody put it off on the court list."""
    found = next((row.hearing for row in reversed(opinion.steps) if row.hearing is not None), None)
    while found is not None and (later := _instead_of(found)) is not None:
        found = later
    return found


def next_of(opinion: ExcuseOpinion) -> Step | None:
    """Which step is to be recorded next about an opinion; None where it was withdrawn or has been dealt with."""
    return None if opinion.withdrawal is not None else next_step(path_of(opinion))


def court_area(order: SupportOrder) -> Sequence[courts.Court]:
    """The open courts of the local justice area that the order names now: the ones applications go to (rule 18)."""
    here = [court for court in courts.courts_open() if order.justice_area and court.lja_code == order.justice_area]
    magistrates = [court for court in here if "Magistrates" in court.name]
    return sorted(magistrates or here, key=lambda court: court.name)


def _take(
    opinion: ExcuseOpinion,
    taking: Taken,
    *,
    court_code: str = "",
    code: str = "",
    hearing: Hearing | None = None,
    by: Actor,
    at: datetime,
) -> BreachStep:
    needs_supervisor(by)
    hold(opinion.order)
    if opinion.withdrawal is not None:
        raise Refused(NOT_STANDING)
    db.session.refresh(opinion, ["steps"])
    refuse(step_fault(path_of(opinion), taking, today=clock.local_day(at)))
    row = BreachStep(
        step=taking.step.value,
        on_day=taking.on,
        said=taking.said,
        court_code=court_code or (hearing.court_code if hearing else ""),
        code=code,
        hearing=hearing,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    opinion.steps.append(row)
    db.session.flush()
    note(opinion.order, taking.step.value, by=by, at=at, act=Act.COLLECTION, opinion=opinion.reference)
    restate(opinion.order, at=at)
    return row


def _list(order: SupportOrder, listed: Listed, *, not_before: date, by: Actor, at: datetime) -> Hearing:
    _known_court(listed.court_code)
    if listed.day < not_before:
        raise Refused("The hearing cannot be before the day of the summons", "hearing_day")
    return courts.schedule_hearing(
        order.person,
        court_code=listed.court_code,
        day=listed.day,
        time=listed.time,
        matter=MATTER,
        other_matter=True,
        by=by,
        at=at,
    )


def _put_off(now: Hearing | None, to: Listed | None, on: date, *, by: Actor, at: datetime) -> Hearing | None:
    if to is None:
        raise Refused("Enter the new day of the hearing", "hearing_day")
    if now is None or now.outcome is not None:
        raise Refused("This hearing is settled already on the page of its court date. Look there first", "hearing_day")
    return courts.adjourn(now, day=to.day, time=to.time, court_code=to.court_code, decided_on=on, by=by, at=at)


def _instead_of(hearing: Hearing) -> Hearing | None:
    return db.session.scalar(select(Hearing).where(Hearing.adjourned_from_id == hearing.id).order_by(Hearing.id))


def _known_court(code: str, field: str = "court") -> None:
    if courts.court(code) is None:
        raise Refused("Choose the court", field)
