"""Which reminders one person wants, and which an agency sends where no scheme says; kept as rows, never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, select, update

from casework.accounts.rules import Action, Compartment
from casework.appointments.models import Appointment
from casework.courts.models import Hearing
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services import hold, must
from reminders.models import TextChoice
from reminders.rules import choosing
from reminders.rules.timing import Timing
from reminders.services.wiring import chosen_for


def timing_of(person: Person, *, appointment: Appointment | None = None, hearing: Hearing | None = None) -> Timing:
    """The reminders of one booking or court date: hers before the scheme's before the agency's (point "per person")."""
    scheme = chosen_for(appointment.id if appointment else None, hearing.id if hearing else None)
    return choosing.settle(hers(person), scheme, the_agencys(person.agency_id))


def hers(person: Person) -> list[str] | None:
    """What she chose for herself; None where she goes with the scheme."""
    return db.session.scalar(select(TextChoice.kinds).where(_of_person(person), TextChoice.superseded_at.is_(None)))


def the_agencys(agency_id: int) -> list[str] | None:
    """What the agency chose for orders and for everything that no scheme owns; None where it never chose."""
    return db.session.scalar(select(TextChoice.kinds).where(_of_agency(agency_id), TextChoice.superseded_at.is_(None)))


def keep_hers(person: Person, kinds: Collection[str] | None, *, by: Actor, at: dt.datetime) -> None:
    """Keep which reminders she wants, None for "as the scheme has it". Raises NotFound for another agency's person."""
    must(by, Action.WRITE, Compartment.MESSAGES, person.agency_id)
    hold(person)
    _supersede(_of_person(person), at)
    if kinds is not None:
        _keep(person.agency_id, person.id, kinds, by, at)
    detail = {"did": "chose reminders", "kinds": _listed(kinds)}
    record = f"person:{person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment=Compartment.MESSAGES, detail=detail)


def choose_for_agency(kinds: Collection[str], *, by: Actor, at: dt.datetime) -> None:
    """Keep which reminders go where no scheme says, from now on. Raises Refused for one that the evidence rules out."""
    if fault := choosing.fault(kinds):
        raise Refused(fault, "kinds")
    _supersede(_of_agency(by.agency_id), at)
    _keep(by.agency_id, None, kinds, by, at)
    detail = {"kinds": _listed(kinds)}
    audit.record(Act.CONFIGURATION, "texts", by=by, at=at, compartment=Compartment.SETTINGS, detail=detail)


def _listed(kinds: Collection[str] | None) -> str:
    return "usual" if kinds is None else ",".join(choosing.in_order(kinds))


def _of_person(person: Person) -> ColumnElement[bool]:
    return TextChoice.person_id == person.id


def _of_agency(agency_id: int) -> ColumnElement[bool]:
    return (TextChoice.agency_id == agency_id) & TextChoice.person_id.is_(None)


def _supersede(whose: ColumnElement[bool], at: dt.datetime) -> None:
    db.session.execute(update(TextChoice).where(whose, TextChoice.superseded_at.is_(None)).values(superseded_at=at))


def _keep(agency_id: int, person_id: int | None, kinds: Collection[str], by: Actor, at: dt.datetime) -> None:
    row = TextChoice(agency_id=agency_id, person_id=person_id, kinds=choosing.in_order(kinds), recorded_at=at)
    row.recorded_by_id = by.staff_id
    db.session.add(row)
    db.session.flush()
