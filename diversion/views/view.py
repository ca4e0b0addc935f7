"""One referral as its page shows it (wireframe 4): everything a template needs, decided here and not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.appointments.models import Appointment
from casework.appointments.rules import AppointmentFacts, Outcome, tag_of, too_early
from casework.courts.reference import court, offence
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.showing import Owned
from casework.kernel.words import clock_time, long_day, short_day, short_moment
from casework.people.rules import names
from casework.people.rules.identifiers import recognise
from diversion import services
from diversion.models import Charge, Referral, Release, Requirement, RequirementBooking
from diversion.rules.facts import Came
from diversion.rules.release import Allowed, Why
from diversion.rules.schemes import LEAVES_WORDS, Leaves
from diversion.rules.standing import Standing, standing
from diversion.rules.words import METHOD_WORDS, Method, Status, days_chip
from diversion.services.facts import current_attendance
from diversion.services.outcomes import came
from notices.models import Notice
from notices.rules import CheckFirst, Statement
from notices.rules.life import NoticeState
from notices.rules.life import standing as notice_standing
from reminders.models import Text


@dataclass(frozen=True)
class Line:
    """Something that has happened at an appointment, in words, with its tag."""

    words: str
    tag: tuple[str, str]
    url: str


@dataclass(frozen=True)
class Slot:
    """One required appointment: how it stands and what can be done about it."""

    position: int
    title: str
    state: str
    lines: list[Line]
    booked: Appointment | None
    owned: Owned | None
    when: str
    told: str
    can_attend: bool
    can_miss: bool
    can_book: bool
    can_tell: bool
    to_write: str
    left: str
    also: list[tuple[str, str]]
    counted_for: int


@dataclass(frozen=True)
class View:
    """The whole page."""

    name: str
    tag: tuple[str, str]
    count: str
    chip: tuple[str, str] | None
    because: tuple[str, ...]
    rows: list[tuple[str, str]]
    record: list[tuple[str, str]]
    slots: list[Slot]
    said: Statement | CheckFirst
    sharing: str
    charges: list[tuple[str, str]]
    ask_until: str
    release: str
    released: str
    not_safe: str
    earlier: list[tuple[str, str, tuple[str, str]]]
    notices: list[tuple[Notice, str, tuple[str, str]]]
    attempts: list[str]
    prompt_s23: bool
    may_write: bool
    may_tell: bool
    is_live: bool
    needs_contact: bool


def view_of(referral: Referral, *, by: Actor, now: datetime) -> View:
    """Read once, for one page at the moment `now` (UTC)."""
    stands = standing(services.facts_of(referral, at=now), now=now)
    facts = Facts(referral.agency_id)
    release, released, not_safe = _release_words(referral)
    return View(
        name=person_name(referral),
        tag=stands.tag,
        count="" if stands.status is Status.IN_PROGRESS else f"{stands.done} of {stands.total} kept",
        chip=_chip(stands),
        because=stands.because,
        rows=_rows(referral, stands),
        record=_record_rows(referral),
        slots=[_slot(requirement, stands, now) for requirement in referral.requirements],
        said=services.statement(referral, at=now),
        sharing=_sharing(referral),
        charges=[(_charge_label(charge), _ending_words(charge)) for charge in referral.charges],
        ask_until=_ask_until(referral),
        release=release,
        released=released,
        not_safe=not_safe,
        earlier=_others(referral),
        notices=[_notice(notice) for notice in services.notices_of(referral)],
        attempts=[_attempt(row.how, row.reached, row.at) for row in reversed(referral.attempts)],
        prompt_s23=_prompt(referral, stands),
        may_write=may(by, Action.WRITE, Compartment.COMPLIANCE, facts).allowed,
        may_tell=may(by, Action.DISCLOSE, Compartment.COMPLIANCE, facts).allowed,
        is_live=services.is_live(referral),
        needs_contact=stands.status in {Status.NEW, Status.TRYING},
    )


def person_name(referral: Referral) -> str:
    """Short, for a worker's own screen: "Jo B."."""
    person = referral.person
    return names.short_name(person.known_as or person.given_name, person.family_name)


def court_words(referral: Referral) -> str:
    """The court date as the page says it."""
    hearing = referral.hearing
    if hearing is None:
        return "Not known"
    listed = court(hearing.court_code)
    return f"{short_day(hearing.day)} {hearing.day.year}, {clock_time(hearing.time)}, {listed.name if listed else ''}"


def _chip(stands: Standing) -> tuple[str, str] | None:
    return days_chip(stands.days_left) if stands.is_open and stands.days_left is not None else None


def _rows(referral: Referral, stands: Standing) -> list[tuple[str, str]]:
    finish = f"{short_day(stands.finish_by)} (scheme rule)" if stands.finish_by else "No date"
    return [
        ("Court", court_words(referral)),
        ("Finish by", finish),
        ("Police reference", _police_reference(referral)),
    ]


def _police_reference(referral: Referral) -> str:
    """The reference, with the doubt where its last letter does not fit."""
    found = recognise(referral.urn or referral.asn or referral.custody_reference)
    if found is None:
        return "None"
    return f"{found.value}. {found.doubt}" if found.doubt else found.value


def _record_rows(referral: Referral) -> list[tuple[str, str]]:
    rows = [
        ("Arrested", long_day(referral.arrested_on)),
        ("Worker", referral.worker.name if referral.worker else "Nobody yet"),
        ("Agreed to be referred", _agreement(referral)),
    ]
    return rows + ([("Opted in at court", _opted_in(referral))] if referral.opt_in else [])


def _agreement(referral: Referral) -> str:
    agreement = referral.agreement
    if agreement is None or not agreement.live:
        return "Not yet"
    provisional = ", to be repeated to the worker" if agreement.provisional else ""
    return f"{long_day(agreement.given_on)}, {agreement.how.replace('_', ' ')}{provisional}"


def _opted_in(referral: Referral) -> str:
    row = referral.opt_in
    if row is None:
        return ""
    advice = "legal advice was offered" if row.legal_advice_offered else "legal advice not recorded"
    bail = services.BAIL.get(row.bail, row.bail)
    return f"{long_day(row.opted_in_on)}, {advice}. Put off to {long_day(row.adjourned_to)}. {bail}"


def _sharing(referral: Referral) -> str:
    sharing = referral.sharing
    if sharing is None:
        return "Not agreed yet, so nobody can be told"
    if not sharing.live:
        return "Agreement withdrawn, so nobody can be told anything new"
    with_whom = {"cps": "the CPS", "court": "the court"}
    told = " and ".join(with_whom.get(one, one) for one in sharing.recipients.split(","))
    return f"Agreed {long_day(sharing.given_on)}, {sharing.how.replace('_', ' ')}: {told}"


def _slot(requirement: Requirement, stands: Standing, now: datetime) -> Slot:
    done = {kept.position for kept in stands.kept}
    attended = {kept.position for kept in stands.attended}
    current = next((b for b in requirement.bookings if _is_open(b)), None)
    booked = current.appointment if current else None
    live = services.is_live(requirement.referral)
    lacks = requirement.position in attended and requirement.position not in done and requirement.leaves != "nothing"
    missing = lacks and requirement.assessment_id is None and requirement.plan_id is None and not requirement.on_paper
    return Slot(
        position=requirement.position,
        title=requirement.title,
        state="done" if requirement.position in done else "now" if requirement.position == _next(stands) else "todo",
        lines=[_line(b.appointment, now) for b in requirement.bookings if not _is_open(b)]
        + [_line(row.appointment, now, also=True) for row in requirement.also],
        booked=booked,
        owned=_owned(booked),
        when=_when(booked) if booked else "",
        told=_told(current) if current else "",
        can_attend=booked is not None and not too_early(Outcome.ATTENDED, booked.starts_at, now),
        can_miss=booked is not None and not too_early(Outcome.REASON_NOT_KNOWN, booked.starts_at, now),
        can_book=live and booked is None and requirement.position not in attended,
        can_tell=current is not None and current.told_at is None and booked is not None and booked.starts_at > now,
        to_write=requirement.leaves if missing else "",
        left=_left(requirement),
        also=_also(requirement),
        counted_for=len(requirement.also),
    )


def _next(stands: Standing) -> int:
    done = {kept.position for kept in stands.kept}
    return next((n for n in range(1, stands.total + 1) if n not in done), 0)


def _is_open(booking: RequirementBooking) -> bool:
    return came(current_attendance(booking.appointment)) is Came.NOT_RECORDED


def _owned(appointment: Appointment | None) -> Owned | None:
    if appointment is None:
        return None
    return services.owned([appointment.id], agency_id=appointment.agency_id).get(appointment.id)


def _when(appointment: Appointment) -> str:
    where = appointment.place.name if appointment.place else appointment.place_other
    who = f" with {appointment.with_other}" if appointment.with_other else ""
    return f"{short_moment(appointment.starts_at)}{f', {where}' if where else ''}{who}"


def _told(booking: RequirementBooking) -> str:
    if booking.told_at is None:
        return "Not noted that they were told of it"
    return f"Told {booking.told_how.replace('_', ' ')} on {long_day(clock.local_day(booking.told_at))}"


def _line(appointment: Appointment, now: datetime, *, also: bool = False) -> Line:
    said = current_attendance(appointment)
    tag = tag_of(AppointmentFacts(appointment.starts_at, Outcome(said.outcome) if said else None), now)
    told_by = f", told by {said.told_by_name}, {said.told_by_role}" if said and said.told_by_name else ""
    paper = ", on paper, not imported" if said and said.on_paper else ""
    shared = ", counts for this referral too" if also else ""
    time = f" {clock_time(appointment.time)}" if appointment.time_known else ""
    words = f"{short_day(appointment.day)} {appointment.day.year}{time}{told_by}{paper}{shared}"
    return Line(words, (tag.words, tag.colour), f"/appointments/{appointment.reference}")


def _left(requirement: Requirement) -> str:
    if requirement.assessment_id is not None:
        return "Needs assessment recorded"
    if requirement.plan_id is not None:
        return "Care Action Plan agreed and recorded"
    if requirement.leaves == Leaves.NOTHING.value:
        return ""
    return f"Must leave: {LEAVES_WORDS[Leaves(requirement.leaves)]}"


def _also(requirement: Requirement) -> list[tuple[str, str]]:
    """The other live referrals that the attendance kept here may be ticked for."""
    kept = [b.appointment for b in requirement.bookings if came(current_attendance(b.appointment)) is Came.KEPT]
    offered = services.may_also_count(kept[-1]) if kept else []
    return [
        (
            f"{one.referral.reference}:{one.position}",
            f"Arrest {long_day(one.referral.arrested_on)}, {one.position} of {len(one.referral.requirements)}",
        )
        for one in offered
    ]


def _charge_label(charge: Charge) -> str:
    found = offence(charge.offence_code)
    return f"{found.title if found else charge.offence_code}, {long_day(charge.offence_on)}"


def _ending_words(charge: Charge) -> str:
    ending = charge.ending
    if ending is None:
        return "No ending recorded"
    words = METHOD_WORDS[Method(ending.method)]
    day = f" on {long_day(ending.decided_on)}" if ending.decided_on else ""
    by = f" by {ending.decided_by}" if ending.decided_by else ""
    reference = f", reference {ending.decision_reference}" if ending.decision_reference else ""
    code = f" (result code {ending.result_code})" if ending.result_code else ""
    return f"{words}{code}{day}{by}{reference}"


def _ask_until(referral: Referral) -> str:
    day = services.case_may_go_on_until(referral)
    return long_day(day) if day else ""


def _release_words(referral: Referral) -> tuple[str, str, str]:
    """Whether it may be released, whether it was, and what has come in the way since."""
    if referral.hearing is None:
        return "", "", ""
    made = services.release_of(referral.person, referral.hearing.day)
    answer = services.may_be_released(referral.person, referral.hearing.day)
    if services.is_released(made) and made is not None:
        not_safe = ". ".join(answer.reasons) if isinstance(answer, Why) else ""
        return "", _released(made), not_safe
    return ("yes" if isinstance(answer, Allowed) else ""), _waiting(made), ""


def _released(made: Release) -> str:
    return f"Released on {short_moment(made.released_at)}. {text_words(made)}"


def _waiting(made: Release | None) -> str:
    return "One person has released this. Somebody else must too." if made else ""


def text_words(made: Release) -> str:
    """What has become of the text that says so: never more than is known."""
    from casework.kernel.database import db

    text = db.session.get(Text, made.text_id) if made.text_id else None
    if text is None:
        return "No text was planned. Tell them in person or by phone."
    if text.state == "delivered":
        return "The text was delivered."
    held = f" It is held: {text.held_why}." if text.held_why else ""
    return f"The text has not been delivered yet.{held} If it is not by the evening before, reach them in person."


def _others(referral: Referral) -> list[tuple[str, str, tuple[str, str]]]:
    cards = services.cards(referral.person_id, agency_id=referral.agency_id, today=clock.today())
    mine = services.url_of(referral)
    return [(card.url, card.title, (card.tag.words, card.tag.colour)) for card in cards if card.url != mine]


def _notice(notice: Notice) -> tuple[Notice, str, tuple[str, str]]:
    stands = notice_standing(NoticeState(notice.state), acknowledged=notice.acknowledged_at is not None)
    return notice, f"{short_moment(notice.made_at)} to {notice.recipient_name}", (stands.word, stands.colour)


def _attempt(how: str, reached: bool, at: datetime) -> str:
    words = services.HOW_TRIED.get(how, how).lower()
    return f"{short_moment(at)}, {words}: {'spoke with them' if reached else 'not reached'}"


def _prompt(referral: Referral, stands: Standing) -> bool:
    """Complete, in a scheme whose cases are dropped at court: ask for an earlier notice of discontinuance (rule 4)."""
    ended = services.case_has_ended(referral)
    return stands.status is Status.COMPLETED and referral.scheme.dropped_on_the_day and not ended
