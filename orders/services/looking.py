"""Finding orders: one by its reference, all that are running, all of one person."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.services import must_of
from orders.models import BreachStep, ExcuseOpinion, Meeting, MeetingBooking, SupportOrder


def load_order(reference: str, *, by: Actor) -> SupportOrder:
    """One order, the look at it noted. Raises NotFound for a missing one and another agency's alike."""
    wanted = select(SupportOrder).where(SupportOrder.reference == reference.upper())
    found = db.session.scalar(wanted) if reference.isalnum() else None
    if found is None:
        raise NotFound
    must_of(found.person, Action.LOOK, Compartment.CJ, by=by)
    audit.look(f"order:{found.reference}", Compartment.CJ, by=by, others=[f"person:{found.person.reference}"])
    return found


def orders_for(by: Actor) -> list[SupportOrder]:
    """Every order of the agency, those that must be finished soonest first. One look is written for the whole list."""
    found = list(db.session.scalars(with_meetings().where(SupportOrder.agency_id == by.agency_id)))
    if found:
        people = [f"person:{order.person.reference}" for order in found]
        orders = [f"order:{order.reference}" for order in found]
        audit.look("orders", Compartment.CJ, by=by, others=[*people, *orders])
    return sorted(found, key=lambda order: (order.must_by is None, order.must_by or order.made_on, order.id))


def with_meetings() -> Select[SupportOrder]:
    """The orders with what their status is derived from, in a few queries however many there are."""
    bookings = selectinload(SupportOrder.meetings).selectinload(Meeting.bookings)
    appointment = bookings.selectinload(MeetingBooking.appointment)
    opinions = selectinload(SupportOrder.opinions)
    return select(SupportOrder).options(
        selectinload(SupportOrder.person),
        selectinload(SupportOrder.supervisor),
        selectinload(SupportOrder.told),
        selectinload(SupportOrder.endings),
        opinions.selectinload(ExcuseOpinion.withdrawal),
        opinions.selectinload(ExcuseOpinion.steps).selectinload(BreachStep.hearing),
        bookings.selectinload(MeetingBooking.tellings),
        appointment.selectinload(Appointment.attendances),
        appointment.selectinload(Appointment.moves),
    )
