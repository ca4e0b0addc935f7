"""One order as its page shows it (ux wireframe 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.accounts.rules import Role
from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, Outcome, tag_of
from casework.courts.reference import court
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.showing import Owned
from casework.kernel.words import clock_time, long_day, short_day, short_moment
from casework.people.models import SafeContact
from casework.people.rules.names import short_name
from casework.people.services import safe_contact
from notices.models import Notice
from notices.rules import Statement
from notices.rules.life import Standing as NoticeStanding
from notices.services import standings
from orders import services
from orders.models import Meeting, MeetingBooking, MeetingTold, SupportOrder
from orders.rules import RESULT_CODE, OrderFacts, Status
from orders.rules.changes import Change
from orders.rules.instructions import ToldHow
from orders.rules.meetings import next_number
from orders.rules.standing import Standing, ends_words, spent_on
from orders.rules.words import count_tag
from orders.views.deadline import alarm, deadline_rows, risk
from orders.views.history import ApplicationView, OpinionView, application_view, opinion_view
from reminders.services import shown_yes

UNTOLD = "Not recorded that they were told of this time and place"
_UNEXCUSED = frozenset({Outcome.REASON_NOT_KNOWN, Outcome.NO_ACCEPTABLE_REASON})


@dataclass(frozen=True)
class MeetingView:
    """One of the three meetings: how it stands, and what can be done."""

    number: int
    when: str
    where: str
    tag: tuple[str, str]
    told: list[str]
    before: list[str]
    appointment: Appointment | None
    owned: Owned | None
    can_attend: bool
    can_miss: bool
    can_move: bool
    can_correct: bool
    can_fix: bool
    needs_telling: bool
    can_form: bool = False
    untold: bool = False


@dataclass(frozen=True)
class NoticeView:
    """A notice that spoke of this order."""

    reference: str
    number: int
    made: str
    tag: tuple[str, str]
    meaning: str


@dataclass(frozen=True)
class OrderView:
    """Everything the page says."""

    name: str
    tag: tuple[str, str]
    count_tag: tuple[str, str] | None
    days_left: int | None
    risk: tuple[str, str] | None
    alarm: str
    clock: list[tuple[str, str]]
    because: str
    meetings: list[MeetingView]
    particulars: list[tuple[str, str]]
    notices: list[NoticeView]
    sentence: str
    contact: SafeContact | None
    can_tell: bool
    may_act: bool
    opinions: list[OpinionView]
    applications: list[ApplicationView]
    changes: list[tuple[str, str]]
    links: list[tuple[str, str, str]]
    may_print: bool
    subjects: list[str]


def view_of(order: SupportOrder, *, by: Actor, now: datetime) -> OrderView:
    """The page of one order for this member of staff at this moment (UTC)."""
    facts = services.facts_of(order, at=now)
    found = services.standing_of(order, at=now)
    deadline = services.clock_of_one(order, facts, now=now)
    said = services.say(order, facts, today=clock.local_day(now))
    sent = services.notices_of(order)
    told = standings(sent, at=now)
    yes = shown_yes([booking.appointment_id for meeting in order.meetings for booking in meeting.bookings], by=by)
    return OrderView(
        name=person_name(order),
        tag=found.tag,
        count_tag=None if found.status is Status.ACTIVE else count_tag(found.attended),
        days_left=found.days_left,
        risk=risk(found, deadline),
        alarm=alarm(found, deadline),
        clock=deadline_rows(order, deadline),
        because=found.because,
        meetings=[_meeting(meeting, facts, order, yes, by=by, now=now) for meeting in order.meetings],
        particulars=_particulars(order, facts, found, dated=not deadline.rows),
        notices=[_notice(notice, told[notice.id]) for notice in sent],
        sentence=said.sentence if isinstance(said, Statement) else "",
        contact=safe_contact(order.person),
        can_tell=by.has(Role.SUPERVISOR) and not services.why_not_yet(order, at=now),
        may_act=by.has(Role.SUPERVISOR) or by.staff_id in _directed(order),
        opinions=[opinion_view(opinion, by=by, now=now) for opinion in order.opinions],
        applications=[application_view(one) for one in order.applications],
        changes=[(change.words, f"/orders/{order.reference}/changes/{change}") for change in _open(order, by, now)],
        links=_links(order),
        may_print=not services.why_no_record(order, by=by, at=now),
        subjects=[*services.spoken_of(order.reference), *(f"opinion:{one.reference}" for one in order.opinions)],
    )


def _open(order: SupportOrder, by: Actor, now: datetime) -> list[Change]:
    return services.changes_open(order, at=now) if by.has(Role.SUPERVISOR) else []


def _links(order: SupportOrder) -> list[tuple[str, str, str]]:
    """The order this one follows, and the one that followed it."""
    before, after = services.neighbours(order)
    rows = (("Made again after order", before), ("Made again as order", after))
    return [(words, other.reference, f"/orders/{other.reference}") for words, other in rows if other is not None]


def person_name(order: SupportOrder) -> str:
    """What staff call the person."""
    return short_name(order.person.known_as or order.person.given_name, order.person.family_name)


def _directed(order: SupportOrder) -> set[int | None]:
    return {booking.appointment.with_staff_id for meeting in order.meetings for booking in meeting.bookings}


def _meeting(
    meeting: Meeting, facts: OrderFacts, order: SupportOrder, yes: set[int], *, by: Actor, now: datetime
) -> MeetingView:
    booking = meeting.bookings[-1] if meeting.bookings else None
    open_here = next_number(facts) == meeting.position and services.may_fix(order, at=now)
    if booking is None:
        return _unfixed(meeting.position, can_fix=open_here)
    appointment = booking.appointment
    waiting, started = appointment.outcome is None, appointment.starts_at <= now
    stands = services.opinion_about(booking) is not None
    missed = not waiting and not stands and Outcome(appointment.outcome or "").means_missed
    return MeetingView(
        number=meeting.position,
        when=f"{short_day(appointment.day)}, {clock_time(appointment.time)}",
        where=_where(booking),
        tag=("No reasonable excuse", "red") if stands else _tag(appointment, now, said_yes=appointment.id in yes),
        told=_told(booking),
        before=[_earlier(earlier) for earlier in meeting.bookings[:-1]],
        appointment=appointment,
        owned=services.owned([appointment.id], agency_id=order.agency_id).get(appointment.id),
        can_attend=waiting and services.can_have_come(appointment, at=now),
        can_miss=waiting and started,
        can_move=waiting and not started,
        can_correct=not waiting,
        can_fix=open_here,
        needs_telling=(waiting or missed) and not services.was_told(booking),
        can_form=missed and appointment.outcome in _UNEXCUSED and services.is_named(order, by=by),
        untold=missed and not services.was_told(booking),
    )


def _unfixed(number: int, *, can_fix: bool) -> MeetingView:
    return MeetingView(
        number=number,
        when="",
        where="",
        tag=("Not fixed yet", "grey"),
        told=[],
        before=[],
        appointment=None,
        owned=None,
        can_attend=False,
        can_miss=False,
        can_move=False,
        can_correct=False,
        can_fix=can_fix,
        needs_telling=False,
    )


def _tag(appointment: Appointment, now: datetime, *, said_yes: bool) -> tuple[str, str]:
    outcome = Outcome(appointment.outcome) if appointment.outcome else None
    found = tag_of(AppointmentFacts(appointment.starts_at, outcome, said_yes), now)
    return found.words, found.colour


def _where(booking: MeetingBooking) -> str:
    appointment = booking.appointment
    place = appointment.place.name if appointment.place else appointment.place_other
    held_by = f", held by {booking.directed_name}" if booking.directed_name else ""
    return f"{place}, {appointment.minutes} minutes{held_by}"


def _told(booking: MeetingBooking) -> list[str]:
    """Every telling, oldest first; and, where none of them is of the time and place as they are now, that."""
    lines = [_telling(telling) for telling in booking.tellings]
    return lines if services.was_told(booking) else [*lines, UNTOLD]


def _telling(telling: MeetingTold) -> str:
    who = telling.told_by or (telling.recorded_by.name if telling.recorded_by else "")
    by = f" by {who}" if who else ""
    return f"Told {ToldHow(telling.how).words.lower()}{by}, {long_day(telling.told_on)}: {telling.words}"


def _earlier(booking: MeetingBooking) -> str:
    appointment = booking.appointment
    outcome = Outcome(appointment.outcome).words if appointment.outcome else "not recorded"
    return f"Before: {short_moment(appointment.starts_at)}, {outcome.lower()}"


def _particulars(order: SupportOrder, facts: OrderFacts, found: Standing, *, dated: bool) -> list[tuple[str, str]]:
    made_by = court(order.court_code)
    spent = spent_on(facts)
    rows = [
        ("Made", long_day(order.made_on)),
        ("Court", made_by.label if made_by else order.court_code),
        ("Must be done by", _named(order) if dated else ""),
        ("Supervisor", _supervisor(order)),
        ("Local justice area", services.area_name(order.justice_area)),
        ("Name on the order", services.name_of(order)),
        ("Police reference", order.urn),
        ("Offence", long_day(order.offence_on) if order.offence_on else ""),
        ("Result code", order.result_code or RESULT_CODE),
        ("Ended" if found.status.over else "Ends", ends_words(facts)),
        ("Spent on", long_day(spent) if spent else ""),
        ("Query with the court", order.query_with_court),
    ]
    return [(key, value) for key, value in rows if value]


def _named(order: SupportOrder) -> str:
    return f"{long_day(order.must_by)} (date on the order)" if order.must_by else "Not on the paper"


def _supervisor(order: SupportOrder) -> str:
    agreed = "has agreed" if order.supervisor_agreed_on else "agreement not on the paper"
    return f"{order.supervisor_name} ({agreed})"


def _notice(notice: Notice, found: NoticeStanding) -> NoticeView:
    return NoticeView(
        notice.reference, notice.number, short_moment(notice.made_at), (found.word, found.colour), found.meaning
    )
