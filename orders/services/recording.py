"""Recording an order from the paper the court made (domain rules 1, 12, 13 and 19)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from casework.accounts.rules import Compartment, Role
from casework.courts import reference
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.identifiers import parse_urn
from orders.models import Meeting, SupportOrder
from orders.rules import MEETINGS, RESULT_CODE, AtCourt
from orders.rules.age import AgeStop, age_stop, offence_date_fault
from orders.rules.particulars import Fault, OtherOrder, Particulars, faults, one_at_a_time
from orders.rules.standing import in_force
from orders.services.facts import facts_of
from orders.services.presets import process_of
from orders.services.restating import restate

ONLY_SUPERVISORS = "Only a supervisor, or somebody a supervisor has directed to hold this meeting, can record this"


class UnderAge(Refused):
    """No order is recorded and nothing of it is kept: the safeguarding page opens instead (domain rule 1)."""


@dataclass(frozen=True, kw_only=True)
class OrderAnswers:
    """The paper as typed. `person` is None for somebody new, whose name and date of birth then count."""

    person: Person | None = None
    given_name: str = ""
    family_name: str = ""
    date_of_birth: date | None = None
    age_doubted: bool = False
    paper: Particulars = field(default_factory=Particulars)
    charge_name: str = ""
    urn: str = ""

    @property
    def born(self) -> date | None:
        """The date of birth that decides: the person's own where they are known."""
        return self.person.date_of_birth if self.person else self.date_of_birth


def age_stop_of(answers: OrderAnswers) -> AgeStop | None:
    """Why no order may be recorded because of age, or None (rule 1)."""
    paper = answers.paper
    made_on = paper.made_on or date.max
    return age_stop(answers.born, offence_on=paper.offence_on, made_on=made_on, doubted=answers.age_doubted)


def record_order(answers: OrderAnswers, *, by: Actor, at: datetime) -> SupportOrder:
    """Record an order as the court made it, with its three meetings still to be fixed. `at` is UTC.

    Makes the person where they are new. Raises UnderAge for somebody under 18 on the offence date, or of whom that
    is not known (rule 1); Refused, on the field, for a missing particular (rule 12) and a second live order (rule 13).
    """
    needs_supervisor(by)
    _check(answers, at=at)
    person = answers.person or _new_person(answers, by=by, at=at)
    order = _new_order(answers, person, by=by, at=at)
    db.session.add(order)
    db.session.flush()
    others = [f"person:{person.reference}"]
    audit.record(Act.COLLECTION, f"order:{order.reference}", by=by, at=at, compartment=Compartment.CJ, others=others)
    restate(order, at=at)
    return order


def needs_supervisor(by: Actor) -> None:
    """Raises Refused unless a supervisor acts: an order is theirs to run (rule 11)."""
    if not by.has(Role.SUPERVISOR):
        raise Refused(ONLY_SUPERVISORS)


def refuse(found: tuple[Fault, ...] | Fault | None) -> None:
    """Raises Refused with the first fault, on its field."""
    first = (found[0] if found else None) if isinstance(found, tuple) else found
    if first:
        raise Refused(first.message, first.field)


def orders_of(person: Person) -> list[SupportOrder]:
    """Every order of a person that is recorded here, the latest first."""
    mine = select(SupportOrder).where(SupportOrder.person_id == person.id, SupportOrder.agency_id == person.agency_id)
    return list(db.session.scalars(mine.order_by(SupportOrder.made_on.desc(), SupportOrder.id.desc())))


def _check(answers: OrderAnswers, *, at: datetime) -> None:
    paper = answers.paper
    refuse(faults(paper, today=clock.local_day(at)))
    if reference.court(paper.court_code) is None:
        raise Refused("Enter the full name of the court", "court")
    if age_stop_of(answers):
        raise UnderAge("Under 18, or not known to be 18, on the day of the offence: this cannot be an offence")
    assert paper.made_on is not None  # noqa: S101 (its absence is a fault)
    refuse(offence_date_fault(answers.born, offence_on=paper.offence_on, made_on=paper.made_on))
    refuse(_second_order(answers.person, paper.made_on, at=at) if answers.person else None)


def _second_order(person: Person, made_on: date, *, at: datetime) -> Fault | None:
    others = (OtherOrder(o.reference, _at_once(o, made_on, at=at)) for o in orders_of(person))
    return one_at_a_time(tuple(others))


def _at_once(other: SupportOrder, made_on: date, *, at: datetime) -> bool:
    """Whether both orders would bind the person on one day: on the day the new one was made, or, where it is the
    earlier of the two and is recorded late, today."""
    facts, today = facts_of(other, at=at), clock.local_day(at)
    return in_force(facts, made_on) or (made_on <= other.made_on and in_force(facts, today))


def neighbours(order: SupportOrder) -> tuple[SupportOrder | None, SupportOrder | None]:
    """The order that this one was made again from, and the one that the court made again in its place."""
    before = db.session.get(SupportOrder, order.replaces_id) if order.replaces_id is not None else None
    return before, db.session.scalar(select(SupportOrder).where(SupportOrder.replaces_id == order.id))


def _made_again(person: Person, made_on: date | None) -> int | None:
    """The order that the court made again on this day, for a failure to comply: the new one follows it (rule 17)."""
    ended = (
        order.id
        for order in orders_of(person)
        for ending in order.endings
        if ending.kind == AtCourt.MADE_AGAIN and ending.ended_on == made_on
    )
    return next(ended, None)


def _new_person(answers: OrderAnswers, *, by: Actor, at: datetime) -> Person:
    return people.add_person(
        given_name=answers.given_name,
        family_name=answers.family_name,
        date_of_birth=answers.date_of_birth,
        by=by,
        at=at,
    )


def _new_order(answers: OrderAnswers, person: Person, *, by: Actor, at: datetime) -> SupportOrder:
    paper, process = answers.paper, process_of(by.agency_id)
    case = parse_urn(answers.urn) or answers.urn.strip()
    return SupportOrder(
        agency_id=by.agency_id,
        person=person,
        process_id=process.id if process else None,
        court_code=paper.court_code,
        made_on=paper.made_on,
        must_by=paper.required_by,
        justice_area=paper.area,
        offence_on=paper.offence_on,
        result_code=RESULT_CODE,
        charge_name=answers.charge_name.strip(),
        urn=case,
        urn_index=blind_index("urn", case) if case else None,
        supervisor_id=paper.supervisor_id,
        supervisor_name=paper.supervisor_name,
        supervisor_agreed_on=paper.made_on if paper.supervisor_agreed else None,
        query_with_court=paper.query.strip(),
        replaces_id=_made_again(person, paper.made_on) if person.id is not None else None,
        status="",
        recorded_at=at,
        recorded_by_id=by.staff_id,
        meetings=[Meeting(position=number) for number in range(1, MEETINGS + 1)],
    )
