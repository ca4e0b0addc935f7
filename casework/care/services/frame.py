"""What every act of this room does: refuses on the field, and notes in the trail that something was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.refused import Refused
from casework.people.models import Person


def refuse(faults: Mapping[str, str | None]) -> None:
    """Raises Refused for the first fault, on its field."""
    for field, message in faults.items():
        if message:
            raise Refused(message, field)


def note(
    person: Person | None,
    detail: dict[str, str],
    *,
    act: Act = Act.COLLECTION,
    compartment: Compartment = Compartment.SUPPORT,
    by: Actor,
    at: dt.datetime,
) -> None:
    """One line of the trail: about this person, or about a record that names nobody; ids and codes, never the words."""
    name, reference = next(iter(detail.items()))
    record = f"person:{person.reference}" if person else f"{name}:{reference}"
    audit.record(act, record, by=by, at=at, compartment=compartment, detail=detail)
