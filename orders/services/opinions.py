"""The supervisor's opinion that there was no reasonable excuse: its own act, by nobody else (domain rule 16)."""

from __future__ import annotations

from datetime import datetime

from casework.accounts.rules import Compartment, Role
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.people.models import Circumstance
from casework.people.services import circumstances, hold
from orders.models import ExcuseOpinion, MeetingBooking, OpinionWithdrawn, SupportOrder
from orders.rules import MeetingFacts
from orders.rules.opinions import LAID, Asked, opinion_fault
from orders.services.facts import facts_of, opinion_about, path_of
from orders.services.meetings import fixed_words
from orders.services.restating import restate, standing_of


def form_opinion(booking: MeetingBooking, *, by: Actor, at: datetime) -> ExcuseOpinion:
    """Record that the named supervisor is of the opinion that this meeting was missed without reasonable excuse.

    From then on an information must be laid (rule 16). Who, when (`at` is UTC) and which meeting are kept for good.
    Raises Refused for anybody else, for a meeting that is not recorded as missed, and for one that nobody is recorded
    to have told them of (rule 14).
    """
    order = booking.meeting.order
    hold(order)
    db.session.refresh(order, ["opinions"])
    if fault := why_no_opinion(booking, by=by, at=at):
        raise Refused(fault)
    assert by.staff_id is not None  # noqa: S101 (the named supervisor is a member of staff)
    opinion = ExcuseOpinion(
        booking=booking,
        meeting_words=fixed_words(booking.appointment),
        meeting_at=booking.appointment.starts_at,
        formed_at=at,
        formed_by_id=by.staff_id,
    )
    order.opinions.append(opinion)
    db.session.flush()
    note(order, "opinion", by=by, at=at, act=Act.COLLECTION, opinion=opinion.reference)
    restate(order, at=at)
    return opinion


def why_no_opinion(booking: MeetingBooking, *, by: Actor, at: datetime) -> str:
    """Why this member of staff cannot record the opinion about this meeting, and what to do; empty when they can."""
    order = booking.meeting.order
    asked = Asked(
        by_named=is_named(order, by=by),
        named=order.supervisor_name,
        status=standing_of(order, at=at).status,
        meeting=_facts_of(booking, at=at),
        stands=opinion_about(booking) is not None,
    )
    return opinion_fault(asked)


def is_named(order: SupportOrder, *, by: Actor) -> bool:
    """Whether this is the supervisor whom the order names, and not merely a supervisor."""
    return by.has(Role.SUPERVISOR) and by.staff_id is not None and by.staff_id == order.supervisor_id


def withdraw_opinion(opinion: ExcuseOpinion, *, why: str, by: Actor, at: datetime) -> OpinionWithdrawn:
    """Take an opinion back: by the named supervisor, with a reason, and only before an information is laid.

    The opinion stays on record with who took it back, when and why. Raises Refused otherwise.
    """
    order = opinion.order
    hold(order)
    db.session.refresh(opinion, ["withdrawal", "steps"])
    if fault := why_not_withdraw(opinion, by=by):
        raise Refused(fault)
    if not why.strip():
        raise Refused("Say why you take it back", "why")
    assert by.staff_id is not None  # noqa: S101 (the named supervisor is a member of staff)
    opinion.withdrawal = OpinionWithdrawn(why=why.strip(), recorded_at=at, recorded_by_id=by.staff_id)
    db.session.flush()
    note(order, "opinion withdrawn", by=by, at=at, act=Act.ALTERATION, opinion=opinion.reference)
    restate(order, at=at)
    return opinion.withdrawal


def why_not_withdraw(opinion: ExcuseOpinion, *, by: Actor) -> str:
    """Why the opinion cannot be taken back; empty when it can."""
    if not is_named(opinion.order, by=by):
        return f"Only {opinion.order.supervisor_name}, the supervisor named on the order, can withdraw this opinion"
    if opinion.withdrawal is not None:
        return "This opinion has been withdrawn already"
    return LAID if path_of(opinion).laid else ""


def load_opinion(order: SupportOrder, reference: str) -> ExcuseOpinion:
    """One opinion about this order. Raises NotFound."""
    found = next((opinion for opinion in order.opinions if opinion.reference == reference.upper()), None)
    if found is None:
        raise NotFound
    return found


def standing_beside(booking: MeetingBooking, *, by: Actor, at: datetime) -> list[Circumstance]:
    """What stood in the way on the day of the meeting, or stands now: custody, hospital and the like (rule 30).

    Only what this member of staff may see; each once, oldest first.
    """
    person, appointment = booking.meeting.order.person, booking.appointment
    days = (appointment.day, clock.local_day(at))
    found = {row.id: row for day in days for row in circumstances(person, day, by=by)}
    return [found[key] for key in sorted(found)]


def note(order: SupportOrder, what: str, *, by: Actor, at: datetime, act: Act, **detail: str) -> None:
    """One audit line about an order and its person."""
    audit.record(
        act,
        f"order:{order.reference}",
        by=by,
        at=at,
        compartment=Compartment.CJ,
        detail={"what": what, **detail},
        others=[f"person:{order.person.reference}"],
    )


def _facts_of(booking: MeetingBooking, *, at: datetime) -> MeetingFacts | None:
    facts = facts_of(booking.meeting.order, at=at)
    return next((one for one in facts.meetings if one.reference == booking.appointment.reference), None)
