"""The order's record for court: particulars, meetings, what was told, texts as far as known, opinion (point 13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.accounts.models import Agency
from casework.accounts.rules import Compartment, Role
from casework.appointments.models import AppointmentMove
from casework.appointments.rules import MoveAskedBy
from casework.courts.reference import court
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.words import clock_time, full_day, long_day, long_moment
from notices.rules.sentences import do_not_report
from orders.models import ExcuseOpinion, Meeting, MeetingBooking, MeetingTold, OrderApplication, SupportOrder
from orders.rules import record
from orders.rules.by_text import CANNOT_SHOW, SAID_YES
from orders.rules.changes import Change, Decision
from orders.rules.path import Step
from orders.rules.standing import ends_words, spent_on
from orders.services.by_text import known_lines
from orders.services.changes import area_name
from orders.services.facts import current_attendance, facts_of
from orders.services.meetings import fixed_words
from orders.services.telling import court_name, name_of
from reminders.rules.proof import Proof
from reminders.services import said_yes
from reminders.services.evidence import lines_of, proofs_of


@dataclass(frozen=True)
class Part:
    """One heading of the record with its lines."""

    heading: str
    lines: list[str] = field(repr=False)


@dataclass(frozen=True)
class Texts:
    """What is stored of the texts about an order's meetings: by appointment, and which of them had a yes."""

    proofs: dict[int, list[Proof]]
    yes: set[int]

    def lines(self, booking: MeetingBooking) -> list[str]:
        """Each text as far as it is known; and of a meeting told only by text, that it cannot be shown where it
        cannot (rule 14)."""
        mine = self.proofs.get(booking.appointment_id, [])
        only = [f"{line}." for line in known_lines(booking, mine, self.yes) if line in (SAID_YES, CANNOT_SHOW)]
        return [*(lines_of(mine) or [record.NO_TEXTS]), *only]


@dataclass(frozen=True)
class Record:
    """Everything the page says, in the order in which it says it."""

    title: str
    agency: str
    made: str
    about: list[tuple[str, str]] = field(repr=False)
    meetings: list[Part] = field(repr=False)
    parts: list[Part] = field(repr=False)

    @property
    def lines(self) -> list[str]:
        """Every line of the page, for reading it whole."""
        pairs = [f"{label}: {value}" for label, value in self.about]
        parts = [*self.meetings, *self.parts]
        return [self.made, *pairs, *(line for part in parts for line in (part.heading, *part.lines))]


def why_no_record(order: SupportOrder, *, by: Actor, at: datetime) -> str:
    """Why no record for court can be made now, and what to do; empty when it can (rule 9)."""
    if not by.has(Role.SUPERVISOR):
        return "Only a supervisor can make the record of an order for court"
    unrecorded = facts_of(order, at=at).unrecorded(clock.local_day(at))
    return do_not_report([meeting.day for meeting in unrecorded]) if unrecorded else ""


def court_record(order: SupportOrder, *, by: Actor, at: datetime) -> Record:
    """The record as it stands at a moment (UTC), and its downloading noted as a disclosure (rule 27)."""
    others = [f"person:{order.person.reference}", f"court:{order.court_code}"]
    audit.look(f"order:{order.reference}", Compartment.COMPLIANCE, by=by, others=others, act=Act.DISCLOSURE)
    return compile_record(order, by=by, at=at)


def compile_record(order: SupportOrder, *, by: Actor, at: datetime) -> Record:
    """The record's words, without noting a disclosure: for the page that shows them, and for tests."""
    bookings = [booking for meeting in order.meetings for booking in meeting.bookings]
    ids = [booking.appointment_id for booking in bookings]
    texts = Texts(proofs_of(ids), said_yes(ids))
    agency = db.session.get_one(Agency, order.agency_id)
    parts = [Part("Opinion of the supervisor", _opinions(order)), Part("Applications", _applications(order))]
    return Record(
        title=f"Engagement and Support Order record {order.reference}",
        agency=agency.name,
        made=f"Made at {long_moment(at)} by {by.name}, {agency.name}, from what was recorded until then.",
        about=_particulars(order, at),
        meetings=[part for meeting in order.meetings for part in _meeting(meeting, texts, at)],
        parts=[part for part in parts if part.lines],
    )


def _particulars(order: SupportOrder, at: datetime) -> list[tuple[str, str]]:
    facts, born = facts_of(order, at=at), order.person.date_of_birth
    spent = spent_on(facts)
    rows = [
        ("Name on the order", name_of(order)),
        ("Date of birth", long_day(born) if born else "not recorded"),
        ("Police reference", order.urn or "not recorded"),
        ("Order made", f"{long_day(order.made_on)}, {court_name(order)}, result code {order.result_code}"),
        ("Three meetings required by", long_day(order.must_by) if order.must_by else "no date named on the paper"),
        ("Supervisor", order.supervisor_name),
        ("Local justice area", area_name(order.justice_area)),
        ("Attended", f"{len(facts.counted)} of 3"),
        ("Ends", ends_words(facts)),
        ("Spent on", long_day(spent) if spent else ""),
        ("Paper", "marked: query with the court" if order.query_with_court else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _meeting(meeting: Meeting, texts: Texts, at: datetime) -> list[Part]:
    if not meeting.bookings:
        return [Part(f"Meeting {meeting.position}: not fixed", [])]
    return [_booking(meeting, booking, texts, at) for booking in meeting.bookings]


def _booking(meeting: Meeting, booking: MeetingBooking, texts: Texts, at: datetime) -> Part:
    appointment = booking.appointment
    said = current_attendance(appointment)
    outcome, counts = (appointment.outcome, said.counts if said else None)
    state = record.state_words(outcome, counts=counts, started=appointment.starts_at <= at)
    held = [f"Held by {booking.directed_name}, as the supervisor directed."] if booking.directed_name else []
    told = [_telling(telling) for telling in booking.tellings] or [record.NOT_TOLD]
    lines = [*held, *(_move(move) for move in appointment.moves), *told]
    return Part(f"Meeting {meeting.position}: {fixed_words(appointment)}: {state}", [*lines, *texts.lines(booking)])


def _telling(telling: MeetingTold) -> str:
    who = telling.told_by or (telling.recorded_by.name if telling.recorded_by else "")
    return record.telling_line(
        telling.how, on=telling.told_on, who=who, words=telling.words, recorded_at=telling.recorded_at
    )


def _move(move: AppointmentMove) -> str:
    words = f"{full_day(move.from_day)} at {clock_time(move.from_time)}"
    return record.move_line(words, asked_by_person=move.asked_by == MoveAskedBy.PERSON, recorded_at=move.recorded_at)


def _opinions(order: SupportOrder) -> list[str]:
    return [line for opinion in order.opinions for line in _opinion(opinion)]


def _opinion(opinion: ExcuseOpinion) -> list[str]:
    formed = record.formed_line(opinion.meeting_words, who=opinion.formed_by.name, at=opinion.formed_at)
    back = opinion.withdrawal
    withdrawn = [record.withdrawn_line(who=back.recorded_by.name, at=back.recorded_at)] if back else []
    return [formed, *withdrawn, *step_lines(opinion)]


def step_lines(opinion: ExcuseOpinion) -> list[str]:
    """Each step towards the court's result as a sentence: what, on which day, where, with its code."""
    return [
        record.step_line(Step(row.step), row.said, on=row.on_day, where=_where(row.court_code), code=row.code)
        for row in opinion.steps
    ]


def _where(code: str) -> str:
    found = court(code)
    return found.name if found else ""


def _applications(order: SupportOrder) -> list[str]:
    return [application_line(one) for one in order.applications]


def application_line(application: OrderApplication) -> str:
    """One application with its court, its code and what came of it, as a sentence."""
    kind, decided = Change(application.kind), application.decision
    code = f", code {application.code}" if application.code else ""
    asked = f"{kind.words}: applied for on {long_day(application.on_day)} at {_where(application.court_code)}{code}"
    if decided is None:
        return f"{asked}. Not decided yet."
    result = f", result code {decided.code}" if decided.code else ""
    became = f" Before: {decided.before}." if decided.before and kind is not Change.PAPER else ""
    return f"{asked}. {Decision(decided.decision).words} on {long_day(decided.on_day)}{result}.{became}"
