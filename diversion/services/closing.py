"""A referral that goes no further, and tries at reaching her (ux 3.2)."""

from __future__ import annotations

from datetime import date, datetime

from casework.appointments import services as appointments
from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import Conflict, Refused
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from diversion.models import Closure, ContactAttempt, Referral
from diversion.rules.words import Closing
from diversion.services.altering import altered
from diversion.services.facts import live_bookings
from reminders import services as reminders

HOW_TRIED = {
    "phone": "By phone",
    "visit": "In person",
    "text": "By text",
    "letter": "By letter",
    "other": "Another way",
}


def close(referral: Referral, kind: Closing, *, closed_on: date, note: str = "", by: Actor, at: datetime) -> Closure:
    """Record that a referral goes no further, and why in one of five words (ux 3.2). `closed_on` is a London day.

    Appointments still to come are cancelled by us and their texts with them; what is past stays as it is, and one
    without an outcome still has to be recorded before anybody is told (rule 9). The court date stands: nothing here
    says that she need not go (rule 4). Raises Refused.
    """
    if referral.closure is not None:
        raise Refused("This referral is closed already")
    _check_day(referral, closed_on, at)
    referral.closure = Closure(
        kind=kind.value, closed_on=closed_on, note=note, recorded_at=at, recorded_by_id=by.staff_id
    )
    db.session.flush()
    if kind is Closing.DIED:
        _record_death(referral, closed_on, by=by, at=at)
    for booking in live_bookings(referral.requirements):
        if booking.appointment.starts_at > at:
            appointments.record_outcome(booking.appointment, Outcome.CANCELLED_BY_US, by=by, at=at)
            reminders.appointment_settled(booking.appointment, at=at)
    altered(referral, f"closed {kind.value}", by=by, at=at)
    return referral.closure


def closing_in_error(referral: Referral, *, seen: int, why: str, by: Actor, at: datetime) -> Closure:
    """Take back that a referral went no further: it goes on from where it stood (ux 3.2).

    `seen` is the closure on the page, by id. The row stays, with who took it back, when (UTC) and why. What was
    cancelled stays cancelled and no text is planned: a person books again. A death is the person's and not one
    referral's: only a manager takes it back, for every referral of theirs (rule 30). Raises Refused where none stands,
    without a reason or for anybody but a manager, and Conflict where another was recorded meanwhile.
    """
    row = referral.closure
    if row is None:
        raise Refused("This referral is not closed, so there is nothing to take back")
    if row.id != seen:
        raise Conflict("Why it was closed", theirs=row.kind, yours="Recorded in error", again={"seen_id": str(row.id)})
    if not why.strip():
        raise Refused("Say what was wrong, such as “it was another referral of theirs”", "why")
    _set_aside(referral, row, why.strip(), by=by, at=at)
    if row.kind == Closing.DIED:
        _undo_death(referral, by=by, at=at)
    altered(referral, "closed in error", by=by, at=at)
    return row


def death_undone(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Take back that a referral was closed by a death, where none stands of its person any more (domain rule 30)."""
    row = referral.closure
    if row is not None and row.kind == Closing.DIED and not _has_died(referral, at):
        _set_aside(referral, row, "The death was recorded in error", by=by, at=at)


def _set_aside(referral: Referral, row: Closure, why: str, *, by: Actor, at: datetime) -> None:
    row.superseded_at, row.error_why, row.error_by_id = at, why, by.staff_id
    db.session.flush()
    db.session.expire(referral, ["closure", "closed_wrongly"])


def _undo_death(referral: Referral, *, by: Actor, at: datetime) -> None:
    for one in people.circumstances(referral.person, clock.local_day(at)):
        if one.kind == CircumstanceKind.DIED:
            people.end_circumstance(one, by=by, at=at)


def _has_died(referral: Referral, at: datetime) -> bool:
    standing = people.circumstances(referral.person, clock.local_day(at))
    return any(one.kind == CircumstanceKind.DIED for one in standing)


def record_attempt(referral: Referral, *, how: str, reached: bool, by: Actor, at: datetime) -> ContactAttempt:
    """Record a try at reaching her, and whether she was spoken to. Raises Refused for a way that is not listed."""
    if how not in HOW_TRIED:
        raise Refused("Choose how you tried", "how")
    made = ContactAttempt(how=how, reached=reached, at=at, recorded_by_id=by.staff_id)
    referral.attempts.append(made)
    db.session.flush()
    altered(referral, "contact reached" if reached else "contact tried", by=by, at=at)
    return made


def _record_death(referral: Referral, since: date, *, by: Actor, at: datetime) -> None:
    """A death is the person's, not one referral's: from now on nothing is sent to her (domain rule 30)."""
    if not _has_died(referral, at):
        people.record_circumstance(referral.person, CircumstanceKind.DIED, since=since, by=by, at=at)


def _check_day(referral: Referral, closed_on: date, at: datetime) -> None:
    if closed_on > clock.local_day(at):
        raise Refused("The day cannot be after today", "closed_on")
    if closed_on < referral.arrested_on:
        raise Refused("The day cannot be before the arrest", "closed_on")
