"""What follows a record: what was saved, how to undo it, the text about it, and the next booking (wireframe 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment, holds
from casework.appointments import services as appointments
from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import audit, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.people.rules import names
from reminders import services as reminders
from reminders.services.missed import MissedOffer, missed_offer
from web.services import chips, outcomes


@dataclass(frozen=True)
class Banner:
    """What just happened, on top of the page, with focus; below it what may be done next."""

    heading: str
    text: str = ""
    undo_url: str = ""
    undo_seen: int = 0
    back: str = ""
    missed: MissedOffer | None = None
    offer: chips.Offer | None = None
    next_title: str = ""
    next_url: str = ""


def after_outcome(reference: str, *, back: str, by: Actor, now: dt.datetime) -> Banner | None:
    """What stands recorded for this appointment, when it is one of the actor's agency; None where nothing does.

    `back` is the page it is shown on, where an undo or the next booking comes back to; `now` is UTC.
    """
    found = _mine(reference, by)
    if found is None or found.outcome is None:
        return None
    said, current = Outcome(found.outcome), appointments.current_attendance(found)
    may_write = holds(by, Action.WRITE, Compartment.COMPLIANCE)
    undoable = may_write and current is not None and not outcomes.has_left(found, current)
    subject = chips.next_subject(found, by=by, now=now) if may_write else ""
    offer = chips.offer(subject, back=back, by=by, now=now) if subject else None
    return Banner(
        heading=f"Saved: {said.words.lower()}",
        text=f"{_name(found)}, {words.short_moment(found.starts_at)}",
        undo_url=f"/appointments/{reference}/undo" if undoable else "",
        undo_seen=current.id if current else 0,
        back=back,
        missed=missed_offer(found, now=now) if may_write and said.means_missed else None,
        offer=offer,
        next_url=f"/appointments/new?for={subject}&back={back}" if subject and offer is None else "",
        next_title="Book again?" if said.means_missed else "Book the next one?",
    )


def after_booking(reference: str, *, by: Actor, now: dt.datetime) -> Banner | None:
    """When and for whom it is booked, and whether a text goes. `now` is UTC."""
    found = _mine(reference, by)
    if found is None or found.outcome is not None:
        return None
    held = reminders.foretell(found.person, [], place=found.place, with_staff_id=found.with_staff_id, now=now).held
    text = f"No text will go. {held}." if held else "The text is planned."
    return Banner(f"Booked: {words.short_moment(found.starts_at)}", f"{_name(found)} {text}")


def _mine(reference: str, by: Actor) -> Appointment | None:
    mine = select(Appointment).where(Appointment.reference == reference, Appointment.agency_id == by.agency_id)
    found = db.session.scalar(mine)
    if found is None or not holds(by, Action.LOOK, Compartment.COMPLIANCE):
        return None
    audit.look(f"person:{found.person.reference}", Compartment.COMPLIANCE, by=by)
    return found


def _name(appointment: Appointment) -> str:
    person = appointment.person
    return names.short_name(person.known_as or person.given_name, person.family_name)
