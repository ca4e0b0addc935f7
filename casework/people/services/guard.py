"""The same answer for what is missing, another agency's, or not for this role (promises P8, P26)."""

from __future__ import annotations

from typing import Any

from casework.accounts.rules import CASELOAD, Action, Compartment, Decision, Facts, may
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound
from casework.people.models import Person
from casework.people.services.facts import facts_of
from casework.people.services.walls import NO_WALLS, walls_of


def must(by: Actor, action: Action, compartment: Compartment, agency_id: int | None) -> None:
    """Raises NotFound unless the policy allows this on a record of that agency; None stands for no such record."""
    if agency_id is None or not may(by, action, compartment, Facts(agency_id)).allowed:
        raise NotFound


def judge(person: Person, action: Action, compartment: Compartment, *, by: Actor) -> Decision:
    """What the policy says of this record at this moment, read from the tables (promises C.10, ASVS 8.3.1)."""
    if person.agency_id == by.agency_id and walls_of(by) == NO_WALLS:
        return may(by, action, compartment, Facts(person.agency_id))
    return may(by, action, compartment, facts_of(person, by=by, at=clock.now()))


def must_of(person: Person, action: Action, compartment: Compartment, *, by: Actor) -> Decision:
    """Raises NotFound unless the policy allows this on a record of the actor's own agency.

    What another agency shares is read on a page of its own. A look by broken glass says so in the audit trail.
    """
    if person.agency_id != by.agency_id or not (found := judge(person, action, compartment, by=by)).allowed:
        raise NotFound
    if found.why != CASELOAD:
        audit.because(found.why)
    return found


def hold(row: Any) -> None:
    """Read a row as it is now and keep it until the transaction ends: two people at once take turns (promises P14)."""
    db.session.refresh(row, with_for_update=True)
