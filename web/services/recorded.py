"""The banner after an outcome was recorded: what was saved, how to undo it, what to do next (wireframe 2)."""

from __future__ import annotations

from sqlalchemy import select

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.rules import names
from web import frame


def banner(reference: str, *, by: Actor) -> None:
    """Say what stands recorded for this appointment, when it is one of the actor's agency."""
    if not reference:
        return
    mine = select(Appointment).where(Appointment.reference == reference, Appointment.agency_id == by.agency_id)
    found = db.session.scalar(mine)
    if found is None or found.outcome is None:
        return
    person = found.person
    name = names.short_name(person.known_as or person.given_name, person.family_name)
    frame.say(f"Saved. {name}: {Outcome(found.outcome).words.lower()}", undo_url=f"/appointments/{reference}/undo")
