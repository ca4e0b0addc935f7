"""Finding referrals: one by its reference, all of a person's, all before a court on a day."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from casework.people.services import must_of
from diversion.models import AlsoCounts, CaseEnding, Charge, Referral, Requirement, RequirementBooking


def find(reference: str, *, by: Actor, action: Action = Action.LOOK) -> Referral:
    """One referral of the actor's agency. Raises NotFound for a missing one and a forbidden one alike."""
    referral = db.session.scalar(select(Referral).where(Referral.reference == reference.upper()))
    if referral is None:
        raise NotFound
    must_of(referral.person, action, Compartment.CJ, by=by)
    return referral


def load(reference: str, *, by: Actor, compartment: Compartment = Compartment.CJ) -> Referral:
    """One referral, for a page: the look is written to the audit trail before the page leaves (domain rule 27)."""
    referral = find(reference, by=by)
    person = f"person:{referral.person.reference}"
    audit.look(f"referral:{referral.reference}", compartment.value, by=by, others=(person,))
    return referral


def find_requirement(referral: Referral, position: int) -> Requirement:
    """One required appointment of a referral. Raises NotFound for a number it does not have."""
    found = next((r for r in referral.requirements if r.position == position), None)
    if found is None:
        raise NotFound
    return found


def referrals_of(person: Person) -> list[Referral]:
    """Every referral of a person at their agency, the latest arrest first (domain rule 10)."""
    mine = _whole().where(Referral.person_id == person.id, Referral.agency_id == person.agency_id)
    return list(db.session.scalars(mine.order_by(Referral.arrested_on.desc(), Referral.id.desc())))


def live_referrals_of(person: Person) -> list[Referral]:
    """Those that nobody has closed and whose case has not ended."""
    return [referral for referral in referrals_of(person) if is_live(referral)]


def case_has_ended(referral: Referral) -> bool:
    """True where every charge of it has an ending recorded."""
    return bool(referral.charges) and all(charge.ending is not None for charge in referral.charges)


def is_live(referral: Referral) -> bool:
    """True while some charge of it still stands and nobody has closed the referral."""
    return referral.closure is None and not case_has_ended(referral)


def load_all(*wanted: ColumnElement[bool], agency_id: int, live: bool = False) -> list[Referral]:
    """Referrals of an agency, whole; `live` leaves out those whose every charge has an ending."""
    mine = _whole().where(Referral.agency_id == agency_id, *wanted)
    if live:
        mine = mine.where(Referral.charges.any(~Charge.endings.any(CaseEnding.superseded_at.is_(None))))
    return list(db.session.scalars(mine.order_by(Referral.id)))


def requirement_of(appointment: Appointment) -> Requirement | None:
    """The requirement an appointment was made to meet, or None where it is somebody else's."""
    booking = db.session.scalar(select(RequirementBooking).where(RequirementBooking.appointment_id == appointment.id))
    return booking.requirement if booking else None


def owns(appointment: Appointment) -> bool:
    """True where an appointment was made for a referral."""
    return requirement_of(appointment) is not None


def chosen_charges(referral: Referral, ids: Sequence[int]) -> list[Charge]:
    """The charges of this referral with these ids: ids of other referrals are left out."""
    return [charge for charge in referral.charges if charge.id in set(ids)]


def _whole() -> Select[Referral]:
    """Referrals with everything a page or a statement reads, in a fixed number of queries however many there are."""
    bookings = selectinload(Referral.requirements).selectinload(Requirement.bookings)
    appointment = bookings.joinedload(RequirementBooking.appointment)
    also = selectinload(Referral.requirements).selectinload(Requirement.also).joinedload(AlsoCounts.appointment)
    return select(Referral).options(
        joinedload(Referral.person),
        selectinload(Referral.scheme),
        joinedload(Referral.hearing),
        joinedload(Referral.agreement),
        joinedload(Referral.sharing),
        joinedload(Referral.closure),
        selectinload(Referral.worker),
        joinedload(Referral.opt_in),
        selectinload(Referral.attempts),
        selectinload(Referral.charges).selectinload(Charge.endings),
        appointment.selectinload(Appointment.attendances),
        appointment.selectinload(Appointment.moves),
        also.selectinload(Appointment.attendances),
    )
